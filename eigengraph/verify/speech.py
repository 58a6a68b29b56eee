"""What counts as having told the user something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

THOUSANDS = r"(?<=\d),(?=\d{3}(?!\d))"
"""The commas that part a number; they are left out before texts are compared."""

MARKUP = r"(?<!\w)_+|_+(?!\w)"
"""Underscores at the edge of a word, which set it in italics or bold; they are left out, too."""

IDLE_ZEROS = r"(?<=\d)(?:\.0+|(\.\d*?[1-9])0+)(?!\d)"
"""The end of a number that says nothing; replaced by the first group."""

MOST_NUMBERS = 200
"""Different numbers that a policy is heard to tell in a dialogue; tau2-bench's recorded ones have 64 at most."""

_THOUSANDS = re.compile(THOUSANDS)
_MARKUP = re.compile(MARKUP)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# What may touch a number: no letter, digit, hyphen or underscore, but for a currency's code, and a unit after it.
# Letters that mean several things are no units: 10m are metres or millions, 5g is a network, the 1990s are no seconds.
_UNITS = (
    r"usd|eur|gbp|dollars?|cents?|percent|[kmgt]b(?:ps)?|kg|lbs?|oz|pounds?|[cmk]m|ft|feet|inch(?:es)?|miles?|"
    r"secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|nights?|weeks?|months?|years?|items?|pieces?|bags?"
)
_BEFORE_NUMBER = r"(?<!\d\.)(?:(?<![\w-])|(?<=\b(?:usd|eur|gbp)))"
_AFTER_NUMBER = rf"(?!\.\d)(?:(?![\w-])|(?=(?:x|-?(?:{_UNITS}))\b))"
_IDLE_ZEROS = re.compile(IDLE_ZEROS)


def tells(said: Iterable[str], text: str) -> bool:
    """Whether any of some texts contains a text.

    Case, commas and runs of white space do not matter, as in tau2-bench (``evaluator/evaluator_communicate.py``).
    Unlike there, a number is not told by a longer one (``50`` by ``150`` or ``1.50``) nor by part of an id or a word
    (``50`` by ``HAT50``, ``50-A`` or ``50th``), and may be written in other ways (``50`` as ``$50.00``, ``50USD``,
    ``50GB``, ``50-day`` or ``_50_``, ``1,234`` as ``1234``). Whether it is told as true is not asked.

    Args:
        said: What the policy said, a message each.
        text: What it had to say.
    """
    wanted = _pattern(text)
    return any(wanted.search(_heard(one)) for one in said)


def audible(said: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that a policy is heard to say: not those that bring its numbers to more than ``MOST_NUMBERS``.

    So nobody tells what is wanted by telling everything.
    """
    heard: list[str] = []
    numbers: frozenset[str] = frozenset()
    for text in said:
        more = numbers_heard(numbers, text)
        if more is not None:
            heard.append(text)
            numbers = more
    return tuple(heard)


def numbers_heard(numbers: frozenset[str], text: str) -> frozenset[str] | None:
    """Return the numbers that have been told once a text is heard, too; None where it goes beyond ``MOST_NUMBERS``.

    Args:
        numbers: Those told before.
        text: What is said now.
    """
    more = numbers | _numbers(text)
    return more if len(more) <= MOST_NUMBERS else None


def is_number(text: str) -> bool:
    """Whether a text is but a number, which may be written in other ways."""
    return _NUMBER.fullmatch(_heard(text)) is not None


def pattern_of(text: str) -> str:
    """Return the regular expression that finds a text in what was said, once that is folded as ``tells`` folds it."""
    heard = _heard(text)
    if is_number(text):
        return _BEFORE_NUMBER + re.escape(heard) + _AFTER_NUMBER
    before = r"(?<!\d)(?<!\d\.)" if heard[:1].isdigit() else ""
    after = r"(?!\d|\.\d)" if heard[-1:].isdigit() else ""
    return before + re.escape(heard) + after


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(pattern_of(text))


@lru_cache(maxsize=1024)
def _heard(text: str) -> str:
    plain = _IDLE_ZEROS.sub(r"\1", _THOUSANDS.sub("", _MARKUP.sub("", text.lower())))
    return " ".join(plain.replace(",", " ").split())


@lru_cache(maxsize=1024)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(_heard(text)))
