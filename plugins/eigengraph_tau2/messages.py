"""tau2-bench's messages (``data_model/message.py``) and ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from eigengraph.records import Message, Side, ToolCall

Requestor = Literal["user", "assistant"]

SIDE_OF: Mapping[Requestor, Side] = {"assistant": "agent", "user": "user"}
REQUESTOR_OF: Mapping[Side, Requestor] = {"agent": "assistant", "user": "user"}


@dataclass(frozen=True, slots=True)
class WireCall:
    """A tool call as tau2-bench writes it."""

    name: str
    arguments: dict[str, Any]
    id: str = ""
    requestor: Requestor = "assistant"


@dataclass(frozen=True, slots=True)
class WireMessage:
    """A message as tau2-bench writes it; cost, usage, timestamps and the like are left out.

    Attributes:
        role: ``tool`` is the environment.
        content: Text, if there is any.
        tool_calls: Calls of an assistant or a user.
        id: For a tool result, the call it answers.
        requestor: For a tool result, who called.
        error: For a tool result, whether the tool refused.
    """

    role: Literal["system", "assistant", "user", "tool"]
    content: str | None = None
    tool_calls: list[WireCall] | None = None
    id: str = ""
    requestor: Requestor = "assistant"
    error: bool = False


def to_messages(wire: Iterable[WireMessage]) -> tuple[Message, ...]:
    """Return tau2-bench's messages as ours."""
    return tuple(map(_to_message, wire))


def _to_message(wire: WireMessage) -> Message:
    if wire.role == "tool":
        return Message("tool", wire.content or "", side=SIDE_OF[wire.requestor], call_id=wire.id, error=wire.error)
    calls = tuple(
        ToolCall(call.name, call.arguments, SIDE_OF[call.requestor], call.id) for call in wire.tool_calls or ()
    )
    return Message(wire.role, wire.content or "", calls, side="user" if wire.role == "user" else "agent")


def from_messages(messages: Iterable[Message], stamps: Iterable[str]) -> list[dict[str, Any]]:
    """Return our messages as tau2-bench writes them.

    Args:
        messages: A dialogue.
        stamps: A timestamp for each message, ascending as text: tau2-bench sorts by them.
    """
    return [
        {**_from_message(message), "turn_idx": index, "timestamp": stamp}
        for index, (message, stamp) in enumerate(zip(messages, stamps, strict=False))
    ]


def _from_message(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        return {
            "id": message.call_id,
            "role": "tool",
            "content": message.content,
            "requestor": REQUESTOR_OF[message.side],
            "error": message.error,
        }
    calls = [
        {"id": call.id, "name": call.name, "arguments": dict(call.arguments), "requestor": REQUESTOR_OF[call.side]}
        for call in message.tool_calls
    ]
    return {"role": message.role, "content": message.content or None, "tool_calls": calls or None}
