"""Text as the checks compare it: plain words, sentences, and mentions that are no part of a longer word."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return text in lower case with plain apostrophes and single spaces."""
    return " ".join(plain_lines(text).split())


def plain_lines(text: str) -> str:
    """Return text in lower case with plain apostrophes, line by line."""
    return text.replace("\u2019", "'").lower()


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text, in lower case and without punctuation."""
    return tuple(_WORD.findall(plain_lines(text)))


def sentences(text: str) -> list[str]:
    """Split text into sentences and lines."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def mentions(text: str, phrase: str) -> bool:
    """Return whether plain text contains a plain phrase that is no part of a longer word or number."""
    return phrase in text and _bounded(phrase).search(text) is not None


@lru_cache(maxsize=4096)
def _bounded(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])")
