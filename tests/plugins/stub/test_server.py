"""The server over HTTP: what it answers, and every way in which it fails."""

import asyncio
import json

import aiohttp
import pytest
from eigengraph_stub.faults import TRANSPORT, Faults
from eigengraph_stub.log import Log, read_log
from eigengraph_stub.server import RETRIES, Manner

from eigengraph.errors import ConfigError

BODY = {"model": "stub", "messages": [{"role": "user", "content": "Hello"}]}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object", "properties": {}}}}


def always(kind: str) -> Manner:
    return Manner(faults=Faults({kind: 1.0}), slow=0.0, drip=0.0, retry_after=2.5)


def post(ask, manner, body=BODY, **headers):
    """Return status, headers and text of one reply."""

    async def talk(client):
        async with client.post("/v1/chat/completions", json=body, headers=headers) as reply:
            return reply.status, reply.headers, await reply.text()

    return ask(manner, talk)


def test_a_sound_reply_is_a_chat_completion(ask):
    status, _, text = post(ask, Manner())
    reply = json.loads(text)
    assert (status, reply["object"], reply["model"]) == (200, "chat.completion", "stub")
    assert reply["choices"][0]["message"] == {"role": "assistant", "content": "All right."}
    assert reply["usage"]["total_tokens"] > 0


def test_replies_depend_on_the_request_alone(ask):
    assert post(ask, Manner())[2] == post(ask, Manner(latency=0.01))[2]
    assert post(ask, Manner())[2] != post(ask, Manner(), {**BODY, "seed": 5})[2]  # ids


def test_the_model_is_listed_with_its_context(ask):
    async def talk(client):
        async with client.get("/v1/models") as reply:
            return await reply.json()

    [model] = ask(Manner(model="m", context=512), talk)["data"]
    assert (model["id"], model["max_model_len"]) == ("m", 512)


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ({**BODY, "model": "other"}, 404, "the model 'other' does not exist; there is 'stub'"),
        ({**BODY, "stream": True}, 400, "streaming is not offered"),
        ({"model": "stub"}, 400, "the body must be JSON with messages"),
        ([], 400, "the body must be JSON with messages"),
    ],
)
def test_requests_that_cannot_be_answered(ask, body, status, text):
    found = post(ask, Manner(), body)
    assert found[0] == status
    assert text in json.loads(found[2])["error"]["message"]


def test_a_wrong_key_is_refused(ask):
    assert post(ask, Manner(key="k"), Authorization="Bearer x")[0] == 401
    assert post(ask, Manner(key="k"), Authorization="Bearer k")[0] == 200


def test_rate_limits(ask):
    status, headers, _ = post(ask, always("rate_limited"))
    assert (status, headers["Retry-After"]) == (429, "2.5")
    status, headers, _ = post(ask, always("rate_limited_bare"))
    assert (status, "Retry-After" in headers) == (429, False)


def test_server_errors(ask):
    assert post(ask, always("server_error"))[0] == 500


def test_bodies_that_are_no_json(ask):
    status, _, text = post(ask, always("not_json"))
    assert (status, text[:6]) == (200, "<html>")
    status, _, text = post(ask, always("truncated"))
    assert status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


@pytest.mark.parametrize("kind", ["slow", "drip"])
def test_late_replies_are_sound(ask, kind):
    assert post(ask, always(kind))[2] == post(ask, Manner())[2]


def test_a_reset_connection(ask):
    with pytest.raises(aiohttp.ClientError):
        post(ask, always("reset"))


def test_a_request_that_hangs_ends_with_the_client(ask):
    async def talk(client):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2), client.post("/v1/chat/completions", json=BODY):
                pass

    ask(always("hang"), talk)


def test_faults_of_the_reply(ask):
    def said(manner, body=BODY):
        return json.loads(post(ask, manner, body)[2])["choices"][0]["message"]

    assert said(always("empty")) == {"role": "assistant", "content": None}
    assert "can't help" in said(always("refusal"))["content"]
    assert said(always("wrong_schema"), {**BODY, "response_format": SCHEMA})["content"] == '{"answer": 42}'
    tools = [{"function": {"name": "look", "parameters": {"required": ["id"], "properties": {"id": {"const": 1}}}}}]
    [call] = said(always("wrong_schema"), {**BODY, "tools": tools})["tool_calls"]
    assert json.loads(call["function"]["arguments"]) == {}
    assert said(always("wrong_schema")) == said(Manner())


@pytest.mark.parametrize("header", RETRIES)
def test_an_attempt_may_get_through_where_the_first_did_not(ask, header):
    manner = Manner(faults=Faults({"server_error": 0.5}))

    async def talk(client):
        found = []
        for attempt in range(12):
            headers = {header: str(attempt)}
            async with client.post("/v1/chat/completions", json=BODY, headers=headers) as reply:
                found.append(reply.status)
        return found

    first = ask(manner, talk)
    assert set(first) == {200, 500}
    assert ask(manner, talk) == first


def test_requests_are_logged_with_attempt_key_and_fault(ask, tmp_path):
    async def talk(client):
        for headers in ({"Idempotency-Key": "k"}, {"Idempotency-Key": "k"}, {}, {RETRIES[0]: "7"}):
            async with client.post("/v1/chat/completions", json=BODY, headers=headers):
                pass

    ask(always("server_error"), talk)
    lines = read_log(tmp_path / "log.jsonl")
    assert [(line.attempt, line.fault, line.role, line.index) for line in lines] == [
        (0, "server_error", "", -1),
        (1, "server_error", "", -1),
        (0, "server_error", "", -1),
        (7, "server_error", "", -1),
    ]
    assert [line.request == "k" for line in lines] == [True, True, False, False]
    assert lines[2].request == lines[3].request


def test_a_log_that_cannot_be_written(tmp_path):
    with pytest.raises(ConfigError, match="cannot be written: No such file or directory; give another file"):
        Log(tmp_path / "missing" / "log.jsonl")


def test_every_fault_of_the_connection_is_tried_here():
    assert set(TRANSPORT) == {
        *("rate_limited", "rate_limited_bare", "server_error", "not_json", "truncated"),
        *("hang", "reset", "slow", "drip"),
    }
