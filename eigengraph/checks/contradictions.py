"""Whether the scenario's text says what the typed facts say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eigengraph.checks.draft import Draft
from eigengraph.dialogue.audit.case import fact_texts
from eigengraph.dialogue.audit.typed_values import TypedValue, typed_values
from eigengraph.dialogue.audit.wording import COMMON, mentions, plain, words
from eigengraph.records import Fact

_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WITH_YEAR = ("iso", "slashed")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_SHORT = 2
"""Digits of a number that may stand anywhere by chance."""
_NEAR = 3
"""Words behind a number among which stands what it counts."""
_CLAUSE = re.compile(r"[;!?\n]|\.(?=\s|$)")
"""Ends a clause: in "on May 26; 2 bags" the 26 counts no bags, but in "Bags: 2" the 2 does."""


def contradicting_scenario(draft: Draft) -> str:
    """Look for facts that the text does not tell, or tells otherwise, and for values that no fact has.

    Typed values (ids, dates, amounts, ...) count as told in any way of writing them, and so do numbers. A value that is
    said as it stands, such as a name or a cabin, must stand in the text. What a fact says in a phrase of its own may be
    said in other words, but not in those of another value of the same fact.
    """
    if not draft.known:
        return ""  # a scenario in words alone, as imported tasks have it
    return next(_untold(draft), "") or next(_strange(draft), "")


def _untold(draft: Draft) -> Iterator[str]:
    text = plain(draft.told)
    typed = {key for value in typed_values(draft.told) for key in (_key(value), (value.type, value.value))}
    days = {value.value for value in typed_values(draft.told) if value.type == "date" and value.form not in _WITH_YEAR}
    for fact in draft.known:
        if mentions(text, plain(fact.text)):
            continue
        exact = typed_values(fact.text)
        said, numbers = _numbers(fact, exact)
        missing = [value.text for value in exact if _key(value) not in typed and value.value not in days]
        missing += [said[at] for at in numbers if not _number_told(at, said, words(draft.told))]
        if missing:
            yield f"the text does not tell {missing[0]!r}, which fact {fact.name!r} has"
        elif not exact and not numbers:
            yield from _said_otherwise(draft, fact, text)


def _numbers(fact: Fact, exact: Sequence[TypedValue]) -> tuple[list[str], list[int]]:
    """Return a fact's words, and the places of those with digits that are no part of its typed values."""
    said: list[str] = []
    numbers: list[int] = []
    end = 0
    for value in exact:
        _say(fact.text[end : value.start], said, numbers)
        end = value.start + len(value.text)
        said += words(value.text)
    _say(fact.text[end:], said, numbers)
    return said, numbers


def _say(part: str, said: list[str], numbers: list[int]) -> None:
    """Add the words of a part of a text, and the places of its numbers."""
    for word in words(part):
        if any(letter.isdigit() for letter in word):
            numbers.append(len(said))
        said.append(word)


def _number_told(at: int, fact: Sequence[str], told: Sequence[str]) -> bool:
    """Return whether a fact's number is told: a long one anywhere, a short one with what it counts."""
    number = fact[at]
    counted = _stems(fact[at + 1 : at + 1 + _NEAR])
    spelt = _COUNTS[int(number)] if number.isdigit() and len(number) <= _SHORT and int(number) < len(_COUNTS) else ""
    for place, word in enumerate(told):
        behind = _stems(told[place + 1 : place + 1 + _NEAR])
        if word == number and (len(number) > _SHORT or not counted or not counted.isdisjoint(behind)):
            return True
        if word == spelt and not counted.isdisjoint(_stems(told[place + 1 : place + 2])):
            return True
    return False


def _stems(said: Sequence[str]) -> set[str]:
    return {word.rstrip("s") for word in said}


def _said_otherwise(draft: Draft, fact: Fact, text: str) -> Iterator[str]:
    """Find a fact without typed values that is told in the words of another value, or not at all where it has to be."""
    if isinstance(fact.value, str) and plain(fact.value).replace("_", " ") == plain(fact.text):
        yield f"the text does not tell {fact.text!r}, which fact {fact.name!r} has"
        return
    said = {
        value[fact.name]
        for words, value in draft.learned.lexicon.values.items()
        if fact.name in value and mentions(text, words)
    }
    if said and fact.value not in said:
        yield f"the text tells {sorted(map(repr, said))[0]} for fact {fact.name!r}, which has {fact.value!r}"


def _strange(draft: Draft) -> Iterator[str]:
    stated = [value for fact in draft.facts for part in fact_texts(fact) for value in typed_values(part)]
    known = {_key(value) for value in stated}
    days = {value.value for value in stated if value.type == "date" and value.form not in _WITH_YEAR}
    digits = {run for value in stated for run in re.findall(r"\d{4,}", value.value)}
    for value in typed_values(draft.told):
        if (
            _key(value) not in known
            and value.value not in digits
            and not (value.type == "date" and value.value in days)
        ):
            yield f"the text tells the {value.type} {value.text!r}, which no fact has{_meant(draft, value)}"
    written = "\n".join(part for fact in draft.facts for part in fact_texts(fact))
    for number in words(draft.told):
        if len(number) > _SHORT and number.isdigit() and number not in written and not _YEAR.fullmatch(number):
            yield f"the text tells {number!r}, which no fact has"
    counted = [pair for fact in draft.facts for part in fact_texts(fact) for pair in _counted(words(part), _NEAR)]
    said = [pair for clause in _CLAUSE.split(draft.told) for pair in _counted(words(clause), 1)]
    for number, what in said:
        others = sorted({other for other, counts in counted if counts == what})
        if others and number not in others:
            yield f"the text tells {number!r} with {what!r}, for which facts have {' or '.join(map(repr, others))}"


def _key(value: TypedValue) -> tuple[str, str]:
    """Return what tells a value from another; a date that is written with its year has it."""
    return value.type, value.text if value.form in _WITH_YEAR else value.value


def _counted(said: Sequence[str], near: int) -> Iterator[tuple[str, str]]:
    """Yield numbers with the word before them and with words behind them that may say what they count."""
    for at, word in enumerate(said):
        if word[0].isdigit():
            around = (*said[max(0, at - 1) : at], *said[at + 1 : at + 1 + near])
            for other in around:
                if other.isalpha() and other not in COMMON:
                    yield word, other.rstrip("s")


def _meant(draft: Draft, value: TypedValue) -> str:
    for fact in draft.known:
        if any(other.shape == value.shape for part in fact_texts(fact) for other in typed_values(part)):
            return f"; fact {fact.name!r} has {fact.text!r}"
    return ""
