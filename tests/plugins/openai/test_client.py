"""The client against a small server: what it sends, and how it uses connections."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import eigengraph_openai
import pytest
from aiohttp import web
from eigengraph_openai.client import OpenAIModel

import eigengraph as eg
from eigengraph.errors import ConfigError
from eigengraph.models import Sampling
from eigengraph.records import Message
from tests.plugins.openai.conftest import REQUEST, ask, completion, sending
from tests.toys import SHOP

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}}


def test_a_spec_opens_a_model(server):
    host = eg.Host([eigengraph_openai], installed=False)
    model = host.model(f"openai:org/name@{server.url}/", {"openai": {"seed": False}})
    assert isinstance(model, OpenAIModel)
    assert model.endpoint == server.url
    assert ask(model).message == Message("assistant", "Yes.")
    assert server.asked[0]["model"] == "org/name"


def test_a_request_as_the_server_sees_it(server, monkeypatch):
    monkeypatch.setenv("MY_KEY", "secret")
    model = server.model(key_variable="MY_KEY", headers={"X-Team": "blue"}, extra={"top_k": 20})
    reply = ask(model, replace(REQUEST, tools=SHOP.schemas["agent"], key="ab12", tries=2))
    assert (reply.prompt_tokens, reply.completion_tokens) == (9, 2)
    [body], [headers] = server.asked, server.headers
    assert body == {
        "model": "m",
        "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello."}],
        "temperature": 1.0,
        "max_tokens": 8192,
        "tools": SHOP.schemas["agent"],
        "seed": 2**40 % 2**31 + 5,
        "top_k": 20,
    }
    assert headers["Authorization"] == "Bearer secret"
    assert headers["X-Team"] == "blue"
    assert (headers["Idempotency-Key"], headers["X-Request-Tries"]) == ("ab12", "2")


def test_without_a_key_none_is_sent(server, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    ask(server.model())
    assert "Authorization" not in server.headers[0]


def test_options_outweigh_what_a_role_asks_for(server):
    model = server.model(temperature=0.2, top_p=0.8, max_tokens=100, seed=False)
    ask(model)
    ask(model, replace(REQUEST, sampling=Sampling(max_tokens=16)))
    assert [body["max_tokens"] for body in server.asked] == [100, 16]
    assert (server.asked[0]["temperature"], server.asked[0]["top_p"]) == (0.2, 0.8)
    assert "seed" not in server.asked[0]


@pytest.mark.parametrize("how", ["response_format", "structured_outputs"])
def test_a_schema_goes_where_the_server_wants_it(server, how):
    ask(server.model(structured=how), replace(REQUEST, schema=SCHEMA))
    body = server.asked[0]
    if how == "structured_outputs":
        assert body["structured_outputs"] == {"json": SCHEMA}
        assert "response_format" not in body
    else:
        assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert "guided_json" not in body


def test_each_event_loop_has_connections_of_its_own(server):
    model = server.model()
    assert [ask(model).message.content for _ in range(2)] == ["Yes.", "Yes."]


def test_closing_twice_or_unused_is_no_matter(server):
    async def go(model):
        await model.close()
        await model.complete(REQUEST)
        await model.close()
        await model.close()
        return await model.complete(REQUEST), await model.close()

    assert asyncio.run(go(server.model()))[0].message.content == "Yes."


def test_as_many_requests_are_in_flight_as_are_asked(server):
    """All of them are inside the server at once, though common clients stop at a hundred connections."""
    count, inside, gate = 150, [], {}

    async def wait_for_all(_request):
        opened = gate.setdefault("event", asyncio.Event())
        inside.append(1)
        if len(inside) == count:
            opened.set()
        await opened.wait()
        return web.json_response(completion())

    server.answer = wait_for_all

    async def go(model):
        replies = await asyncio.gather(*[model.complete(REQUEST) for _ in range(count)])
        await model.close()
        return replies

    assert len(asyncio.run(go(server.model()))) == count


def test_a_redirect_is_not_followed(server):
    server.answer = sending({}, 307, {"Location": "http://192.0.2.1/elsewhere"})
    with pytest.raises(eg.ModelError, match="the endpoint answered 307"):
        ask(server.model())


# Specs and options

BAD_SPECS = ["", "m", "m@", "@http://localhost", "m@localhost:8000/v1", "m@ftp://localhost", "m@http://"]


@pytest.mark.parametrize("rest", BAD_SPECS)
def test_a_spec_that_is_none(rest):
    host = eg.Host([eigengraph_openai], installed=False)
    with pytest.raises(ConfigError, match="is not openai:MODEL@URL; write it as in 'openai:Qwen3-30B@http://localhost"):
        host.model(f"openai:{rest}", {})


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"temprature": 1}, r"unknown setting of openai models 'temprature'; did you mean 'temperature'\?"),
        ({"temperature": -1}, "openai setting 'temperature' cannot be -1: Input should be greater than or equal to 0"),
        ({"structured": "guided_json"}, "openai setting 'structured' cannot be 'guided_json': "),
        ({"max_tokens": 0}, "openai setting 'max_tokens' cannot be 0: "),
    ],
)
def test_options_that_cannot_be_used(options, line):
    host = eg.Host([eigengraph_openai], installed=False)
    with pytest.raises(ConfigError, match=f"^{line}"):
        host.model("openai:m@http://localhost/v1", {"openai": options})
