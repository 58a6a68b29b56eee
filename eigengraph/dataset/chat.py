"""Dialogues as chat messages in the form of OpenAI's API, which training libraries and chat templates read."""

from __future__ import annotations

import json
from typing import Any

from eigengraph.records import Message, Trajectory
from eigengraph.records.codec import unwrap


def chat_messages(trajectory: Trajectory, system: str, *, thinking: bool = False) -> list[dict[str, Any]]:
    """Return a dialogue as the agent saw it.

    Tool calls that the user made on their own side, and the results, are left out: the agent never sees them.

    Args:
        trajectory: The dialogue.
        system: The agent's system prompt.
        thinking: Whether reasoning is kept, under ``reasoning_content``.

    Returns:
        Messages with the roles ``system``, ``user``, ``assistant`` and ``tool``; a call's arguments are JSON text.
    """
    seen = [message for message in trajectory.messages if message.side == "agent" or _speaks(message)]
    return [{"role": "system", "content": system}, *(_message(message, thinking=thinking) for message in seen)]


def _speaks(message: Message) -> bool:
    return message.role == "user" and not message.tool_calls


def _message(message: Message, *, thinking: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.role == "tool":
        made["tool_call_id"] = message.call_id
    if message.role == "assistant" and message.tool_calls:
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
    if thinking and message.thinking:
        made["reasoning_content"] = message.thinking
    return made
