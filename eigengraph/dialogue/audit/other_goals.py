"""Whether the user mixes up two requests: tells for one what belongs to another, and never what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.wording import mentions, plain
from eigengraph.records import Fact, Finding


def check_mixed_up(case: Case) -> Iterator[Finding]:
    """Yield facts that were never told, where another goal's value of the same name was told in their place.

    The sign is that the user has told the other value twice, once of these while this goal was talked about, and this
    one, which was wanted as well, not once.
    """
    for index, goal in enumerate(case.task.blueprint.goals):
        talked = _talked_about(case, index)
        for fact in goal.facts if talked else ():
            if fact.disclosure == "unknown":
                continue
            others = {
                other.text: other
                for at, other_goal in enumerate(case.task.blueprint.goals)
                for other in other_goal.facts
                if at != index and other.name == fact.name and other.value != fact.value
            }
            yield from _instead(case, fact, list(others.values()), talked)


def _talked_about(case: Case, index: int) -> range:
    """Return the positions from where a fact of this goal alone is told until one of another goal's is, inclusive."""
    goals = case.task.blueprint.goals
    own = [
        {plain(fact.text) for fact in goal.facts if fact.disclosure != "unknown"}
        - {plain(fact.text) for other in goals if other is not goal for fact in other.facts}
        for goal in goals
    ]
    begin: int | None = None
    for line in case.lines:
        text = plain(line.text)
        if begin is None and any(mentions(text, fact) for fact in own[index]):
            begin = line.position
        elif begin is not None and any(
            mentions(text, fact) for at, facts in enumerate(own) if at != index for fact in facts
        ):
            return range(begin, line.position + 1)
    return range(0) if begin is None else range(begin, len(case.trajectory.messages))


def _instead(case: Case, fact: Fact, others: list[Fact], talked: range) -> Iterator[Finding]:
    texts = [(line, plain(line.text)) for line in case.lines]
    if any(mentions(text, plain(fact.text)) for _, text in texts):
        return
    for other in others:
        told = [line.position for line, text in texts if mentions(text, plain(other.text))]
        here = [position for position in told if position in talked]
        if len(told) > 1 and here:
            detail = f"the user tells {fact.name} {other.text!r} of another request; the scenario has {fact.text!r}"
            yield Finding("contradicted_fact", here[-1], detail, other.text)
