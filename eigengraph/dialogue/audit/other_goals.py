"""Whether the user mixes up two requests: tells for one what belongs to another, and never what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.knowledge import is_taken_back
from eigengraph.dialogue.audit.transcript import Line, asks_for_next
from eigengraph.dialogue.audit.wording import mentions, plain
from eigengraph.records import Fact, Finding


def check_mixed_up(case: Case) -> Iterator[Finding]:
    """Yield facts that were never told, where another goal's value of the same name was told in their place.

    A dialogue falls into stretches, each from one question whether there is anything else to the next. One that tells
    facts of a single goal is about that goal, but for the value that is out of place.
    """
    goals = case.task.blueprint.goals
    if len(goals) < 2:
        return
    said = "\n".join(plain(line.text) for line in case.lines)
    for stretch in _stretches(case.lines):
        texts = [plain(line.text) for line in stretch]
        told = [_own(case, index, texts) for index in range(len(goals))]
        for index, goal in enumerate(goals):
            others = [other for at, facts in enumerate(told) if at != index for other in facts]
            if len(others) != 1 or not _is_meant(case, index, told[index], texts):
                continue
            for fact in goal.facts:
                instead = fact.name == others[0].name and fact.disclosure != "unknown"
                if instead and not mentions(said, plain(fact.text)):
                    yield _mixed_up(stretch, fact, others[0])


def _is_meant(case: Case, index: int, told: Sequence[Fact], texts: Sequence[str]) -> bool:
    """Whether some of what was told of a goal was no slip."""
    return any(not any(is_taken_back(text, fact, case, index) for text in texts) for fact in told)


def _stretches(lines: Sequence[Line]) -> list[list[Line]]:
    found: list[list[Line]] = [[]]
    for line in lines:
        if found[-1] and asks_for_next(line.answers):
            found.append([])
        found[-1].append(line)
    return found


def _own(case: Case, index: int, texts: Sequence[str]) -> list[Fact]:
    """Return the facts that the user may tell of one goal, that no other goal has, and that a plain text tells."""
    goals = case.task.blueprint.goals
    elsewhere = {fact.text for at, goal in enumerate(goals) if at != index for fact in goal.facts}
    elsewhere |= {fact.text for fact in case.task.blueprint.facts}
    own = {
        fact.text: fact for fact in goals[index].facts if fact.disclosure != "unknown" and fact.text not in elsewhere
    }
    return [fact for fact in own.values() if any(mentions(text, plain(fact.text)) for text in texts)]


def _mixed_up(stretch: Sequence[Line], fact: Fact, instead: Fact) -> Finding:
    at = next(line.position for line in stretch if mentions(plain(line.text), plain(instead.text)))
    detail = f"the user tells {fact.name} {instead.text!r} of another request; the scenario has {fact.text!r}"
    return Finding("contradicted_fact", at, detail, instead.text)
