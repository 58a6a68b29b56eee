"""What a defect is worked into, and small changes to text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

from eigengraph.world import Base, Domain

_SORTS = (digits, ascii_lowercase, ascii_uppercase)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a defect happens.

    Attributes:
        domain: The domain.
        base: Its tables.
        seed: Of the task's world.
        random: All that chance draws from.
    """

    domain: Domain
    base: Base
    seed: int
    random: Random


def exchanged(value: Any, old: str, new: str) -> Any:
    """Return a JSON value in which a text is another wherever it stands whole; keys are left alone."""
    if isinstance(value, str):
        return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, value)
    if isinstance(value, Mapping):
        return {key: exchanged(inner, old, new) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [exchanged(inner, old, new) for inner in value]
    return value


def stands_in(text: str, part: str) -> bool:
    """Return whether a text has another whole in it."""
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) is not None


def misspelt(text: str, random: Random) -> str:
    """Return a text of the same shape with one digit changed, or one letter where it has none."""
    places = [index for index, letter in enumerate(text) if letter in digits]
    places = places or [index for index, letter in enumerate(text) if letter in ascii_lowercase + ascii_uppercase]
    if not places:
        return text
    place = random.choice(places)
    sort = next(sort for sort in _SORTS if text[place] in sort)
    other = random.choice([letter for letter in sort if letter != text[place]])
    return text[:place] + other + text[place + 1 :]
