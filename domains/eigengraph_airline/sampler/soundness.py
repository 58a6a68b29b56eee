"""What makes a blueprint a sound task."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import Any

from eigengraph.records import Blueprint, Goal, PlannedCall
from eigengraph.world import World
from eigengraph_airline.sampler.scene import outcome

_MOST_WAYS = 16


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


def holds(world: World, blueprint: Blueprint) -> bool:
    """Whether the gold solution, its alternatives in every combination, and the forbidden writes can be executed.

    And whether what must be said can be told from what is said anyway.
    """
    ways = [[goal.calls, *goal.alternatives] for goal in blueprint.goals]
    if prod(map(len, ways)) > _MOST_WAYS:
        return False
    for way in product(*ways):
        if outcome(world, *(planned.call for steps in way for planned in steps if _writes(world, planned))) is None:
            return False
    after = world.fork()
    shown: list[str] = []
    for goal in blueprint.goals:
        results = [after.call(planned.call) for planned in goal.calls]
        if any(result.error for result in results):
            return False
        shown.extend(result.content for result in results)
        tempted = [outcome(after, call) for call in goal.tempting]
        if any(wrong is None or wrong.digest() == after.digest() for wrong in tempted):
            return False
    return _is_telling(blueprint, shown)


def _is_telling(blueprint: Blueprint, shown: Sequence[str]) -> bool:
    """Whether what must be said is part of no text that the agent may say anyway.

    Such are the user's facts, and the ids, dates and names that results show: ``HAT123`` would tell ``123``
    (``eigengraph.verify.speech``), and by tau2-bench's reading any part of a longer number would.
    """
    say = [text for goal in blueprint.goals for text in goal.say]
    if not say:
        return True
    facts = [*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts)]
    texts = {fact.text for fact in facts}.union(*(_texts_in(fact.value) for fact in facts), *map(_texts_shown, shown))
    return not any(text in other for text in say for other in texts)


def _writes(world: World, planned: PlannedCall) -> bool:
    tool = world.find(planned.call.name)
    return tool is not None and tool.kind == "write"


def _texts_shown(result: str) -> set[str]:
    """Return every text that the result of a tool shows; a result that is no JSON is one text."""
    try:
        return _texts_in(json.loads(result))
    except ValueError:
        return {result}


def _texts_in(value: Any) -> set[str]:
    """Return every text in a JSON value, keys of objects included; numbers are left out."""
    if isinstance(value, dict):
        return set(value).union(*map(_texts_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_texts_in, value))
    return {value} if isinstance(value, str) else set()
