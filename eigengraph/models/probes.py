"""Requests that show what a model can do: one with a tool, one with a schema."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from eigengraph.models.protocol import Context, Reply, Request, Sampling
from eigengraph.records import Message
from eigengraph.world import Domain

_TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "look_up_order",
        "description": "Look up an order.",
        "parameters": {
            "type": "object",
            "properties": {"order_id": {"type": "string"}},
            "required": ["order_id"],
            "additionalProperties": False,
        },
    },
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "population": {"type": "integer"}},
    "required": ["city", "population"],
    "additionalProperties": False,
}


def ask_for_call(max_tokens: int = 1024) -> Request:
    """Return a request that a model with tools answers with a call."""
    return Request(
        "agent",
        (Message("user", "Where is my order A17?"),),
        _context(),
        system="You answer questions about orders. Look an order up with the tool before you say anything.",
        tools=(_TOOL,),
        sampling=Sampling(temperature=0.0, max_tokens=max_tokens),
        tags={"probe": "tool calls"},
    )


def ask_for_json(max_tokens: int = 1024) -> Request:
    """Return a request that a model with structured output answers with a certain object."""
    return Request(
        "checkup",
        (Message("user", "Name a large city in Japan and its population."),),
        _context(),
        system="Answer with a JSON object that has the keys city and population.",
        schema=_SCHEMA,
        sampling=Sampling(temperature=0.0, max_tokens=max_tokens),
        tags={"probe": "structured output"},
    )


def has_call(reply: Reply) -> bool:
    """Whether the reply to ``ask_for_call`` makes the call."""
    return any(
        call.name == "look_up_order" and isinstance(call.arguments.get("order_id"), str)
        for call in reply.message.tool_calls
    )


def has_json(reply: Reply) -> bool:
    """Whether the reply to ``ask_for_json`` is the object, and nothing but it."""
    value: Any = None
    with suppress(ValueError):
        value = json.loads(reply.message.content)
    return isinstance(value, dict) and value.keys() == {"city", "population"} and isinstance(value["population"], int)


def _context() -> Context:
    return Context(Domain("checkup", tools=(), tables=lambda _seed: {}), seed=0)
