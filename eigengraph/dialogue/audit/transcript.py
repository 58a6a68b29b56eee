"""A dialogue from the user's chair: each text of the user, with what had been heard by then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eigengraph.dialogue.audit.wording import plain
from eigengraph.dialogue.rollout import STOP_TOKENS
from eigengraph.records import Message, ToolCall

_NEXT = re.compile(
    r"\b(?:any|some)thing (?:else|more|further)\b|\bwhat else\b|\bany (?:other|more|further)\b|\bany questions\b"
    r"|\bfurther (?:help|assist|questions?)|\b(?:help|assist) you (?:further|with today)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One text of the user.

    Attributes:
        position: Index of the message in the trajectory.
        text: Without the token that ends the dialogue.
        token: That token, or empty.
        answers: The agent's text that this one answers; empty where the agent has said nothing.
        calls: What the user called since that text.
        results: What those calls answered.
        heard: Every text of the agent and every result of the user's own calls so far, oldest first.
    """

    position: int
    text: str
    token: str
    answers: str
    calls: tuple[ToolCall, ...]
    results: tuple[str, ...]
    heard: tuple[str, ...]


def user_lines(messages: Sequence[Message]) -> Iterator[Line]:
    """Yield the user's texts in order. What the agent called or was answered is nothing that the user heard."""
    heard: list[str] = []
    answers = ""
    calls: list[ToolCall] = []
    results: list[str] = []
    for position, message in enumerate(messages):
        match message.role, message.side:
            case "assistant", _ if message.content:
                heard.append(message.content)
                answers, calls, results = message.content, [], []
            case "tool", "user":
                heard.append(message.content)
                results.append(message.content)
            case "user", _:
                calls.extend(message.tool_calls)
                if message.content.strip():
                    text, token = _without_token(message.content)
                    yield Line(position, text, token, answers, tuple(calls), tuple(results), tuple(heard))


def asks_for_next(text: str) -> bool:
    """Whether a text of the agent, or a sentence of it, asks for a further request."""
    return _NEXT.search(plain(text)) is not None


def _without_token(content: str) -> tuple[str, str]:
    found = ""
    for token in STOP_TOKENS:
        if token in content:
            content, found = content.replace(token, " "), token
    return content.strip(), found
