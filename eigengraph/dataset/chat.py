"""Dialogues as chat messages in the form of OpenAI's API, which training libraries and chat templates read."""

from __future__ import annotations

import json
from typing import Any

from eigengraph.records import ROLE_OF, Message, Side, Trajectory
from eigengraph.records.codec import unwrap


def chat_messages(
    trajectory: Trajectory, system: str, *, thinking: bool = False, side: Side = "agent"
) -> list[dict[str, Any]]:
    """Return a dialogue as one side saw it, in the words of a model that plays that side.

    What the other side did with tools is left out: neither side ever sees it.

    Args:
        trajectory: The dialogue.
        system: The side's system prompt.
        thinking: Whether the side's reasoning is kept, under ``reasoning_content``.
        side: Whose view it is. A model always writes as ``assistant``, so for ``user`` the two sides change places.

    Returns:
        Messages with the roles ``system``, ``user``, ``assistant`` and ``tool``; a call's arguments are JSON text.
    """
    seen = [message for message in trajectory.messages if message.side == side or _speaks(message)]
    return [{"role": "system", "content": system}, *(chat_message(message, side, thinking) for message in seen)]


def _speaks(message: Message) -> bool:
    return message.role in ROLE_OF.values() and not message.tool_calls


def chat_message(message: Message, side: Side = "agent", thinking: bool = False) -> dict[str, Any]:
    """Return one message as a side saw it; see ``chat_messages`` for the arguments."""
    role = message.role
    if role in ROLE_OF.values():
        role = "assistant" if message.side == side else "user"
    made: dict[str, Any] = {"role": role, "content": message.content}
    if role == "tool":
        made["tool_call_id"] = message.call_id
    if role == "assistant" and message.tool_calls:
        made["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {
                    "name": call.name,
                    "arguments": json.dumps(call.arguments, ensure_ascii=False, default=unwrap),
                },
            }
            for call in message.tool_calls
        ]
    if thinking and message.thinking and role == "assistant":
        made["reasoning_content"] = message.thinking
    return made
