"""What each kind of failure means: asked again, given up, or a mistake in the settings."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from eigengraph.errors import ConfigError, ContextOverflow, ModelError, RetryableError
from tests.plugins.openai.conftest import ask, completion, saying, sending


def error(message):
    return {"error": {"message": message, "type": "some", "code": None}}


def failure(server, answer):
    server.answer = answer
    with pytest.raises((ModelError, ContextOverflow, ConfigError)) as caught:
        ask(server.model())
    return caught.value


# What may pass


@pytest.mark.parametrize(("status", "busy"), [(408, False), (429, True), (500, False), (502, False), (503, True)])
def test_a_status_that_may_pass(server, status, busy):
    caught = failure(server, sending(error("too many\nrequests"), status))
    assert isinstance(caught, RetryableError)
    assert str(caught) == f"the endpoint answered {status}: too many requests"
    assert (caught.after, caught.busy) == (None, busy)


@pytest.mark.parametrize(("said", "after"), [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("soon", None), ("", None)])
def test_a_server_says_how_long_to_wait(server, said, after):
    caught = failure(server, sending(error("busy"), 429, {"Retry-After": said}))
    assert isinstance(caught, RetryableError)
    assert caught.after == after


@pytest.mark.parametrize(("ahead", "low", "high"), [(3600, 3500, 3600), (-3600, 0, 0)])
def test_a_server_says_until_when_to_wait(server, ahead, low, high):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    caught = failure(server, sending(error("busy"), 503, {"Retry-After": until}))
    assert isinstance(caught, RetryableError)
    assert caught.after is not None
    assert low <= caught.after <= high


BROKEN = {
    "no JSON": saying("<html>502</html>"),
    "half of it": saying('{"choices": [{"mess'),
    "empty": saying(""),
    "another shape": saying('{"object": "list"}'),
    "no text": sending({"choices": []}),
    "a failure in an answer of status 200": sending(error("upstream is down")),
    "another one": sending({"error": {"message": "busy", "code": 429}}),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_body_that_may_be_better_next_time(server, what):
    assert isinstance(failure(server, BROKEN[what]), RetryableError)


def test_a_body_shorter_than_announced(server):
    async def cut(request):
        response = web.StreamResponse(headers={"Content-Length": "1000", "Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"choices": [')
        assert request.transport is not None
        request.transport.close()
        return response

    caught = failure(server, cut)
    assert isinstance(caught, RetryableError)
    assert str(caught).startswith(f"the connection to {server.url!r} failed: ")


def test_a_connection_that_is_reset(server):
    async def reset(request):
        request.transport.abort()
        return web.Response()

    assert isinstance(failure(server, reset), RetryableError)


# What never will

OVERFLOWS = [
    "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
    "the request exceeds the available context size, try increasing it",
    "The decoder prompt (length 5000) is longer than the maximum model length of 4096.",
    "Your input exceeds the context window of this model.",
]


@pytest.mark.parametrize("message", OVERFLOWS)
def test_a_dialogue_that_does_not_fit(server, message):
    assert isinstance(failure(server, sending(error(message), 400)), ContextOverflow)


NO_TOOLS = [
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    "tools param requires --jinja flag",
    "registry.example/library/gemma does not support tools",
    "No endpoints found that support tool use.",
    "'tools' is not supported with this model.",
]


@pytest.mark.parametrize("message", NO_TOOLS)
def test_a_model_without_tools(server, message):
    caught = failure(server, sending(error(message), 400))
    assert isinstance(caught, ConfigError)
    assert str(caught).startswith("model 'm' does not take tools (400: ")


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key(server, status):
    caught = failure(server, sending(error("Incorrect API key"), status))
    assert isinstance(caught, ConfigError)
    assert f"the endpoint of model 'm' refuses the key ({status}: Incorrect API key); put a valid one" in str(caught)


@pytest.mark.parametrize(("status", "message"), [(404, "Not Found"), (400, "The model `m` does not exist.")])
def test_an_unknown_model(server, status, message):
    caught = failure(server, sending(error(message), status))
    assert isinstance(caught, ConfigError)
    assert "the endpoint does not know model 'm' or its path" in str(caught)


@pytest.mark.parametrize(
    "message", ["An assistant message with 'tool_calls' must be followed by tool messages.", "bad"]
)
def test_another_refusal_is_this_requests_own(server, message):
    caught = failure(server, sending(error(message), 400))
    assert type(caught) is ModelError
    assert str(caught) == f"the endpoint answered 400: {message}"


@pytest.mark.parametrize("body", [{"message": "no"}, {"detail": "no"}, {"error": "no"}])
def test_errors_are_read_in_every_form(server, body):
    assert str(failure(server, sending(body, 422))) == "the endpoint answered 422: no"


# Looking before asking


def inspect(model):
    async def go():
        try:
            return await model.inspect()
        finally:
            await model.close()

    return asyncio.run(go())


@pytest.mark.parametrize(
    "entry", [{"max_model_len": 4096}, {"context_length": 4096}, {"meta": {"n_ctx": 4096, "n_ctx_train": 32768}}]
)
def test_a_server_lists_its_models(server, entry):
    server.models = sending({"data": [{"id": "other"}, {"id": "m", **entry}]})
    facts = inspect(server.model(max_tokens=512))
    assert (facts.model, facts.models, facts.context, facts.max_tokens) == ("m", ("other", "m"), 4096, 512)


@pytest.mark.parametrize("listed", [[], {}, {"data": None}, {"data": [3, {"id": 4}]}])
def test_a_strange_list_says_nothing(server, listed):
    server.models = sending(listed)
    assert inspect(server.model()).models == ()


def test_a_server_without_a_list_says_nothing(server):
    server.models = sending(error("Not Found"), 404)
    assert inspect(server.model()).models == ()


def test_a_server_that_refuses_the_key(server):
    server.models = sending(error("no key"), 401)
    with pytest.raises(ConfigError, match="refuses the key"):
        inspect(server.model())


def test_a_server_that_is_not_there(server, unused_port):
    server.url = f"http://127.0.0.1:{unused_port}/v1"
    with pytest.raises(ConfigError, match=rf"the endpoint '{server.url}' cannot be reached: .*; start the server, or"):
        inspect(server.model())


def test_a_server_that_is_not_there_when_asked_may_come_back(server, unused_port):
    server.url = f"http://127.0.0.1:{unused_port}/v1"
    with pytest.raises(RetryableError):
        ask(server.model())


def test_a_good_answer_is_none_of_these(server):
    server.answer = sending(completion("Fine."))
    assert ask(server.model()).message.content == "Fine."
