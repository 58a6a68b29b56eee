"""Whether a blueprint is a sound task."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod

from eigengraph.authoring.script import DeadEnd, outcome
from eigengraph.records import Blueprint, Goal, PlannedCall
from eigengraph.verify import MOST_SOLUTIONS
from eigengraph.world import World


def asks_for_something(world: World, goals: Iterable[Goal]) -> bool:
    """Whether the goals cannot be served by doing nothing, whichever alternative is taken."""
    return any(
        goal.decision == "transfer"
        or goal.say
        or all(
            any(planned.essential or _writes(world, planned) for planned in way)
            for way in (goal.calls, *goal.alternatives)
        )
        for goal in goals
    )


def rehearse(world: World, blueprint: Blueprint) -> list[str]:
    """Carry a blueprint out in forks of a world, in every way that it allows.

    Args:
        world: The world that the task begins in; it is only read.
        blueprint: What to carry out.

    Returns:
        What the calls of the gold solution answer, in order.

    Raises:
        DeadEnd: There are more ways than a verifier takes, one of them is refused somewhere, or a forbidden write is
            refused or changes nothing, so that it tempts nobody.
    """
    ways = [[goal.calls, *goal.alternatives] for goal in blueprint.goals]
    if prod(map(len, ways)) > MOST_SOLUTIONS:
        raise DeadEnd("there are too many acceptable solutions")
    for way in product(*ways):
        if outcome(world, *(planned.call for steps in way for planned in steps if _writes(world, planned))) is None:
            raise DeadEnd("an acceptable solution is refused")
    after = world.fork()
    shown: list[str] = []
    for goal in blueprint.goals:
        for planned in goal.calls:
            result = after.call(planned.call)
            if result.error:
                raise DeadEnd(result.content)
            shown.append(result.content)
        tempted = [outcome(after, call) for call in goal.tempting]
        if any(wrong is None or wrong.digest() == after.digest() for wrong in tempted):
            raise DeadEnd("a forbidden write cannot be made")
    return shown


def _writes(world: World, planned: PlannedCall) -> bool:
    tool = world.find(planned.call.name)
    return tool is not None and tool.kind == "write"
