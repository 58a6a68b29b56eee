"""Numbers of what facts count, such as bags, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.knowledge import Known, contradiction, put_right, told
from eigengraph.dialogue.audit.transcript import Line
from eigengraph.dialogue.audit.typed_values import plain_number
from eigengraph.dialogue.audit.wording import in_digits, plain
from eigengraph.records import Fact, Finding

_NUMBER = r"(?<![\w.$-])(\d+(?:\.\d+)?)"
_COUNTED = re.compile(rf"{_NUMBER} ([a-z]+(?: [a-z]+)?)")
_BETWEEN = r"(?: (?!way\b|and\b|or\b)[a-z]+){0,3}? "
"""Words that may stand between a number and what it counts: "two more checked bags"."""
_SAME = (
    ("bag", "suitcase", "luggage", "baggage", "case"),
    ("passenger", "person", "people", "traveler", "traveller", "ticket", "seat", "adult", "of us"),
    ("gb", "gig", "gigabyte"),
    ("item", "product", "article", "piece"),
    ("night", "day"),
)
"""Words for the same thing, without their plural ending. None is said of what another row counts."""


def count_findings(case: Case, line: Line, known: Known) -> Iterator[Finding]:
    """Find other numbers of what a fact counts, and of what a fact gives a number by name ("lumens 400")."""
    text = in_digits(line.text)
    for fact in case.known:
        for pattern, right in _counts(fact):
            for match in pattern.finditer(text):
                number, rest = plain_number(match.group(1)), text[match.end() :]
                heard = number == right or number in map(plain_number, pattern.findall(in_digits(known.text)))
                if not heard and not told(fact, rest) and not put_right(case, line, [fact]):
                    yield contradiction(line, match.group(), fact)


def _counts(fact: Fact) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield how a count is said, its number first, with the right number."""
    counted = _COUNTED.search(plain(fact.text)) if type(fact.value) in (int, float) else None
    if counted is not None:
        yield (
            re.compile(rf"{_NUMBER}{_BETWEEN}(?:{_any_word_for(counted.group(2))})s?\b"),
            plain_number(counted.group(1)),
        )
    for name, number in _named_numbers(fact.value):
        yield re.compile(rf"\b{re.escape(name)}(?: is| are| of|:)? {_NUMBER}\b"), plain_number(number)


def _any_word_for(noun: str) -> str:
    last = noun.split()[-1].rstrip("s")
    words = {last, *(noun.split()[:1] if last not in noun.split()[0] else ())}
    same = {word for row in _SAME if set(row) & {part.rstrip("s") for part in noun.split()} for word in row}
    return "|".join(sorted(same or {word.rstrip("s") for word in words}, key=len, reverse=True))


def _named_numbers(value: object) -> Iterator[tuple[str, str]]:
    """Yield the names and numbers of options: ``[{"lumens": "200"}]``."""
    for item in value if isinstance(value, list | tuple) else ():
        if isinstance(item, Mapping):
            for name, number in item.items():
                if isinstance(number, str) and re.fullmatch(r"\d+(?:\.\d+)?", number):
                    yield plain(name.replace("_", " ")), number
