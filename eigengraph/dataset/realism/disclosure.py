"""Disclosure: when the user tells what the agent's calls need, and in what order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eigengraph.dataset.realism.wording import mentions
from eigengraph.records import Message

_LEAST = 3
"""Letters and digits that a value must have at least; shorter ones stand in too many texts by chance."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value that the user told before anybody else named it, and that a call of the agent then carries.

    Attributes:
        name: The argument that carries it; of several, the first.
        turn: Which of the user's texts told it, 1 for the first.
    """

    name: str
    turn: int


def told(messages: Sequence[Message]) -> list[Told]:
    """Return what the user told, in the order in which the agent's calls first carry it.

    Args:
        messages: A dialogue.
    """
    found: dict[str, Told] = {}
    seen: set[str] = set()
    for position, message in enumerate(messages):
        for call in message.tool_calls if message.side == "agent" else ():
            for name, value in _scalars("", call.arguments):
                if value not in seen:
                    seen.add(value)
                    turn = _first_told(messages[:position], value)
                    if turn:
                        found[value] = Told(name, turn)
    return list(found.values())


def _first_told(messages: Sequence[Message], value: str) -> int:
    """Return which text of the user names a value first, or 0 where none does or somebody else was first."""
    turn = 0
    for message in messages:
        speaks = message.role == "user" and not message.tool_calls
        turn += speaks
        if mentions(message.content, value):
            return turn if speaks else 0
    return 0


def _scalars(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield each text and number in an argument with the nearest name above it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(key, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _scalars(name, inner)
    elif not isinstance(value, bool) and value is not None and len(str(value)) >= _LEAST:
        yield name, str(value)
