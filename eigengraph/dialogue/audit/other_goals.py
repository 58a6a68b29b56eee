"""Whether the user mixes up two requests: tells for one what belongs to another, and never what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.wording import mentions, plain
from eigengraph.records import Fact, Finding


def check_mixed_up(case: Case) -> Iterator[Finding]:
    """Yield facts that were never told, where another goal's value of the same name was told in their place.

    The sign is that the user has told the other value twice and this one, which was wanted as well, not once.
    """
    for index, goal in enumerate(case.task.blueprint.goals):
        for fact in goal.facts:
            if fact.disclosure == "unknown" or not _asked_about(case, index):
                continue
            others = {
                other.text: other
                for at, other_goal in enumerate(case.task.blueprint.goals)
                for other in other_goal.facts
                if at != index and other.name == fact.name and other.value != fact.value
            }
            yield from _instead(case, fact, list(others.values()))


def _asked_about(case: Case, index: int) -> bool:
    """Whether some other fact of the goal, which no other goal has, was told."""
    goals = case.task.blueprint.goals
    elsewhere = {fact.text for at, goal in enumerate(goals) if at != index for fact in goal.facts}
    own = [fact for fact in goals[index].facts if fact.text not in elsewhere and fact.disclosure != "unknown"]
    return any(mentions(plain(line.text), plain(fact.text)) for fact in own for line in case.lines)


def _instead(case: Case, fact: Fact, others: list[Fact]) -> Iterator[Finding]:
    texts = [(line, plain(line.text)) for line in case.lines]
    if any(mentions(text, plain(fact.text)) for _, text in texts):
        return
    for other in others:
        told = [line for line, text in texts if mentions(text, plain(other.text))]
        if len(told) > 1:
            detail = f"the user tells {fact.name} {other.text!r} of another request; the scenario has {fact.text!r}"
            yield Finding("contradicted_fact", told[-1].position, detail, other.text)
