"""What can never work, tried on the stub: ``doctor`` finds it, and a run says it in a line before it pays."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import threading
from contextlib import contextmanager

import eigengraph_openai
import pytest
from aiohttp import web
from eigengraph_stub.log import Log, read_log
from eigengraph_stub.playing import Player
from eigengraph_stub.server import Manner, Stub

import eigengraph as eg
from eigengraph import cli
from eigengraph.cli import doctor, synthesize
from tests.plugins.stub.conftest import SHOP

LINES = {
    "reachable": r"the endpoint '.*' cannot be reached: .*; start the server, or mend the URL in the model spec",
    "key": r"the endpoint of model 'stub' refuses the key \(401: the API key is wrong\); put a valid one into the "
    r"environment variable that key_variable in \[options.openai\] names",
    "name": r"unknown model of this endpoint 'stub' \(known: other\)",
    "context": r"the context of model 'stub' is too small for domain 'shop': of 8,300 tokens, policy and tools take "
    r"about \d+ and a reply up to 8,192; serve it with a longer one, or set a smaller max_tokens in the model's "
    r"options",
    "tools": r"model 'stub' does not take tools \(400: \"auto\" tool choice requires --enable-auto-tool-choice and "
    r"--tool-call-parser to be set\); serve it with a parser for its tool calls \(vLLM: .*\)",
}


@pytest.fixture
def host(monkeypatch):
    monkeypatch.syspath_prepend(SHOP)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    made = eg.Host([importlib.import_module("eigengraph_shop"), eigengraph_openai])
    for command in (doctor, synthesize):
        monkeypatch.setattr(command, "Host", lambda: made)
    return made


@pytest.fixture
def serving(host, tmp_path):
    """``with serving(manner) as url`` serves in a thread of this process."""

    @contextmanager
    def serve(manner):
        ready, stop, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()
        log, urls = Log(tmp_path / "log.jsonl"), []

        async def run():
            runner = web.AppRunner(Stub(Player(host), manner, log).app(), shutdown_timeout=0.0, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            urls.append(f"http://127.0.0.1:{runner.addresses[0][1]}/v1")
            ready.set()
            await stop.wait()
            await runner.cleanup()

        thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
        thread.start()
        assert ready.wait(20)
        try:
            yield urls[0]
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(20)
            loop.close()
            log.close()

    return serve


@pytest.fixture
def typed(capsys):
    """``typed(*words)`` runs a command; returns its exit code, stdout and stderr."""

    def run(*words):
        capsys.readouterr()
        code = cli.run([*map(str, words)])
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("kind", "name", "manner"),
    [
        ("key", "reachable", Manner(key="secret")),
        ("name", "model name", Manner(model="other")),
        ("context", "context length", Manner(context=8300)),
        ("tools", "tool calls", Manner(tools=False)),
    ],
)
def test_what_a_server_refuses(serving, typed, tmp_path, kind, name, manner):
    with serving(manner) as url:
        code, out, _ = typed("doctor", "--model", f"openai:stub@{url}", "--domain", "shop", "--json")
        asked = read_log(tmp_path / "log.jsonl")
        ran = typed(
            "synthesize", "shop", "--tasks", 2, "--model", f"openai:stub@{url}", "--out", tmp_path / "run", "-q"
        )
        assert read_log(tmp_path / "log.jsonl") == asked
    assert code == 1
    [failed] = [check for check in json.loads(out)["checks"] if not check["ok"]]
    assert failed["name"] == name
    assert re.fullmatch(LINES[kind], failed["fix"])
    assert ran[:2] == (2, "")
    assert re.fullmatch(f"eigengraph: {LINES[kind]}\n", ran[2])
    assert not (tmp_path / "run").exists()


def test_nobody_there(host, typed, tmp_path, unused_port):
    model = f"openai:stub@http://127.0.0.1:{unused_port}/v1"
    code, out, _ = typed("doctor", "--model", model, "--domain", "shop", "--json")
    [check] = [check for check in json.loads(out)["checks"] if not check["ok"]]
    assert (code, check["name"]) == (1, "reachable")
    assert re.fullmatch(LINES["reachable"], check["fix"])
    code, out, err = typed("synthesize", "shop", "--tasks", 2, "--model", model, "--out", tmp_path / "run", "-q")
    assert (code, out) == (2, "")
    assert re.fullmatch(f"eigengraph: {LINES['reachable']}\n", err)
    assert not (tmp_path / "run").exists()


def test_a_price_that_is_missing(serving, typed, tmp_path):
    (tmp_path / "run.toml").write_text("budget_usd = 3.0\n")
    config = ("--config", tmp_path / "run.toml")
    with serving(Manner()) as url:
        model = f"openai:stub@{url}"
        line = (
            f"budget_usd needs the price of {model!r}; add [prices.'openai:stub'] with input and output, in USD a "
            "million tokens (known: none)"
        )
        code, out, _ = typed("doctor", "--model", model, "--domain", "shop", "--json", *config)
        asked = read_log(tmp_path / "log.jsonl")
        ran = typed("synthesize", "shop", "--model", model, "--out", tmp_path / "run", "-q", *config)
        assert read_log(tmp_path / "log.jsonl") == asked
        good = typed("doctor", "--model", model, "--domain", "shop", "--json")
    assert (code, ran) == (1, (2, "", f"eigengraph: {line}\n"))
    assert [check["fix"] for check in json.loads(out)["checks"] if not check["ok"]] == [line]
    assert not (tmp_path / "run").exists()
    checks = json.loads(good[1])["checks"]
    assert good[0] == 0
    assert [check["name"] for check in checks][-1] == "price"


def test_doctors_table_shows_brackets(serving, typed, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    with serving(Manner(key="secret")) as url:
        _, out, _ = typed("doctor", "--model", f"openai:stub@{url}", "--domain", "shop")
    assert "key_variable in [options.openai] names" in out
