"""Words: mention of a value, variety within a text, phrases that several dialogues share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_WINDOW = 50
_PHRASE = 4


def mentions(text: str, value: str) -> bool:
    """Return whether a text has a value in it, in any case, and not as part of a longer word or number."""
    text, value = text.lower(), value.lower()
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            return True
        start = text.find(value, start + 1)
    return False


def variety(words: Sequence[str]) -> float | None:
    """Return the moving-average type-token ratio over windows of 50 words (Covington and McFall 2010).

    It does not depend on the length of the text, unlike the plain ratio; None for fewer than 50 words.
    """
    if len(words) < _WINDOW:
        return None
    inside = Counter(words[:_WINDOW])
    total = len(inside)
    for leaving, entering in zip(words, words[_WINDOW:], strict=False):
        inside[leaving] -= 1
        if not inside[leaving]:
            del inside[leaving]
        inside[entering] += 1
        total += len(inside)
    return total / (len(words) - _WINDOW + 1) / _WINDOW


def shared(texts: Sequence[Sequence[str]], others: int) -> list[float]:
    """Return what share of each text's phrases of four words stands in one of the texts after it as well.

    Args:
        texts: Words, by text.
        others: With how many texts each is compared, going round at the end; the share grows with it.
    """
    phrases = [set(zip(*(words[start:] for start in range(_PHRASE)), strict=False)) for words in texts]
    shares = []
    for index, mine in enumerate(phrases):
        if mine:
            compared = [phrases[(index + step) % len(phrases)] for step in range(1, others + 1)]
            shares.append(len(mine & set().union(*compared)) / len(mine))
    return shares


def steps(items: Sequence[str]) -> list[str]:
    """Return each item with the one before it, as ``before > item``."""
    return [f"{before} > {after}" for before, after in pairwise(items)]
