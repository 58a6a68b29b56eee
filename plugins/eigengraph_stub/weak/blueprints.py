"""Defects of blueprints. Each holds by execution: a function that cannot bring its defect about returns None."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from eigengraph.errors import ToolCrash
from eigengraph.records import Blueprint, Goal, PlannedCall, Scenario, Task, ToolCall, decode, encode
from eigengraph.verify import SolutionError, derive_verifier, solutions
from eigengraph.verify.argument_mutants import off_by_one, wrong_date, wrong_entity, wrong_member, wrong_value
from eigengraph.verify.arguments import leaves
from eigengraph.verify.trial import walk
from eigengraph.verify.variants import Ground, Variant
from eigengraph.world import World
from eigengraph_stub.weak.scene import Scene, exchanged, misspelt
from eigengraph_stub.weak.weakness import Kind

_MUTATORS = (off_by_one, wrong_date, wrong_entity, wrong_member, wrong_value)
_TRIES = 12


def unsolvable(blueprint: Blueprint, scene: Scene) -> Blueprint | None:
    """Let a goal be about something that does not exist: facts and calls agree, and the gold solution is refused."""
    carried = {value for call in blueprint.gold() for _, value in leaves(call.arguments) if isinstance(value, str)}
    named = [value for value in sorted(carried) if any(character.isdigit() for character in value)]
    for _ in range(_TRIES if named else 0):
        name = scene.random.choice(named)
        told = {"facts": blueprint.facts, "goals": blueprint.goals}
        changed = exchanged(json.loads(encode(told)), name, misspelt(name, scene.random))
        found = replace(decode(Blueprint, json.dumps({**changed, "initial": {}})), initial=blueprint.initial)
        if _raises(found, scene):
            return found
    return None


def already_met(blueprint: Blueprint, scene: Scene) -> Blueprint | None:
    """Let everything that is to be done be done before the dialogue begins; only the look-ups are left to do.

    Where a request ends with a transfer, that is left to do.
    """
    made = tuple(call for call in blueprint.gold() if _writes(call, scene))
    done = any(_writes(item.call, scene) for goal in blueprint.goals if goal.decision == "do" for item in goal.calls)
    if not done or not _world_after(blueprint, scene).delta():
        return None
    goals = tuple(
        replace(goal, calls=tuple(item for item in goal.calls if not _writes(item.call, scene)), alternatives=())
        for goal in blueprint.goals
    )
    initial = replace(blueprint.initial, calls=(*blueprint.initial.calls, *made))
    found = replace(blueprint, goals=goals, initial=initial)
    try:
        return None if _world_after(found, scene).delta() or _raises(found, scene) else found
    except ToolCrash:  # a call that only works after a look-up
        return None


def wrong_gold(blueprint: Blueprint, scene: Scene) -> Blueprint | None:
    """Let one write of the gold solution carry something else than the facts say, so that it ends in a wrong state."""
    try:
        ways = solutions(scene.domain, scene.base, blueprint, blueprint.initial, scene.seed)
    except SolutionError:
        return None
    verifier = derive_verifier(scene.domain, scene.base, blueprint, blueprint.initial, scene.seed)
    nobody = Scenario("", "", "", "", "")
    task = Task("", scene.domain.name, blueprint, nobody, verifier, blueprint.initial, scene.seed)
    trials = [walk(task, scene.domain, scene.base, way) for way in ways]
    right = {trial.ending(trial.run(trial.as_it_stands())).state for trial in trials}
    trial = trials[0]
    ground = Ground(task, trial.solution, scene.domain, trial.worlds[0], (), scene.random)
    wrong = list(chain.from_iterable(make(ground) for make in _MUTATORS))
    scene.random.shuffle(wrong)
    for variant in wrong[:_TRIES]:
        found = _with_gold(blueprint, variant)
        if not _raises(found, scene) and trial.ending(trial.run(variant)).state not in right:
            return found
    return None


BLUEPRINT_DEFECTS: Mapping[Kind, Callable[[Blueprint, Scene], Blueprint | None]] = {
    "unsolvable": unsolvable,
    "already_met": already_met,
    "wrong_gold": wrong_gold,
}
"""The defects of blueprints, by kind."""


def _with_gold(blueprint: Blueprint, variant: Variant) -> Blueprint:
    """Return a blueprint with other gold calls, as many and in the same order; what they stand for is not offered."""
    calls = iter(variant.calls)
    return replace(blueprint, goals=tuple(_goal(goal, calls) for goal in blueprint.goals))


def _goal(goal: Goal, calls: Iterator[ToolCall]) -> Goal:
    planned: tuple[PlannedCall, ...] = tuple(replace(item, call=next(calls)) for item in goal.calls)
    return goal if planned == goal.calls else replace(goal, calls=planned, alternatives=())


def _raises(blueprint: Blueprint, scene: Scene) -> bool:
    world = World(scene.domain, scene.base, blueprint.initial, seed=scene.seed)
    try:
        return any(world.call(call).error for call in blueprint.gold())
    except ToolCrash:
        return True


def _world_after(blueprint: Blueprint, scene: Scene) -> World:
    world = World(scene.domain, scene.base, blueprint.initial, seed=scene.seed)
    for call in blueprint.gold():
        world.call(call)
    return world


def _writes(call: ToolCall, scene: Scene) -> bool:
    tool = scene.domain.by_side[call.side].get(call.name)
    return tool is not None and tool.kind == "write"
