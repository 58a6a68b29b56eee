"""Requests as token ids, and what was drawn as replies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eigengraph.errors import ConfigError
from eigengraph.models import Reply, Request, chat_messages, read_reply


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a model wrote.

    Attributes:
        tokens: Token ids, with the one that ended it.
        logprobs: Of each.
        finish: ``stop`` or ``length``.
        prompt: How many tokens were read.
        cached: Those of them that were read before.
    """

    tokens: Sequence[int]
    logprobs: Sequence[float]
    finish: str
    prompt: int
    cached: int = 0


def prompt_ids(request: Request, tokenizer: Any, variables: Mapping[str, Any]) -> tuple[int, ...]:
    """Return a request's dialogue and tools in the words of a model's chat template, up to where it should go on.

    Args:
        request: What is asked. A schema is not enforced: the prompt must ask for it.
        tokenizer: With a chat template.
        variables: More variables of the template.

    Raises:
        ConfigError: The template does not take the dialogue, or the request has neither system prompt nor messages.
    """
    messages = [_with_objects(message) for message in chat_messages(request)]
    try:
        text = tokenizer.apply_chat_template(
            messages,
            tools=[dict(tool) for tool in request.tools] or None,
            add_generation_prompt=True,
            tokenize=False,
            **variables,
        )
    except Exception as error:
        raise ConfigError(
            f"the chat template does not take a dialogue of role {request.role!r}: {type(error).__name__}: {error}"
        ) from error
    return tuple(tokenizer(text, add_special_tokens=False)["input_ids"])


def _with_objects(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message whose calls have objects as arguments: templates write JSON themselves, some of text, too."""
    if "tool_calls" not in message:
        return message
    calls = [
        {**call, "function": {**call["function"], "arguments": json.loads(call["function"]["arguments"])}}
        for call in message["tool_calls"]
    ]
    return {**message, "tool_calls": calls}


def reply_of(request: Request, drawn: Drawn, tokenizer: Any, stop: frozenset[int]) -> Reply:
    """Return what was drawn as a reply: reasoning and calls taken out of the text, as from a server without parsers."""
    written = drawn.tokens[:-1] if drawn.tokens[-1:] and drawn.tokens[-1] in stop else drawn.tokens
    # Tags of calls and of reasoning are special tokens in some vocabularies, and must be seen.
    text = tokenizer.decode(written, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    message: dict[str, Any] = {"content": text}
    choice: dict[str, Any] = {"message": message, "finish_reason": drawn.finish}
    if request.sampling.logprobs:
        texts = tokenizer.convert_ids_to_tokens(list(drawn.tokens))
        told = [{"token": token, "logprob": value} for token, value in zip(texts, drawn.logprobs, strict=True)]
        choice["logprobs"] = {"content": told}
    usage = {
        "prompt_tokens": drawn.prompt,
        "completion_tokens": len(drawn.tokens),
        "prompt_tokens_details": {"cached_tokens": drawn.cached},
    }
    return read_reply(request, {"choices": [choice], "usage": usage})
