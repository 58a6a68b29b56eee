"""What a policy may send and still be judged: who sends more cannot make its verifier give up instead of saying no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eigengraph.records import Message

MOST_CHARACTERS = 200_000
"""Of all texts and calls of a policy in a dialogue; tau2-bench's recorded ones have 18,000 at most."""

MOST_VALUES = 10_000
"""Texts, numbers, lists and mappings that a policy sends in a dialogue."""

MOST_DEPTH = 64
"""Of lists and mappings in what a call carries."""

MOST_BITS = 4096
"""Of an integer."""


def excess_of(messages: Sequence[Message]) -> str:
    """Say in what a policy went beyond what can be judged; an empty text where it did not.

    What simulated users send does not count: it is not the policy's.
    """
    characters = values = 0
    for message in messages:
        if message.role == "assistant":
            for value, depth in _parts(message):
                values += 1
                if depth > MOST_DEPTH:
                    return f"it sent arguments nested deeper than {MOST_DEPTH} levels"
                if isinstance(value, int) and value.bit_length() > MOST_BITS:
                    return f"it sent an integer of {value.bit_length():,} bits, at most {MOST_BITS:,} can be judged"
                if isinstance(value, str):
                    characters += len(value)
                    if not _is_unicode(value):
                        return "it sent a text with half of a surrogate pair, which UTF-8 cannot write"
    if characters > MOST_CHARACTERS:
        return f"it sent {characters:,} characters, at most {MOST_CHARACTERS:,} can be judged"
    if values > MOST_VALUES:
        return f"it sent {values:,} texts and values, at most {MOST_VALUES:,} can be judged"
    return ""


def _parts(message: Message) -> Iterator[tuple[Any, int]]:
    """Yield every text, number, list and mapping that a message holds, with its depth; deep ones without recursion."""
    pending: list[tuple[Any, int]] = [(message.content, 0)]
    for call in message.tool_calls:
        pending += [(call.name, 0), (call.arguments, 0)]
    while pending:
        value, depth = pending.pop()
        yield value, depth
        if isinstance(value, Mapping):
            pending += ((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list | tuple):
            pending += ((part, depth + 1) for part in value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
