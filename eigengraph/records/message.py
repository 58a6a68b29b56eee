"""What passes between the policy, the user and the environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Side = Literal["agent", "user"]
Role = Literal["system", "assistant", "user", "tool"]

ROLE_OF: Mapping[Side, Role] = {"agent": "assistant", "user": "user"}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of one tool.

    Attributes:
        name: The tool.
        arguments: A JSON object, passed by keyword.
        side: Who calls.
        id: Ties the result to the call inside a dialogue; empty for calls outside one.
    """

    name: str
    arguments: Mapping[str, Any]
    side: Side = "agent"
    id: str = ""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What the environment answers to one call.

    Attributes:
        content: The text that the caller is shown.
        error: Whether the tool refused.
    """

    content: str
    error: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a dialogue.

    Attributes:
        role: ``assistant`` is the policy, ``user`` the user, ``tool`` the environment.
        content: Text; may be empty where there are tool calls.
        tool_calls: Calls made by this message, run in order.
        thinking: Reasoning that came with the message; never shown to the other side.
        side: Whose turn this belongs to: for a tool result, the side that called.
        call_id: For a tool result, the call it answers.
        error: For a tool result, whether the tool refused.
        labels: Kinds of faults injected into this message on purpose (ground truth for measuring verifiers).
    """

    role: Role
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    thinking: str = ""
    side: Side = "agent"
    call_id: str = ""
    error: bool = False
    labels: tuple[str, ...] = ()


def read_answer(content: str) -> Any:
    """Return what a tool's text says: the value of its JSON, or the text itself where it is none."""
    try:
        return json.loads(content)
    except json.JSONDecodeError:
        return content
