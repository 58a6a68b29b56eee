"""Putting requests of one user together into a blueprint."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from random import Random

from eigengraph.authoring.menu import Group, Kind, Menu, SceneT, attempt, drawn, drawn_size
from eigengraph.authoring.script import DeadEnd
from eigengraph.authoring.soundness import asks_for_something
from eigengraph.records import Blueprint, Goal, PlannedCall, ToolCall
from eigengraph.world import Plan, World

_ATTEMPTS = 12
_DRAWS = 16


def first_sound(world: World, plan: Plan, compose: Callable[[], Blueprint]) -> Blueprint | None:
    """Compose until a blueprint is sound and as large as the plan wants it; execute its gold solution.

    Args:
        world: A fresh world; it is left as the gold solution leaves it.
        plan: How many goals are wanted.
        compose: Returns a blueprint whose gold solution works in that world, or raises DeadEnd.

    Returns:
        The blueprint, or None where a dozen attempts found none.
    """
    for _ in range(_ATTEMPTS):
        try:
            blueprint = compose()
        except DeadEnd:
            continue
        if plan.goals[0] <= len(blueprint.goals) <= plan.goals[1]:
            for call in blueprint.gold():
                world.call(call)
            return blueprint
    return None


def draw_requests(
    world: World,
    random: Random,
    menu: Menu[SceneT],
    plan: Plan,
    scenes: Callable[[int], Iterable[SceneT]],
    agree: Callable[[Sequence[Goal], Group], bool],
) -> tuple[SceneT, list[Goal]]:
    """Find somebody for one leading request, then add requests of the same person.

    A leading request that doing nothing would meet does not stand alone where the plan has room for another.

    Args:
        world: The world that the task begins with; only read.
        random: The only source of chance.
        menu: What there is to ask for.
        plan: How many goals, and what to prefer.
        scenes: Yields who could ask, given how many goals are wanted.
        agree: Whether further goals can stand beside others.

    Returns:
        The scene after the leading request, and the goals in the order in which they are brought up.

    Raises:
        DeadEnd: Nobody can ask for it.
    """
    size = drawn_size(random, plan)
    leading = menu.leading(random, plan)
    scene, lead = lead_with(leading, scenes(size))
    if not asks_for_something(world, lead):
        size = max(size, min(len(lead) + 1, plan.goals[1]))
    return scene, in_order(random, fill(scene, menu, plan, leading, lead, size, agree))


def lead_with(kind: Kind[SceneT], scenes: Iterable[SceneT]) -> tuple[SceneT, Group]:
    """Make the leading request in the first scene that offers it; return the scene after it, and its goals.

    Raises:
        DeadEnd: None of the scenes offers it.
    """
    for opened in scenes:
        scene, lead = attempt(opened, kind)
        if lead:
            return scene, lead
    raise DeadEnd("nobody can ask for this")


def fill(
    scene: SceneT,
    menu: Menu[SceneT],
    plan: Plan,
    leading: Kind[SceneT],
    lead: Group,
    size: int,
    agree: Callable[[Sequence[Goal], Group], bool],
) -> list[Group]:
    """Add requests to a leading one until there are enough, or until too many draws have led nowhere.

    Args:
        scene: The scene after the leading request.
        menu: What there is to ask for.
        plan: What to prefer.
        leading: The kind of the leading request.
        lead: Its goals.
        size: How many goals are wanted.
        agree: Whether further goals can stand beside others.

    Returns:
        The requests, the leading one first.
    """
    groups, room = [lead], size - len(lead)
    kinds = menu.beside(scene.random, leading)
    for _ in range(_DRAWS):
        fitting = [kind for kind in kinds if kind.goals <= room]
        if not fitting:
            break
        kind = drawn(scene.random, plan, fitting)
        twin, group = attempt(scene, kind)
        if group and agree([goal for old in groups for goal in old], group):
            scene = twin
            groups.append(group)
            room -= len(group)
        else:
            kinds.remove(kind)
    return groups


def same_facts(told: Sequence[Goal], new: Group, *, but: str) -> bool:
    """Whether goals tell one value for each fact, except one that may differ from goal to goal.

    Two trips to be booked, say, would leave open which one a fact means.

    Args:
        told: Goals that stand.
        new: Goals to stand beside them.
        but: The fact that names what a goal is about.
    """
    known = {(fact.name, fact.about): fact.value for goal in told for fact in goal.facts}
    return all(
        known.get((fact.name, fact.about), fact.value) == fact.value
        for goal in new
        for fact in goal.facts
        if fact.name != but
    )


def in_order(random: Random, groups: Sequence[Group]) -> list[Goal]:
    """Return the goals in random order, groups together; a transfer ends the dialogue, so it comes last."""
    shuffled = random.sample(groups, len(groups))
    shuffled.sort(key=lambda group: any(goal.decision == "transfer" for goal in group))
    return [goal for group in shuffled for goal in group]


def without_repeats(goals: Sequence[Goal], *, remembered: Collection[str], subject: str) -> tuple[Goal, ...]:
    """Leave out look-ups that an earlier goal made, but for the essential ones.

    Args:
        goals: The goals in order.
        remembered: Tools whose answers need not be looked up again.
        subject: The tool that shows what a goal is about. A goal's last use of it stays: what it
            shows may have changed.
    """
    made: list[ToolCall] = []
    kept = []
    for goal in goals:
        ways = [_new_steps(steps, made, remembered, subject) for steps in (goal.calls, *goal.alternatives)]
        kept.append(replace(goal, calls=ways[0], alternatives=tuple(ways[1:])))
        made.extend(planned.call for planned in goal.calls)
    return tuple(kept)


def _new_steps(
    steps: Sequence[PlannedCall], made: Sequence[ToolCall], remembered: Collection[str], subject: str
) -> tuple[PlannedCall, ...]:
    last = max((index for index, planned in enumerate(steps) if planned.call.name == subject), default=-1)

    def is_known(index: int, planned: PlannedCall) -> bool:
        passing = planned.call.name == subject and index != last
        return planned.call in made and not planned.essential and (planned.call.name in remembered or passing)

    return tuple(planned for index, planned in enumerate(steps) if not is_known(index, planned))
