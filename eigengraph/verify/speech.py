"""What counts as having told the user something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

THOUSANDS = r"(?<=\d),(?=\d{3}(?!\d))"
"""The commas that part a number; they are left out before texts are compared."""

IDLE_ZEROS = r"(?<=\d)(?:\.0+|(\.\d*?[1-9])0+)(?!\d)"
"""The end of a number that says nothing; replaced by the first group."""

_THOUSANDS = re.compile(THOUSANDS)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# What may touch a number: no letter, digit, hyphen or underscore, but for these codes of currencies.
_BEFORE_NUMBER = r"(?<!\d\.)(?:(?<![\w-])|(?<=\b(?:usd|eur|gbp)))"
_AFTER_NUMBER = r"(?!\.\d)(?:(?![\w-])|(?=(?:usd|eur|gbp)\b))"
_IDLE_ZEROS = re.compile(IDLE_ZEROS)


def tells(said: Iterable[str], text: str) -> bool:
    """Whether any of some texts contains a text.

    Case, commas and runs of white space do not matter, as in tau2-bench (``evaluator/evaluator_communicate.py``).
    Unlike there, a number is not told by a longer one (``50`` by ``150`` or ``1.50``) nor by part of an id or a word
    (``50`` by ``HAT50``, ``50-A`` or ``50th``), and may be written in other ways (``50`` as ``$50.00`` or ``50USD``,
    ``1,234`` as ``1234``).

    Args:
        said: What the policy said, a message each.
        text: What it had to say.
    """
    wanted = _pattern(text)
    return any(wanted.search(_heard(one)) for one in said)


def pattern_of(text: str) -> str:
    """Return the regular expression that finds a text in what was said, once that is folded as ``tells`` folds it."""
    heard = _heard(text)
    if _NUMBER.fullmatch(heard):
        return _BEFORE_NUMBER + re.escape(heard) + _AFTER_NUMBER
    before = r"(?<!\d)(?<!\d\.)" if heard[:1].isdigit() else ""
    after = r"(?!\d|\.\d)" if heard[-1:].isdigit() else ""
    return before + re.escape(heard) + after


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(pattern_of(text))


@lru_cache(maxsize=1024)
def _heard(text: str) -> str:
    plain = _IDLE_ZEROS.sub(r"\1", _THOUSANDS.sub("", text.lower()))
    return " ".join(plain.replace(",", " ").split())
