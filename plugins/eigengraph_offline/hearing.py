"""What one side makes of the other's text: by cues, so that it copes with wordings it has never seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from eigengraph.records import Fact
from eigengraph_offline.phrasebook import Phrasebook
from eigengraph_offline.phrases import PHRASES
from eigengraph_offline.speech import hits, is_bullet, mentions, plain, sentences

_SHORT = 4
"""Texts of facts up to this length, such as "no" or "2", count as told only beside a cue of their slot."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a user takes from one text of an agent.

    Attributes:
        asked: Names of the facts that it asks for.
        confirms: It wants a yes.
        questions: It asks something.
        wraps_up: It asks whether there is anything else.
        transferred: It hands the user over to a human.
        done: It reports something done, and refuses nothing.
        refuses: It refuses something.
    """

    asked: frozenset[str]
    confirms: bool
    questions: bool
    wraps_up: bool
    transferred: bool
    done: bool
    refuses: bool


@lru_cache(maxsize=4096)
def hear(text: str, names: tuple[str, ...], book: Phrasebook) -> Heard:
    """Make sense of an agent's text.

    Args:
        text: The text.
        names: Names of the facts that the user may be asked for.
        book: The domain's phrasings.
    """
    cues = PHRASES.cues
    words = plain(text)
    refuses = hits(words, cues.refuses)
    asking = [part for part in _asking(words) if not hits(part, cues.wraps_up)]
    slots_of, pattern = _slot_pattern(names, book)
    asked = frozenset(name for part in asking for match in pattern.finditer(part) for name in slots_of[match.group()])
    return Heard(
        asked=asked if names else frozenset(),
        confirms=any(hits(part, cues.confirm) and not hits(part, cues.open_question) for part in asking),
        questions=any("?" in part for part in asking),
        wraps_up=hits(words, cues.wraps_up),
        transferred=hits(words, cues.transferred),
        done=hits(words, cues.done) and not refuses,
        refuses=refuses,
    )


def told(fact: Fact, text: str, book: Phrasebook) -> bool:
    """Return whether plain text tells a fact, in its own words or by its plain value."""
    words = plain(fact.text)
    if len(words) <= _SHORT and not is_id(fact):
        cues = book.slot(fact.name).cues
        return mentions(text, words) and any(mentions(part, words) and hits(part, cues) for part in sentences(text))
    return mentions(text, words) or (
        isinstance(fact.value, str) and len(fact.value) > _SHORT and mentions(text, fact.value.lower())
    )


def is_id(fact: Fact) -> bool:
    """Return whether a fact is an identifier, told as it is written."""
    value = fact.value
    return isinstance(value, str) and value == fact.text and not value.isalpha() and not value[:4].isdigit()


def consents(text: str) -> bool:
    """Return whether a user's text says yes."""
    words = plain(text).strip()
    cues = PHRASES.cues
    refused = any(words.startswith(cue) and mentions(words[: len(cue) + 1], cue) for cue in cues.no)
    return not refused and any(mentions(words, cue) for cue in cues.yes)


def says_goodbye(text: str) -> bool:
    """Return whether a user's text ends the conversation."""
    return hits(plain(text), PHRASES.cues.goodbye)


def _asking(text: str) -> list[str]:
    """Return the sentences that ask for something, and the items of lists that they introduce."""
    found: list[str] = []
    introduced = False
    for part in sentences(text):
        asks = hits(part, PHRASES.cues.asking)
        if asks or (introduced and is_bullet(part)):
            found.append(part)
            introduced = introduced or part.rstrip().endswith(":")
        else:
            introduced = False
    return found


@lru_cache(maxsize=4096)
def _slot_pattern(names: tuple[str, ...], book: Phrasebook) -> tuple[dict[str, list[str]], re.Pattern[str]]:
    """Return which facts each cue stands for, and a pattern that finds the longest cues first."""
    slots_of: dict[str, list[str]] = {}
    for name in names:
        for cue in book.slot(name).cues:
            slots_of.setdefault(cue, []).append(name)
    longest_first = sorted(slots_of, key=lambda cue: (-len(cue), cue))
    return slots_of, re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
