"""The chat-completions format of OpenAI's API, which every server speaks: requests to it, and replies from it.

Nothing is added to what a request holds. The one change is for the role ``user``: a language model always writes as
``assistant``, so for the user simulator the two sides change places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eigengraph.errors import ConfigError, RetryableError
from eigengraph.models.called import CallError, read_call, written_calls
from eigengraph.models.protocol import Reply, Request
from eigengraph.records import Message, Side, ToolCall, encode

_SWAPPED = {"user": "assistant", "assistant": "user", "tool": "tool", "system": "system"}
_FENCE = "```"
_BYTES_A_TOKEN = 4  # where an endpoint does not count: about right for English and JSON


def chat_body(request: Request, model: str) -> dict[str, Any]:
    """Return the body of a request: model, messages, sampling, and tools and schema where there are any.

    Raises:
        ConfigError: The request has neither a system prompt nor messages.
    """
    sampling = request.sampling
    body: dict[str, Any] = {
        "model": model,
        "messages": chat_messages(request),
        "temperature": sampling.temperature,
        "max_tokens": sampling.max_tokens,
    }
    if sampling.top_p < 1:
        body["top_p"] = sampling.top_p
    if sampling.logprobs:
        body["logprobs"] = True
    if request.tools:
        body["tools"] = request.tools
    if request.schema is not None:
        schema = {"name": request.role, "schema": request.schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def chat_messages(request: Request) -> list[dict[str, Any]]:
    """Return the system prompt and the messages as the endpoint should see them.

    Raises:
        ConfigError: The request has neither.
    """
    if not request.system and not request.messages:
        raise ConfigError(
            f"role {request.role!r} asks a language model with neither a system prompt nor messages; its worker must "
            "write them (docs/models.md)"
        )
    swap = request.role == "user"
    system = [{"role": "system", "content": request.system}] if request.system else []
    return [*system, *(_sent(message, swap=swap) for message in request.messages)]


def _sent(message: Message, *, swap: bool) -> dict[str, Any]:
    role = _SWAPPED[message.role] if swap else message.role
    sent: dict[str, Any] = {"role": role, "content": message.content}
    if role == "tool":
        sent["tool_call_id"] = message.call_id
    if message.tool_calls:
        sent["tool_calls"] = [_sent_call(call) for call in message.tool_calls]
    return sent


def _sent_call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": encode(call.arguments).decode()}
    return {"id": call.id, "type": "function", "function": function}


def read_reply(request: Request, answer: Any, size: int = 0) -> Reply:
    """Read the body of an answer.

    Calls that a server left in the text (fenced, tagged or bare JSON that names one of the request's tools) are found,
    and so is reasoning between ``<think>`` tags. What a model wrote wrong becomes the reply's ``fault``.

    Args:
        request: What was asked.
        answer: The body, parsed.
        size: Of the request's body in bytes, to estimate its tokens by where the server does not count.

    Raises:
        RetryableError: The body is no chat completion.
    """
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        content, thinking = _texts(message)
        raw_calls = message.get("tool_calls") or ()
    except (LookupError, TypeError, AttributeError):
        raise RetryableError(f"the endpoint answered with what is no chat completion: {answer!r:.200}") from None
    side: Side = "user" if request.role == "user" else "agent"
    finish = choice.get("finish_reason") or ""
    calls: tuple[ToolCall, ...] = ()
    fault = ""
    try:
        calls = tuple(read_call(raw, side) for raw in raw_calls)
        if not calls and request.tools:
            names = {tool["function"]["name"] for tool in request.tools}
            content, calls = written_calls(content, names, side)
    except CallError as error:
        fault = f"{error}; it was cut off at max_tokens" if finish == "length" else str(error)
    if request.schema is not None:
        content = _unfenced(content)
    elif not content and not calls and not fault and finish in ("length", "content_filter"):
        fault = f"nothing was written before the reply was cut off ({finish})"
    return Reply(
        Message("user" if side == "user" else "assistant", content, calls, thinking, side),
        finish=finish,
        fault=fault,
        logprobs=tuple(_logprobs(choice)),
        **_usage(answer, size),
    )


def _texts(message: Mapping[str, Any]) -> tuple[str, str]:
    """Return what was said and what was only thought; a refusal is said."""
    content = _joined(message.get("content")) or _joined(message.get("refusal"))
    thinking = _joined(message.get("reasoning_content") or message.get("reasoning"))
    if not thinking and "</think>" in content:
        # The opening tag stands in the prompt of some templates.
        thinking, _, content = content.partition("</think>")
        thinking = thinking.strip().removeprefix("<think>").strip()
    return content.strip(), thinking


def _joined(content: Any) -> str:
    if isinstance(content, list):
        content = "".join(part.get("text") or "" for part in content)
    if content is not None and not isinstance(content, str):
        raise TypeError("content is text, or a list of parts")
    return content or ""


def _unfenced(content: str) -> str:
    """Return the JSON of a text that holds it in a fence; servers that know no schemas leave that to the model."""
    if content.startswith("{") or _FENCE not in content:
        return content
    inner = content.split(_FENCE)[1].removeprefix("json").strip()
    try:
        json.loads(inner)
    except ValueError:
        return content
    return inner


def _logprobs(choice: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield each token written with its log-probability, where the endpoint tells."""
    told = choice.get("logprobs") or {}
    listed = told.get("content") if isinstance(told, Mapping) else None
    for token in listed if isinstance(listed, Sequence) else ():
        yield token["token"], float(token["logprob"])


def _usage(answer: Mapping[str, Any], size: int) -> dict[str, int]:
    usage = answer.get("usage") or {}
    written = usage.get("completion_tokens")
    if written is None:
        written = len(encode(answer["choices"][0]["message"])) // _BYTES_A_TOKEN
    read = usage.get("prompt_tokens")
    return {
        "prompt_tokens": size // _BYTES_A_TOKEN if read is None else read,
        "completion_tokens": written,
        "cached_tokens": (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0,
        "reasoning_tokens": (usage.get("completion_tokens_details") or {}).get("reasoning_tokens") or 0,
    }
