"""Messages between this library and LangChain, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
    convert_to_messages,
)

from eigengraph.errors import ConfigError
from eigengraph.models import Reply, Request, chat_messages
from eigengraph.models.called import CallError, written_calls
from eigengraph.records import Message, Side, ToolCall


def to_langchain(request: Request) -> list[BaseMessage]:
    """Return a request's prompt, as ``eigengraph.models.chat_messages`` makes it.

    Raises:
        ConfigError: There is none.
    """
    return convert_to_messages(chat_messages(request))


def read_answer(request: Request, answer: AIMessage) -> Reply:
    """Return what a model answered; calls that its parser could not read are the reply's ``fault``.

    Args:
        request: What was asked.
        answer: What came.
    """
    side: Side = "user" if request.role == "user" else "agent"
    content, fault = str(answer.text).strip(), ""
    calls = tuple(ToolCall(call["name"], call["args"], side, call["id"] or "") for call in answer.tool_calls)
    if answer.invalid_tool_calls:
        first = answer.invalid_tool_calls[0]
        fault, calls = f"a call of {first['name']!r:.80} whose arguments are no JSON object: {first['args']!r:.200}", ()
    elif not calls and request.tools:
        try:
            content, calls = written_calls(content, {tool["function"]["name"] for tool in request.tools}, side)
        except CallError as error:
            fault = str(error)
    usage = answer.usage_metadata
    return Reply(
        Message("user" if side == "user" else "assistant", content, calls, _thinking(answer), side),
        usage["input_tokens"] if usage else 0,
        usage["output_tokens"] if usage else 0,
        usage.get("input_token_details", {}).get("cache_read") or 0 if usage else 0,
        usage.get("output_token_details", {}).get("reasoning") or 0 if usage else 0,
        answer.response_metadata.get("finish_reason") or answer.response_metadata.get("stop_reason") or "",
        fault,
    )


def from_langchain(messages: Iterable[BaseMessage]) -> tuple[str, tuple[Message, ...]]:
    """Return system prompt and messages of a chat.

    Raises:
        ConfigError: A message is of a kind that has no place in a dialogue.
    """
    system, dialogue = [], []
    for message in messages:
        match message:
            case SystemMessage():
                system.append(str(message.text))
            case HumanMessage():
                dialogue.append(Message("user", str(message.text), side="user"))
            case AIMessage():
                calls = tuple(ToolCall(call["name"], call["args"], id=call["id"] or "") for call in message.tool_calls)
                dialogue.append(Message("assistant", str(message.text), calls))
            case ToolMessage():
                failed = message.status == "error"
                dialogue.append(Message("tool", str(message.text), call_id=message.tool_call_id, error=failed))
            case _:
                raise ConfigError(f"a message of type {message.type!r} cannot be sent (known: system, human, ai, tool)")
    return "\n\n".join(system), tuple(dialogue)


def to_answer(reply: Reply) -> AIMessage:
    """Return a reply as LangChain's models answer."""
    message = reply.message
    read, written = reply.prompt_tokens, reply.completion_tokens
    return AIMessage(
        content=message.content,
        tool_calls=[_call(call) for call in message.tool_calls],
        additional_kwargs={"reasoning_content": message.thinking} if message.thinking else {},
        response_metadata={"finish_reason": reply.finish},
        usage_metadata={"input_tokens": read, "output_tokens": written, "total_tokens": read + written},
    )


def _call(call: ToolCall) -> dict[str, object]:
    return {"name": call.name, "args": dict(call.arguments), "id": call.id or None, "type": "tool_call"}


def _thinking(answer: AIMessage) -> str:
    told = answer.additional_kwargs.get("reasoning_content")
    if isinstance(told, str):
        return told
    blocks: Sequence[object] = answer.content if isinstance(answer.content, list) else ()
    kinds = ("reasoning", "thinking")
    found = (str(block.get(kind, "")) for block in blocks if isinstance(block, dict) for kind in kinds)
    return "\n".join(text for text in found if text)
