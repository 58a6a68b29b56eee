"""The gold solution executed: what each call answered, and what its answer showed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eigengraph.dialogue.audit.wording import mentions
from eigengraph.records import ToolCall
from eigengraph.verify.arguments import leaves

_NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Seen:
    """An object in the answer of a call.

    Attributes:
        key: What it stood under.
        fields: What it has.
        asked: The texts among the arguments of the call.
    """

    key: str
    fields: Mapping[str, Any]
    asked: frozenset[str]

    @cached_property
    def names(self) -> frozenset[str]:
        """Its key and its own texts: what it can be named by."""
        return frozenset((self.key, *(value for value in self.fields.values() if isinstance(value, str))))

    @cached_property
    def texts(self) -> frozenset[str]:
        """Every text that stands together in it: its names, its keys, and what was asked."""
        return self.names | self.asked | self.fields.keys()


@dataclass(frozen=True)
class Step:
    """One call of the gold solution, executed.

    Attributes:
        goal: The number of the goal that it is made for.
        call: The call.
        answer: What it answered.
        refused: Whether it was refused.
        writes: Whether its tool may change tables.
        changed: Whether it did.
    """

    goal: int
    call: ToolCall
    answer: str
    refused: bool
    writes: bool
    changed: bool

    @cached_property
    def shown(self) -> tuple[Seen, ...]:
        """Every object in its answer; none where that is no JSON."""
        asked = frozenset(value for _, value in leaves(self.call.arguments) if isinstance(value, str))
        return tuple(Seen(key, inner, asked) for key, inner in objects_in(self._json))

    @cached_property
    def numbers(self) -> frozenset[float]:
        """The numbers in its answer."""
        return frozenset(numbers_in(self.answer))

    def shows(self, text: str) -> bool:
        """Return whether its answer has a text, whole."""
        return text in self._texts if self._json is not None else mentions(self.answer, text)

    @cached_property
    def _json(self) -> Any:
        if not self.answer.startswith(("{", "[")):
            return None
        try:
            return json.loads(self.answer)
        except json.JSONDecodeError:
            return None

    @cached_property
    def _texts(self) -> frozenset[str]:
        keys = (key for seen in self.shown for key in seen.fields)
        return frozenset((*keys, *(value for _, value in leaves(self._json) if isinstance(value, str))))


def objects_in(value: Any, key: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every mapping in a JSON value, with the key that it stands under."""
    if isinstance(value, Mapping):
        yield key, value
        for name, inner in value.items():
            yield from objects_in(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from objects_in(inner, key)


def numbers_in(text: str) -> set[float]:
    """Return the numbers in a text; commas in them do not count."""
    return {float(number.replace(",", "")) for number in _NUMBER.findall(text)}
