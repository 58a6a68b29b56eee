"""Small things about text: seeded choice, mention of a value, sentences, lists in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

T = TypeVar("T")

_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\n\d\.)(?<!\n\d\d\.)\s+|\n+")
_BULLET = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")


def draw(seed: int, *keys: object) -> float:
    """Return a number in [0, 1) that depends on nothing but the seed and the keys, in any process."""
    text = f"{seed}/{'/'.join(map(str, keys))}"
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest(), "big") / 2**56


def pick(options: Sequence[T], seed: int, *keys: object) -> T:
    """Return one of the options, of which there is at least one; see ``draw``."""
    return options[int(draw(seed, *keys) * len(options))]


def listed(words: Sequence[str]) -> str:
    """Join words as a person would: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def spoken(value: Any, names: Mapping[str, str]) -> str:
    """Return a JSON value in words.

    Args:
        value: Any JSON value.
        names: How to say certain strings, such as ``{"one_way": "one way"}``.
    """
    if isinstance(value, Mapping):
        return " ".join(spoken(item, names) for item in value.values())
    if isinstance(value, list | tuple):
        return listed([spoken(item, names) for item in value]) if value else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return names.get(value, value) if isinstance(value, str) else str(value)


def plain(text: str) -> str:
    """Return text in the form in which cues and mentions are looked for."""
    return text.lower().replace("\u2019", "'")


def mentions(text: str, words: str) -> bool:
    """Return whether plain text contains words that are not part of a longer word or number."""
    return last_mention(text, words) >= 0


def last_mention(text: str, words: str) -> int:
    """Return where plain text last contains words, as ``mentions`` means it, or -1."""
    if not words:
        return -1
    end = len(text)
    while (start := text.rfind(words, 0, end)) >= 0:
        after = start + len(words)
        if not (start and _joins(text[start - 1])) and not (after < len(text) and _joins(text[after])):
            return start
        end = after - 1
    return -1


def hits(text: str, cues: Sequence[str]) -> bool:
    """Return whether plain text contains any of the cues."""
    return any(cue in text for cue in cues)


def sentences(text: str) -> list[str]:
    """Split text into sentences and lines."""
    return [part for part in _SENTENCE_END.split(text) if part.strip()]


def is_bullet(line: str) -> bool:
    """Return whether a line is an item of a list."""
    return _BULLET.match(line) is not None


def _joins(character: str) -> bool:
    return character.isalnum() or character in "_-"
