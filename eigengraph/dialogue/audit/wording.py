"""Text as the checks compare it: plain words, sentences, and mentions that are no part of a longer word."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SPELT = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<ones>{'|'.join(_ONES[1:10])}))?|"
    rf"(?P<alone>{'|'.join(_ONES[2:])}))\b"
)
"""A number in words; "one" counts nothing as a rule: "one way", "one of us", "the one passenger"."""

COMMON = frozenset(
    (
        *("a", "an", "the", "i", "i'm", "i've", "me", "my", "you", "your", "it", "is", "was", "be"),
        *("been", "have", "has", "had", "do", "did", "to", "of", "for", "in", "on", "at", "and", "or"),
        *("but", "that", "this", "with", "by", "from", "as", "not", "no", "so", "if", "we", "are"),
        *("am", "can", "could", "would", "will", "just", "already", "any", "there"),
    )
)
"""Words that say little by themselves."""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return text in lower case with plain apostrophes and single spaces."""
    return " ".join(plain_lines(text).split())


def plain_lines(text: str) -> str:
    """Return text in lower case with plain apostrophes, line by line."""
    return text.replace("\u2019", "'").lower()


@lru_cache(maxsize=4096)
def spaced(text: str) -> str:
    """Return plain text in which hyphens and underscores are spaces: ``round-trip``, ``gift_card`` as they are said."""
    return plain(text.replace("-", " ").replace("_", " "))


@lru_cache(maxsize=4096)
def in_digits(text: str) -> str:
    """Return plain text with numbers in digits that stood there in words: "twenty-two bags" is "22 bags"."""
    return _SPELT.sub(_digits, plain(text)).replace("one and a half", "1.5").replace(" and a half", ".5")


def _digits(match: re.Match[str]) -> str:
    tens = 10 * (_TENS.index(match["tens"]) + 2) if match["tens"] else 0
    ones = match["ones"] or match["alone"]
    return str(tens + (_ONES.index(ones) if ones else 0))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text, in lower case and without punctuation."""
    return tuple(_WORD.findall(plain_lines(text)))


def sentences(text: str) -> list[str]:
    """Split text into sentences and lines."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def mentions(text: str, phrase: str) -> bool:
    """Return whether plain text contains a plain phrase that is no part of a longer word or number."""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not (at > 0 and _joins(text[at - 1])) and not (end < len(text) and _joins(text[end])):
            return True
        at = text.find(phrase, at + 1)
    return False


def _joins(letter: str) -> bool:
    return letter.isalnum() or letter in "_-"
