"""Whether the user goes in circles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.transcript import Line, asks_for_next
from eigengraph.dialogue.audit.wording import plain, sentences, words
from eigengraph.records import Finding

_SHORTEST_TEXT = 8
"""Words; a shorter text may be repeated."""
_SHORTEST_PAIR = 10
"""The same for two sentences in a row, and for a text of a single sentence."""
_SHORTEST_OWN = 4
"""The same for the longest sentence of a text that tells no fact."""
_CONSENT = re.compile(r"\W*(?:yes|yeah|yep|sure|okay|ok|no|thanks|thank you)\b", re.IGNORECASE)
_UNKNOWING = re.compile(
    r"\b(?:don't|do not|can't|cannot|couldn't|didn't) (?:\w+ )?(?:know|have|remember|recall|find|tell)\b"
    r"|\bnot sure\b|\bno idea\b"
)
"""What one says again whenever one is asked for what one does not know."""
_REPORTED = 0.3
"""The share of words of a report that the tool has shown."""
_ALIKE = 0.6
"""The share of words that two texts of the agent have in common when the second repeats the first."""


def check_repetition(case: Case) -> Iterator[Finding]:
    """Yield texts that hold a whole earlier text, or two sentences in a row of one, word for word without a cause.

    A cause is that the scenario has the words, that the agent repeats itself too, or that both texts report on tools.
    What only tells facts may recur, since they are asked for again, and so may a consent.
    """
    told = tuple(f" {' '.join(words(fact.text))} " for fact in case.known)
    seen: dict[tuple[str, ...], Line] = {}
    for line in case.lines:
        again = next(_said_before(line, seen), ())
        if again and " ".join(again) not in case.plain_scenario:
            text = " ".join(again)
            yield Finding("repetition", line.position, f"the user has said this before: {text!r}", text)
        for text_words in _repeatable(line.text, told):
            seen.setdefault(text_words, line)


def _said_before(line: Line, seen: dict[tuple[str, ...], Line]) -> Iterator[tuple[str, ...]]:
    said = f" {' '.join(words(line.text))} "
    for text, before in seen.items():
        joined = f" {' '.join(text)} "
        if joined in said and not _has_cause(text, before, line, opens=said.startswith(joined)):
            yield text


def _has_cause(text: tuple[str, ...], before: Line, line: Line, *, opens: bool) -> bool:
    """Whether the same words are fit again: as a report, where the agent says the same, or to begin a new request."""
    shown = {word for result in (*before.results, *line.results) for word in words(result)}
    reports = before.results and line.results and len(shown & set(text)) >= _REPORTED * len(set(text))
    closes = opens and asks_for_next(before.answers) and asks_for_next(line.answers)
    return bool(reports or closes) or _alike(before.answers, line.answers)


def _repeatable(text: str, told: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what must not be said twice, as words."""
    parts = sentences(text)
    own = max((len(words(part)) for part in parts if not _tells(part, told)), default=0)
    enough = len(words(text)) >= (_SHORTEST_TEXT if len(parts) > 1 else _SHORTEST_PAIR)
    if enough and own >= _SHORTEST_OWN and not _CONSENT.match(text) and not _UNKNOWING.search(plain(text)):
        yield words(text)
    for first, second in pairwise(parts):
        pair = (*words(first), *words(second))
        if (
            len(pair) >= _SHORTEST_PAIR
            and not _tells(f"{first} {second}", told)
            and not _UNKNOWING.search(plain(first))
        ):
            yield pair


def _tells(text: str, told: tuple[str, ...]) -> bool:
    said = f" {' '.join(words(text))} "
    return any(fact in said for fact in told)


def _alike(one: str, other: str) -> bool:
    first, second = set(words(one)), set(words(other))
    return len(first & second) >= _ALIKE * max(1, len(first), len(second))
