"""What the user may tell by now, and what puts a wrong value right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.lexicon import Lexicon
from eigengraph.dialogue.audit.transcript import Line
from eigengraph.dialogue.audit.typed_values import TypedValue, plain_number, typed_values
from eigengraph.dialogue.audit.wording import mentions, plain, spaced
from eigengraph.records import Fact, Finding

_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-]|\.\d)")
_IDIOMS = re.compile(r"\bbusiness (?:days?|hours?)\b|\bone way or (?:the other|another)\b")
"""Words that are a value of some fact, and here are not meant as one."""


@dataclass(slots=True)
class Known:
    """What the user may tell by now.

    Attributes:
        lexicon: What else facts of the domain may say.
        text: All of it, in plain words.
        spaced: The same with hyphens and underscores as spaces.
        classes: What of closed classes is in it; "basic economy" is, and "economy" is not for that.
        typed: Type and value of what is typed in it.
        years: Of its dates, the years that were told.
        numbers: Its numbers.
    """

    lexicon: Lexicon
    text: str = ""
    spaced: str = ""
    classes: set[str] = field(default_factory=set)
    typed: set[tuple[str, str]] = field(default_factory=set)
    years: set[tuple[str, str]] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def learn(self, text: str) -> None:
        """Add what the user was given or has heard."""
        said, apart = without_idioms(plain(text)), without_idioms(spaced(text))
        self.text, self.spaced = f"{self.text}\n{said}", f"{self.spaced}\n{apart}"
        self.classes |= {match.group() for match in (*self.lexicon.said(apart), *self.lexicon.named(apart))}
        self.typed |= {(value.type, value.value) for value in typed_values(text)}
        self.years |= {(value.value, value.year) for value in typed_values(text) if value.year}
        self.numbers |= {plain_number(number) for number in _NUMBER.findall(text.replace(",", ""))}

    def holds(self, value: TypedValue) -> bool:
        """Whether a typed value is in it; a date of a known day may have another year only if no year was told."""
        if value.year and value.value in {day for day, _ in self.years} and (value.value, value.year) not in self.years:
            return False
        if (value.type, value.value) in self.typed or value.text.lower() in self.text:
            return True
        return value.type == "amount" and value.value in self.numbers


def without_idioms(text: str) -> str:
    """Return plain text without words that only look like a value."""
    return _IDIOMS.sub(" ", text)


def told(fact: Fact, text: str) -> bool:
    """Whether plain text tells a fact, as it is said or as it is written; "yes" and "no" may answer anything."""
    written = fact.value if isinstance(fact.value, str) and fact.value not in ("yes", "no") else ""
    return mentions(text, plain(fact.text)) or (written != "" and mentions(text, plain(written)))


def put_right(case: Case, line: Line, meant: Sequence[Fact]) -> bool:
    """Whether some fact that a wrong value may stand for is told later, and all of them are told somewhere."""
    later = [plain(other.text) for other in case.lines if other.position > line.position]
    somewhere = [any(told(fact, plain(other.text)) for other in case.lines) for fact in meant]
    return all(somewhere) and any(told(fact, text) for fact in meant for text in later)


def is_taken_back(text: str, fact: Fact, case: Case, index: int) -> bool:
    """Whether plain text that tells a fact of a goal goes on to another goal's fact of the same name: it was a slip."""
    after = text.rpartition(plain(fact.text))[2]
    goals = case.task.blueprint.goals
    others = [other for at, goal in enumerate(goals) if at != index for other in goal.facts if other.name == fact.name]
    return any(mentions(after, plain(other.text)) for other in others)


def contradiction(line: Line, said: str, fact: Fact) -> Finding:
    """Return the finding of a value that is not the fact's."""
    detail = f"the user says {said!r}; the scenario has {fact.name} {fact.text!r}"
    return Finding("contradicted_fact", line.position, detail, said)
