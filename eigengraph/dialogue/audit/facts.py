"""Whether the user keeps to the facts: nothing invented, nothing contradicted, nothing told that is not yet known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from eigengraph.dialogue.audit.case import Case, fact_texts
from eigengraph.dialogue.audit.classes import class_findings
from eigengraph.dialogue.audit.counts import count_findings
from eigengraph.dialogue.audit.knowledge import Known, put_right
from eigengraph.dialogue.audit.near_misses import near_miss_findings
from eigengraph.dialogue.audit.transcript import Line
from eigengraph.dialogue.audit.typed_values import TypedValue, typed_values
from eigengraph.dialogue.audit.wording import mentions, plain, sentences, spaced, words
from eigengraph.records import Fact, Finding

_SHORTEST = 4
"""Characters of an unknown fact that is looked for as it is written; shorter ones may stand there by chance."""
_FILLERS = frozenset(
    (
        "mode",
        "bad",
        "break",
        "set",
        "user",
        "app",
        "lock",
        "unseat",
        "wrong",
        "no",
        "calling",
        "both",
        "permission",
        "permissions",
    )
)
"""Parts of a cause's name that say nothing, or what was done to it rather than what it is."""
_STATES = frozenset(("on", "off", "enabled", "disabled"))
_STEM = 5
"""Letters by which words are the same: "suspended" is of "suspension"."""
_NEVER_SHOWN = ("email", "phone", "zip", "id")
"""What a report of the user's own tools does not hold."""
_NAME = r"([A-Z][a-z][\w'-]*(?: [A-Z][a-z][\w'-]*){0,2})"
_INTRODUCED = re.compile(
    rf"\b(?:(?:[Mm]y )?(?:[Ll]ast |[Ff]irst |[Ff]ull |[Gg]iven |[Ff]amily )?[Nn]ame(?: is|'s|\?|:)|[Tt]his is|"
    rf"I(?:'m| am) called|"
    rf"[Ss]urname(?: is|:)?|[Pp]assengers? (?:will be|is|are)|[Pp]assengers?:) {_NAME}|"
    rf"(?:^|[.!?,] ){_NAME} (?:speaking|here)\b|\bI(?:'m| am) ([A-Z][a-z][\w'-]* [A-Z][a-z][\w'-]*)"
)


def check_facts(case: Case) -> Iterator[Finding]:
    """Yield what the user tells that is neither in the scenario nor heard before, and never put right.

    A value that the user takes back is no finding: one followed in the same text by a known value of the same shape, or
    later by what it stands in for, where no other fact of its kind stays untold.
    """
    known = Known(case.lexicon)
    known.learn(case.scenario)
    heard = 0
    for line in case.lines:
        for text in line.heard[heard:]:
            known.learn(text)
        heard = len(line.heard)
        yield from _unknown_findings(case, line, known)
        yield from _typed_findings(case, line, known)
        yield from class_findings(case, line, known)
        yield from count_findings(case, line, known)
        yield from near_miss_findings(case, line, known)
        yield from _name_findings(line, known)


def _unknown_findings(case: Case, line: Line, known: Known) -> Iterator[Finding]:
    """Find facts that the user does not know and tells as they are written."""
    text = plain(line.text)
    for fact in {fact.text: fact for fact in case.facts if fact.disclosure == "unknown"}.values():
        said = plain(fact.text)
        if len(said) >= _SHORTEST and mentions(text, said) and not mentions(known.text, said):
            detail = f"the user tells {fact.name} {fact.text!r}, which they do not know and have not been told"
            yield Finding("fact_not_yet_known", line.position, detail, fact.text)
    hidden = (fact for fact in case.facts if fact.disclosure == "unknown" and isinstance(fact.value, list | tuple))
    causes = [(fact, str(cause)) for fact in hidden for cause in fact.value if "_" in str(cause)]
    for sentence in sentences(line.text) if causes and not line.results else ():
        for fact, cause in causes if "?" not in sentence else ():  # a question is no telling
            if _tells_cause(sentence, cause, known):
                detail = f"the user tells {fact.name} {cause!r}, which they do not know and have not been told"
                yield Finding("fact_not_yet_known", line.position, f"{detail}: {sentence.strip()!r}", sentence.strip())


def _tells_cause(sentence: str, cause: str, known: Known) -> bool:
    """Whether a sentence gives a cause away that is written as an identifier: it has half of the words that are new.

    A cause whose every word was said before cannot be told apart from it.
    """
    parts = [part for part in cause.lower().split("_") if part not in _FILLERS]
    apart = words(spaced(sentence))
    said = {word[:_STEM] for word in (*apart, *map("".join, pairwise(apart)))}
    told = [part for part in parts if part[:_STEM] in said]
    if not told:
        return False
    new = [part for part in parts if not re.search(rf"\b{part[:_STEM]}", known.spaced)]
    if set(new) <= _STATES:  # "off" alone tells nothing, "data" and "off" do
        return bool(new) and told == parts
    return 2 * len([part for part in new if part in told]) >= len(new)


def _typed_findings(case: Case, line: Line, known: Known) -> Iterator[Finding]:
    values = typed_values(line.text)
    if line.results:  # check_reports compares what may have been shown
        values = tuple(value for value in values if value.type in _NEVER_SHOWN)
    told: set[str] = set()
    for value in values:
        if known.holds(value) or value.value in told:
            continue
        told.add(value.value)
        unknown = any(fact.disclosure == "unknown" and _says(fact, value) for fact in case.facts)
        if not unknown and not any(_corrects(other, value) and known.holds(other) for other in values):
            same = [fact for fact in case.known if value.shape in _shapes(fact)]
            if not put_right(case, line, same):
                yield _unsupported(line, value, same)


def _corrects(later: TypedValue, value: TypedValue) -> bool:
    return later.start > value.start and (later.shape, later.form) == (value.shape, value.form)


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


def _name_findings(line: Line, known: Known) -> Iterator[Finding]:
    for match in _INTRODUCED.finditer(line.text):
        name = next(filter(None, match.groups()))
        unknown = [word for word in name.split() if not mentions(known.spaced, spaced(word))]
        if unknown:
            detail = f"the user goes by the name {name!r}, of which the scenario has no {unknown[0]!r}"
            yield Finding("invented_fact", line.position, detail, name)
