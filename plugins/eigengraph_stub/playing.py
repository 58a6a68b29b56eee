"""Playing: the reply to a request, without any fault of the connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from eigengraph.host import Host
from eigengraph.models import Request
from eigengraph.records import Blueprint, Message, Scenario, Side, ToolCall, decode, encode
from eigengraph.roles.task_drafts import draft_of
from eigengraph.world import Base
from eigengraph_stub.casting import Casting, Part
from eigengraph_stub.filling import filled, schema_of
from eigengraph_stub.plans import PLANNERS, drawn_plan
from eigengraph_stub.weak import Scene, Weakness
from eigengraph_stub.weak.scenarios import SCENARIO_DEFECTS
from eigengraph_stub.wire import read_messages, role_of

_FORMAL = ("verifier", "judge", "attributor")
"""Roles whose least reply is a sensible one: it changes nothing, has nothing to say, or blames the agent."""

_REFUSAL = "I'm sorry, but I can't help with that."


@dataclass(frozen=True, slots=True)
class Played:
    """A reply.

    Attributes:
        message: What is said or called; its labels say what was done wrong on purpose.
        role: Whose part it is; empty where the request belongs to no run.
        index: The candidate's index; -1 for none.
    """

    message: Message
    role: str = ""
    index: int = -1


@dataclass(frozen=True, slots=True)
class Player:
    """Plays every part of a run with the offline backend, and gives any other request a reply of the right form.

    Attributes:
        host: The plugins; one of them brings the model ``offline``.
        casting: Finds parts; None where there is no run.
        weakness: Defects of the scenarios that it writes.
    """

    host: Host
    casting: Casting | None = None
    weakness: Weakness = field(default_factory=lambda: Weakness({}))

    async def play(self, body: Mapping[str, Any]) -> Played:
        """Return the reply to a request.

        Raises:
            ConfigError: The run cannot be read.
        """
        seed, casting, role = body.get("seed"), self.casting, role_of(body)
        if role in PLANNERS and isinstance(seed, int):
            return Played(Message("assistant", encode(drawn_plan(schema_of(body), seed)).decode()), role)
        part = casting.find(role, seed) if casting is not None and isinstance(seed, int) else None
        if part is None or casting is None:
            return Played(filled(body))
        if role == "blueprint":
            found = casting.draw(part)
            return Played(_draft(found) if found is not None else filled(body), role, part.index)
        if role in _FORMAL:
            return Played(filled(body), role, part.index)
        side: Side = "user" if part.role == "user" else "agent"
        model = self.host.model("offline", {"offline": casting.options})
        reply = await model.complete(Request(part.role, read_messages(body["messages"], side), part.context))
        message = self._weakened(reply.message, part, body) if part.role == "scenario" else reply.message
        return Played(message, part.role, part.index)

    def _weakened(self, message: Message, part: Part, body: Mapping[str, Any]) -> Message:
        """Work a defect into a scenario; what the plan says is looked for in the prompt."""
        blueprint, context = part.context.blueprint, part.context
        kind = self.weakness.drawn(encode(body["messages"]).decode(), context.seed)
        if kind is None or kind not in SCENARIO_DEFECTS or blueprint is None:
            return message
        scene = Scene(context.domain, Base({}), 0, Random(context.seed))
        found = SCENARIO_DEFECTS[kind](decode(Scenario, message.content), blueprint, scene)
        if found is None:
            return message
        return replace(message, content=encode(found).decode(), labels=(f"writer:{kind}",))


def _draft(blueprint: Blueprint) -> Message:
    return Message("assistant", encode(draft_of(blueprint)).decode())


def spoilt(message: Message, body: Mapping[str, Any], fault: str) -> Message:
    """Return a reply with a fault of the reply in it.

    Args:
        message: The sound reply.
        body: The request's.
        fault: One of ``faults.CONTENT``, or empty. Plain text has no schema to break.
    """
    match fault:
        case "empty":
            return replace(message, content="", tool_calls=())
        case "refusal":
            return replace(message, content=_REFUSAL, tool_calls=())
        case "wrong_schema" if message.tool_calls:
            return replace(message, tool_calls=tuple(ToolCall(call.name, {}, call.side) for call in message.tool_calls))
        case "wrong_schema" if body.get("response_format"):
            return replace(message, content='{"answer": 42}')
    return message
