"""Whether the user keeps to the facts: nothing invented, nothing contradicted, nothing told that is not yet known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from eigengraph.dialogue.audit.case import Case, fact_texts
from eigengraph.dialogue.audit.transcript import Line
from eigengraph.dialogue.audit.typed_values import TypedValue, plain_number, typed_values
from eigengraph.dialogue.audit.wording import mentions, plain
from eigengraph.records import Fact, Finding

_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-]|\.\d)")
_COUNTED = re.compile(r"(?<![\w.-])(\d+(?:\.\d+)?) ([a-z]+)")
_SHORTEST = 4
"""Characters of an unknown fact that is looked for as it is written; shorter ones may stand there by chance."""
_IDIOMS = re.compile(r"\bbusiness (?:days?|hours?)\b")
"""Words that are a value of some fact, and here are not meant as one."""
_INTRODUCED = re.compile(r"\b(?:[Mm]y (?:full )?name is|[Tt]his is|[Nn]ame:) ([A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})")


@dataclass(slots=True)
class _Known:
    """What the user may tell by now."""

    text: str = ""
    typed: set[tuple[str, str]] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def learn(self, text: str) -> None:
        self.text = f"{self.text}\n{_IDIOMS.sub(' ', plain(text))}"
        self.typed |= {(value.type, value.value) for value in typed_values(text)}
        self.numbers |= {plain_number(number) for number in _NUMBER.findall(text.replace(",", ""))}

    def holds(self, value: TypedValue) -> bool:
        if (value.type, value.value) in self.typed or value.text.lower() in self.text:
            return True
        return value.type == "amount" and value.value in self.numbers


def check_facts(case: Case) -> Iterator[Finding]:
    """Yield what the user tells that is neither in the scenario nor heard before, and never put right.

    A value that the user takes back is no finding: one followed in the same text by a known value of the same shape, or
    later by what it stands in for, where no other fact of its kind stays untold.
    """
    known = _Known()
    known.learn(case.scenario)
    heard = 0
    for line in case.lines:
        for text in line.heard[heard:]:
            known.learn(text)
        heard = len(line.heard)
        yield from _unknown_findings(case, line, known)
        yield from _typed_findings(case, line, known)
        yield from _closed_class_findings(case, line, known)
        yield from _count_findings(case, line, known)
        yield from _name_findings(line, known)


def _unknown_findings(case: Case, line: Line, known: _Known) -> Iterator[Finding]:
    """Find facts that the user does not know and tells as they are written."""
    text = plain(line.text)
    for fact in {fact.text: fact for fact in case.facts if fact.disclosure == "unknown"}.values():
        said = plain(fact.text)
        if len(said) >= _SHORTEST and mentions(text, said) and not mentions(known.text, said):
            detail = f"the user tells {fact.name} {fact.text!r}, which they do not know and have not been told"
            yield Finding("fact_not_yet_known", line.position, detail, fact.text)


def _typed_findings(case: Case, line: Line, known: _Known) -> Iterator[Finding]:
    if line.results:
        return  # a report of the user's own tool; check_reports compares it
    values = typed_values(line.text)
    told: set[str] = set()
    for value in values:
        if known.holds(value) or value.value in told:
            continue
        told.add(value.value)
        unknown = any(fact.disclosure == "unknown" and _says(fact, value) for fact in case.facts)
        if not unknown and not any(_corrects(other, value) and known.holds(other) for other in values):
            same = [fact for fact in case.known if value.shape in _shapes(fact)]
            if not _put_right(case, line, same):
                yield _unsupported(line, value, same)


def _corrects(later: TypedValue, value: TypedValue) -> bool:
    return later.start > value.start and (later.shape, later.form) == (value.shape, value.form)


def _put_right(case: Case, line: Line, meant: list[Fact]) -> bool:
    """Whether some fact that a wrong value may stand for is told later, and all of them are told somewhere."""
    later = [plain(other.text) for other in case.lines if other.position > line.position]
    told = [any(_told(fact, plain(other.text)) for other in case.lines) for fact in meant]
    return all(told) and any(_told(fact, text) for fact in meant for text in later)


def _unsupported(line: Line, value: TypedValue, same: list[Fact]) -> Finding:
    if same:
        facts = " or ".join(sorted({f"{fact.name} {fact.text!r}" for fact in same}))
        return Finding(
            "contradicted_fact", line.position, f"the user says {value.text!r}; the scenario has {facts}", value.text
        )
    detail = f"the user says the {value.type} {value.text!r}, which nobody has told them"
    return Finding("invented_fact", line.position, detail, value.text)


def _says(fact: Fact, value: TypedValue) -> bool:
    return any(other.value == value.value for text in fact_texts(fact) for other in typed_values(text))


def _shapes(fact: Fact) -> set[str]:
    return {value.shape for text in fact_texts(fact) for value in typed_values(text)}


def _told(fact: Fact, text: str) -> bool:
    return mentions(text, plain(fact.text)) or (isinstance(fact.value, str) and mentions(text, plain(fact.value)))


def _closed_class_findings(case: Case, line: Line, known: _Known) -> Iterator[Finding]:
    """Find other values of facts whose values are few, such as a cabin."""
    text = plain(line.text)
    for match in case.lexicon.said(text):
        said = match.group()
        if mentions(known.text, said):
            continue
        meant = [fact for fact in case.known if fact.name in case.lexicon.values[said]]
        rest = text[match.end() :]
        if meant and not any(_told(fact, rest) for fact in meant) and not _put_right(case, line, meant):
            yield _contradiction(line, said, meant[0])


def _count_findings(case: Case, line: Line, known: _Known) -> Iterator[Finding]:
    """Find other numbers of what a fact counts, such as bags."""
    text = plain(line.text)
    for fact in case.known:
        counted = _COUNTED.search(plain(fact.text)) if type(fact.value) in (int, float) else None
        if counted is None:
            continue
        for match in re.finditer(rf"(?<![\w.-])(\d+(?:\.\d+)?) {counted.group(2).rstrip('s')}s?\b", text):
            right = plain_number(match.group(1)) == plain_number(counted.group(1))
            rest = text[match.end() :]
            if right or mentions(known.text, match.group()) or _told(fact, rest) or _put_right(case, line, [fact]):
                continue
            yield _contradiction(line, match.group(), fact)


def _contradiction(line: Line, said: str, fact: Fact) -> Finding:
    detail = f"the user says {said!r}; the scenario has {fact.name} {fact.text!r}"
    return Finding("contradicted_fact", line.position, detail, said)


def _name_findings(line: Line, known: _Known) -> Iterator[Finding]:
    for match in _INTRODUCED.finditer(line.text):
        unknown = [word for word in match.group(1).split() if word.lower() not in known.text]
        if unknown:
            detail = f"the user goes by the name {match.group(1)!r}, of which the scenario has no {unknown[0]!r}"
            yield Finding("invented_fact", line.position, detail, match.group(1))
