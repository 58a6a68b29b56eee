"""Chat completions as OpenAI's API writes them, seen from the server's side."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from eigengraph.records import ROLE_OF, Message, Role, Side, ToolCall, encode

_BYTES_A_TOKEN = 4
_ERROR = "Error: "


def read_messages(sent: Sequence[Mapping[str, Any]], side: Side) -> tuple[Message, ...]:
    """Return the dialogue that a request holds, without its system prompt.

    Args:
        sent: The request's messages.
        side: Whose turn it is. A language model writes as ``assistant`` whoever it plays, so for the user the two
            sides have changed places.

    Returns:
        The messages. Whether a tool refused is not sent; it is told by the text that refusals begin with.
    """
    other: Side = "agent" if side == "user" else "user"
    sides: Mapping[str, Side] = {"assistant": side, "user": other, "tool": side}
    return tuple(_read(message, sides[message["role"]]) for message in sent if message["role"] in sides)


def role_of(body: Mapping[str, Any]) -> str:
    """Return the role that a request asks for.

    Where JSON is asked for, its schema is named for the role. In a dialogue the agent speaks first, so a role for which
    the first message is its own plays the agent.
    """
    demanded = body.get("response_format") or {}
    if "json_schema" in demanded:
        return str(demanded["json_schema"].get("name", ""))
    first = next((message["role"] for message in body["messages"] if message["role"] != "system"), "")
    return "user" if first == "user" else "agent"


def _read(sent: Mapping[str, Any], side: Side) -> Message:
    role: Role = "tool" if sent["role"] == "tool" else ROLE_OF[side]
    content = sent.get("content") or ""
    calls = tuple(
        ToolCall(call["function"]["name"], json.loads(call["function"]["arguments"]), side, call.get("id", ""))
        for call in sent.get("tool_calls") or ()
    )
    refused = role == "tool" and content.startswith(_ERROR)
    return Message(role, content, calls, side=side, call_id=sent.get("tool_call_id", ""), error=refused)


def completion(model: str, message: Message, key: str, read: int) -> dict[str, Any]:
    """Return the body of a reply.

    Args:
        model: The name that was asked for.
        message: What is said or called.
        key: Digest of the request; ids are made of it.
        read: Size of the request in bytes.
    """
    said: dict[str, Any] = {"role": "assistant", "content": message.content or None}
    if message.tool_calls:
        said["tool_calls"] = [
            {
                "id": f"call_{key[:16]}_{number}",
                "type": "function",
                "function": {"name": call.name, "arguments": encode(call.arguments).decode()},
            }
            for number, call in enumerate(message.tool_calls)
        ]
    tokens = {"prompt_tokens": read // _BYTES_A_TOKEN, "completion_tokens": len(encode(said)) // _BYTES_A_TOKEN}
    return {
        "id": f"chatcmpl-{key[:24]}",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [
            {"index": 0, "message": said, "finish_reason": "tool_calls" if message.tool_calls else "stop"},
        ],
        "usage": {**tokens, "total_tokens": sum(tokens.values())},
    }


def failure(kind: str, text: str) -> dict[str, Any]:
    """Return the body of an error."""
    return {"error": {"message": text, "type": kind, "param": None, "code": kind}}
