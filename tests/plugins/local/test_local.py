"""The local model, with something else in the place of llama.cpp, which is an extra."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace

import eigengraph_local
import pytest

import eigengraph as eg
from eigengraph.errors import ConfigError, ContextOverflow, ModelError
from eigengraph.models import EndpointFacts, Sampling
from eigengraph.records import Message
from tests.models.asking import request


@pytest.fixture
def gguf(tmp_path):
    path = tmp_path / "small.gguf"
    path.write_bytes(b"GGUF\x03\x00\x00\x00")
    return path


@pytest.fixture
def llama(monkeypatch):
    """What stands in llama.cpp's place: keeps parameters and bodies, and gives ``answer``."""
    seen = SimpleNamespace(started=[], bodies=[], answer=None)

    class Server:
        def __init__(self, parameters):
            seen.started.append(parameters)
            if isinstance(seen.answer, RuntimeError):
                raise seen.answer

        def handle_chat_completions(self, body):
            seen.bodies.append(body)
            return seen.answer

    def parameters():
        return SimpleNamespace(model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace())

    module = ModuleType("xllamacpp")
    module.__spec__ = ModuleSpec("xllamacpp", None)
    module.Server, module.CommonParams = Server, parameters
    monkeypatch.setitem(sys.modules, "xllamacpp", module)
    seen.answer = {
        "choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 2},
    }
    return seen


def opened(path, **options):
    return eg.Host([eigengraph_local], installed=False).model(f"local:{path}", {"local": options})


def test_requests_share_one_server(gguf, llama):
    model = opened(gguf, context=2048, parallel=2, threads=3, max_tokens=64, temperature=0.0)
    assert llama.started == []

    async def go():
        return [await model.complete(request(seed=2**31 + 7)), await model.complete(request())]

    assert [reply.message for reply in asyncio.run(go())] == [Message("assistant", "Yes.")] * 2
    [parameters] = llama.started
    assert parameters.model.path == str(gguf)
    assert (parameters.n_ctx, parameters.n_parallel) == (4096, 2)
    assert (parameters.cpuparams.n_threads, parameters.cpuparams_batch.n_threads) == (3, 3)
    body = llama.bodies[0]
    assert (body["max_tokens"], body["temperature"], body["seed"]) == (64, 0.0, 7)


def test_a_role_may_ask_for_less(gguf, llama):
    asyncio.run(opened(gguf).complete(replace(request(), sampling=Sampling(0.5, 16))))
    assert (llama.bodies[0]["max_tokens"], llama.bodies[0]["temperature"]) == (16, 0.5)


def test_looking_loads_nothing(gguf, llama):
    facts = asyncio.run(opened(gguf, context=4096).inspect())
    assert facts == EndpointFacts("small.gguf", (), 4096, 1024)
    assert llama.started == []


@pytest.mark.parametrize(
    ("message", "kind"),
    [("request (9 tokens) exceeds the available context size", ContextOverflow), ("no", ModelError)],
)
def test_what_llama_refuses(gguf, llama, message, kind):
    llama.answer = {"error": {"code": 400, "message": message}}
    with pytest.raises(kind, match=r"^llama.cpp answered: "):
        asyncio.run(opened(gguf).complete(request()))


def test_a_file_that_cannot_be_loaded(gguf, llama):
    llama.answer = RuntimeError("unknown architecture")
    with pytest.raises(ConfigError, match=r"small.gguf' cannot be loaded by llama.cpp: unknown architecture"):
        asyncio.run(opened(gguf).complete(request()))


# Specs and options


def test_a_spec_without_a_file(tmp_path, llama):
    for rest in ("", tmp_path, tmp_path / "none.gguf"):
        with pytest.raises(ConfigError, match=f"model spec 'local:{rest}' names no file; write local:PATH.gguf"):
            opened(rest)
    (tmp_path / "x.gguf").write_text("no")
    with pytest.raises(ConfigError, match="names no GGUF file; convert the weights"):
        opened(tmp_path / "x.gguf")


def test_without_llama_the_line_says_what_to_install(gguf, monkeypatch):
    monkeypatch.setattr("eigengraph_local.settings.find_spec", lambda _name: None)
    with pytest.raises(ConfigError, match=r"small.gguf' needs llama.cpp; pip install 'eigengraph\[local\]'"):
        opened(gguf)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"contxt": 1}, r"unknown setting of local models 'contxt'; did you mean 'context'\?"),
        ({"context": 0}, "local setting 'context' cannot be 0: "),
    ],
)
def test_options_that_cannot_be_used(gguf, llama, options, line):
    with pytest.raises(ConfigError, match=f"^{line}"):
        opened(gguf, **options)
