"""A run whose every role is played by the stub, in a process of its own: the same as without the detour."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from eigengraph_stub.commands import serve
from eigengraph_stub.log import LogLine, read_log

import eigengraph as eg
from eigengraph.models import ModelScheme, Reply, Request
from eigengraph.records import Message, ToolCall

SWAPPED = {"user": "assistant", "assistant": "user", "tool": "tool"}


@dataclass
class OverHttp:
    """The least client that an OpenAI-compatible server can be asked with."""

    url: str
    scenarios: list[str] = field(default_factory=list)

    async def complete(self, request: Request) -> Reply:
        messages = [self._sent(message, request.role) for message in request.messages]
        body: dict[str, Any] = {
            "model": "stub",
            "seed": request.context.seed % 2**31,
            "messages": [{"role": "system", "content": request.system or request.role}, *messages],
        }
        if request.schema is not None:
            schema = {"name": request.role, "schema": request.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/chat/completions", json=body) as reply,
        ):
            said = (await reply.json())["choices"][0]["message"]
        if request.role == "scenario":
            self.scenarios.append(said["content"])
        calls = tuple(
            ToolCall(call["function"]["name"], json.loads(call["function"]["arguments"]))
            for call in said.get("tool_calls", ())
        )
        return Reply(Message("assistant", said["content"] or "", calls))

    @staticmethod
    def _sent(message: Message, role: str) -> dict[str, Any]:
        calls = [
            {"id": call.id, "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments))}}
            for call in message.tool_calls
        ]
        sent = SWAPPED[message.role] if role == "user" else message.role
        return {"role": sent, "content": message.content, "tool_call_id": message.call_id, "tool_calls": calls}


@dataclass
class Scheme:
    """A plugin that opens one client."""

    client: OverHttp

    @eg.hookimpl
    def register_models(self):
        return [ModelScheme("over_http", lambda rest, options: self.client)]


def synthesize(out, host: eg.Host, model: str) -> list[eg.Datum]:
    settings = eg.Settings(domain="shop", tasks=3, seed=5, model=model, out=out)
    return list(eg.synthesize(host, settings).data())


@pytest.fixture
def played(shop, serving, tmp_path):
    """``played(*options)`` makes a run through the stub; returns its data, the log and the client."""

    def make(*options: str) -> tuple[list[eg.Datum], list[LogLine], OverHttp]:
        out, log = tmp_path / "run", tmp_path / "log.jsonl"
        with serving("--run", str(out), "--log", str(log), *options) as url:
            client = OverHttp(url)
            data = synthesize(out, eg.Host([shop, Scheme(client)]), "over_http")
        return data, read_log(log), client

    return make


def test_the_run_is_the_offline_models(played, shop, tmp_path):
    data, lines, _ = played()
    offline = synthesize(tmp_path / "offline", eg.Host([shop]), "offline")
    assert [datum.task for datum in data] == [datum.task for datum in offline]
    told = [[(message.role, message.content) for message in datum.trajectory.messages] for datum in data]
    assert told == [[(message.role, message.content) for message in datum.trajectory.messages] for datum in offline]
    assert {line.role for line in lines} == {"agent", "user", "scenario", "judge"}
    assert {line.index for line in lines} == {0, 1, 2}


def test_scenarios_get_defects_whose_labels_only_the_log_has(played):
    data, lines, client = played("--weak", "leaked_solution=0.4")
    labels = [line.labels for line in lines if line.role == "scenario"]
    assert set(labels) == {(), ("writer:leaked_solution",)}
    leaking = [text for text in client.scenarios if "The agent will make these calls" in text or "In the end:" in text]
    assert len(leaking) == labels.count(("writer:leaked_solution",))
    assert data
    assert not any("writer:" in str(datum) for datum in data)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"faults": "hangs=1"}, r"unknown kind of fault 'hangs'; did you mean 'hang'\?"),
        ({"faults": "much"}, "faults 'much' cannot be read; write KIND=RATE, with commas between several"),
        ({"weak": "laziness=1"}, "unknown kind of defect 'laziness'"),
    ],
)
def test_bad_options_are_refused_before_anything_is_served(options, error):
    with pytest.raises(eg.ConfigError, match=error):
        serve(**options)
