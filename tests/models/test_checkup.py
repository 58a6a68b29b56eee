"""What ``doctor`` finds out about a model, good and bad."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from eigengraph.errors import ConfigError, ModelError, RetryableError
from eigengraph.models import EndpointFacts, Reply, checkup
from eigengraph.records import Message, ToolCall
from tests.models.asking import Clock, Scripted, reply
from tests.toys import ROUTER, SHOP

CALL = Reply(Message("assistant", "", (ToolCall("look_up_order", {"order_id": "A17"}),)), 80, 20)
OBJECT = reply('{"city": "Osaka", "population": 2700000}', completion=20)


@dataclass
class Endpoint:
    """A model behind an endpoint that says these facts, one after another."""

    script: list
    facts: list = field(default_factory=lambda: [EndpointFacts("m", ("m",), 32_000)])
    endpoint: str = "http://here"
    parallel: None = None
    closed: int = 0

    def __post_init__(self):
        self.complete = Scripted(self.script).complete

    async def inspect(self):
        fact = self.facts.pop(0)
        if isinstance(fact, Exception):
            raise fact
        return fact

    async def close(self):
        self.closed += 1


def checks(model, clock=None):
    return asyncio.run(checkup(model, [SHOP, ROUTER], (clock or Clock()).timing))


def bad(model, clock=None):
    return {check.name: check.fix for check in checks(model, clock) if not check.ok}


def test_all_is_well():
    model = Endpoint([CALL, OBJECT])
    found = checks(model)
    assert [check.name for check in found] == [
        "reachable",
        "model name",
        "context length",
        "tool calls",
        "structured output",
        "speed",
    ]
    assert all(check.ok and not check.fix for check in found)
    assert (found[0].found, found[2].found) == ("http://here", "32,000 tokens")
    assert model.closed == 1


def test_a_model_that_is_no_endpoint_is_asked_only():
    assert [check.name for check in checks(Scripted([CALL, OBJECT]))] == ["tool calls", "structured output", "speed"]


def test_nothing_is_asked_of_what_cannot_be_reached():
    model = Endpoint([], [ConfigError("nobody there")])
    assert bad(model) == {"reachable": "nobody there"}
    assert model.closed == 1


def test_nothing_is_asked_of_a_model_that_is_not_there():
    model = Endpoint([], [EndpointFacts("m", ("big", "mm"))])
    assert bad(model) == {"model name": "unknown model of this endpoint 'm'; did you mean 'mm'? (known: big, mm)"}


def test_a_busy_endpoint_is_asked_again():
    clock = Clock()
    busy = RetryableError("busy", after=5.0, busy=True)
    assert bad(Endpoint([busy, CALL, busy, OBJECT], [busy, EndpointFacts("m")]), clock).keys() <= {"speed"}
    assert clock.now >= 15.0


@pytest.mark.parametrize(("context", "ok"), [(8_000, False), (32_000, True), (None, True)])
def test_every_policy_must_fit(context, ok):
    found = bad(Endpoint([CALL, OBJECT], [EndpointFacts("m", (), context)]))
    assert ("context length" not in found) == ok
    if not ok:
        assert "the context of model 'm' is too small for domain 'shop': of 8,000 tokens" in found["context length"]


@pytest.mark.parametrize(
    "answer",
    [
        reply("I cannot look."),
        Reply(Message("assistant", "", (ToolCall("look_up_order", {}),))),
        Reply(Message("assistant", "", (ToolCall("other", {"order_id": "A17"}),))),
        reply("", fault="a call of 'look_up_order' whose arguments are no JSON"),
    ],
)
def test_a_model_that_calls_no_tools(answer):
    found = bad(Endpoint([answer, OBJECT]))
    assert found.keys() == {"tool calls"}
    assert "--enable-auto-tool-choice" in found["tool calls"]


@pytest.mark.parametrize("text", ["Osaka", "[]", '{"city": "Osaka"}', '{"city": "Osaka", "population": "many"}'])
def test_a_model_that_ignores_schemas(text):
    found = bad(Endpoint([CALL, reply(text, completion=50)]))
    assert found.keys() == {"structured output"}
    assert "json_schema" in found["structured output"]


def test_a_request_that_fails_is_the_fix():
    found = bad(Endpoint([ConfigError("model 'm' does not take tools"), ModelError("the endpoint answered 400: no")]))
    assert found == {
        "tool calls": "model 'm' does not take tools",
        "structured output": "the endpoint answered 400: no",
    }


def test_a_model_that_is_too_slow():
    clock = Clock()

    async def slowly(_request):
        clock.now += 20.0
        return OBJECT

    assert bad(Endpoint([CALL, slowly]), clock) == {
        "speed": "1.0 tokens/s are too few for dialogues; serve a smaller or quantised model"
    }
