"""Auditing gold solutions by executing them: calls that are refused, solutions that do nothing, orders that matter."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eigengraph.audit.defect import Defect
from eigengraph.records import Task, ToolCall, canonical
from eigengraph.verify.assertions import BASIS, holds
from eigengraph.verify.view import state_of
from eigengraph.world import Base, Domain, World


@dataclass(frozen=True, slots=True)
class GoldRun:
    """A gold solution, executed.

    Attributes:
        task: The task.
        domain: Its domain.
        base: The tables that its world begins with.
        answers: What each call answered, in order.
        refused: The calls that were refused, with what they answered.
        world: The world after it.
    """

    task: Task
    domain: Domain
    base: Base
    answers: tuple[str, ...]
    refused: tuple[tuple[ToolCall, str], ...]
    world: World

    def fresh_world(self) -> World:
        """Return the world that the task begins with."""
        return World(self.domain, self.base, self.task.initial, seed=self.task.seed)


def run_gold(task: Task, domain: Domain, base: Base) -> GoldRun:
    """Execute a task's gold solution, look-ups included; refused calls are noted and passed over.

    Raises:
        ToolCrash: A tool raised something that its domain does not declare.
    """
    world = World(domain, base, task.initial, seed=task.seed)
    calls = task.blueprint.gold()
    results = [world.call(call) for call in calls]
    refused = tuple((call, result.content) for call, result in zip(calls, results, strict=True) if result.error)
    return GoldRun(task, domain, base, tuple(result.content for result in results), refused, world)


def gold_raises(gold: GoldRun) -> Iterator[Defect]:
    """Find calls that are refused."""
    for call, answer in gold.refused:
        yield Defect("gold_raises", gold.task.id, f"{call.name}: {answer}")


def gold_is_noop(gold: GoldRun) -> Iterator[Defect]:
    """Find solutions that change nothing though no goal says why.

    A refusal is grounded by the rules that it names, and a question by the answer that must be told; of any other,
    nobody can tell a right solution from a lazy one.
    """
    goals = gold.task.blueprint.goals
    grounded = all(goal.say if goal.decision == "do" else goal.clauses for goal in goals)
    if not gold.world.delta() and not grounded:
        yield Defect("gold_is_noop", gold.task.id, "the gold solution leaves every table as it was")


def initial_passes(gold: GoldRun) -> Iterator[Defect]:
    """Find tasks in which something is to be done though all that is demanded of the state holds before it."""
    to_do = (planned.call for goal in gold.task.blueprint.goals if goal.decision == "do" for planned in goal.calls)
    if (
        any(_writes(gold, call) for call in to_do)
        and gold.world.delta()
        and state_accepted(gold.task, gold.fresh_world())
    ):
        yield Defect("initial_passes", gold.task.id, "what is demanded of the state holds before the first call")


def order_sensitive(gold: GoldRun) -> Iterator[Defect]:
    """Find neighbouring writes which, swapped, run as well and differ only in the order of a list, but are failed."""
    calls = [call for call in gold.task.blueprint.gold() if _writes(gold, call)]
    for position, (left, right) in enumerate(itertools.pairwise(calls)):
        world = gold.fresh_world()
        if any(world.call(call).error for call in (*calls[:position], right, left, *calls[position + 2 :])):
            continue
        if _differ_in_order_only(world, gold.world) and not state_accepted(gold.task, world):
            yield Defect("order_sensitive", gold.task.id, f"{right.name} before {left.name} only reorders a list")


def state_accepted(task: Task, world: World) -> bool:
    """Whether a world meets all that some outcome demands of the state; false where none demands anything of it."""
    view = state_of(world, task.verifier).view((), ())
    demands = (
        [one for one in outcome.assertions if BASIS[type(one)] in ("state", "environment")]
        for outcome in task.verifier.outcomes
    )
    return any(of_state and all(holds(one, view) for one in of_state) for of_state in demands)


def _writes(gold: GoldRun, call: ToolCall) -> bool:
    tool = gold.world.find(call.name, call.side)
    return tool is not None and tool.kind == "write" and call not in [refused for refused, _ in gold.refused]


def _differ_in_order_only(one: World, other: World) -> bool:
    if one.digest() == other.digest():
        return False
    left, right = (_sorted(json.loads(canonical(world.delta()))) for world in (one, other))
    return canonical(left) == canonical(right)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=canonical)
    return value
