"""Mutants: wrong solutions, made from right ones, that a verifier must turn down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from eigengraph.records import Task, ToolCall
from eigengraph.verify.arguments import leaves, sibling_finder, with_leaf
from eigengraph.verify.solutions import Solution, to_be_said
from eigengraph.world import Domain, World

MOST_PER_KIND = 8
"""Mutants tried of one kind; drawn at random where a task has more."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to behave.

    Attributes:
        kind: What was done to the solution.
        detail: Where, in a few words.
        calls: The calls, in order.
        said: What the policy tells the user.
    """

    kind: str
    detail: str
    calls: tuple[ToolCall, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """What variants are made from.

    Attributes:
        task: The task.
        solution: One of its solutions.
        domain: Its domain.
        world: A world in the task's initial state; only read.
        donors: Writes taken from unrelated tasks.
        random: Draws.
    """

    task: Task
    solution: Solution
    domain: Domain
    world: World
    donors: tuple[ToolCall, ...]
    random: Random

    @cached_property
    def siblings(self) -> Callable[[Any], tuple[Any, ...] | None]:
        """For a value that names an entity, other entities it could be confused with; None for any other value."""
        return sibling_finder(self.world, self.solution.calls)

    @property
    def said(self) -> tuple[str, ...]:
        """What the right solution tells the user."""
        return to_be_said(self.task.blueprint)

    def writes(self, call: ToolCall) -> bool:
        """Whether a call may change tables."""
        tool = self.world.find(call.name, call.side)
        return tool is not None and tool.kind == "write"

    def variant(self, kind: str, detail: str, calls: tuple[ToolCall, ...]) -> Variant:
        """Return a variant that tells the user all that is to be told."""
        return Variant(kind, detail, calls, self.said)


Mutator = Callable[[Ground], Iterator[Variant]]


def dropped_write(ground: Ground) -> Iterator[Variant]:
    """Leave out one write."""
    calls = ground.solution.calls
    for index, call in enumerate(calls):
        if ground.writes(call):
            yield ground.variant("dropped_write", call.name, calls[:index] + calls[index + 1 :])


def duplicated_write(ground: Ground) -> Iterator[Variant]:
    """Make one write twice."""
    calls = ground.solution.calls
    for index, call in enumerate(calls):
        if ground.writes(call):
            yield ground.variant("duplicated_write", call.name, (*calls[: index + 1], *calls[index:]))


def wrong_value(ground: Ground) -> Iterator[Variant]:
    """Change one scalar argument of one write that names no entity."""
    yield from _with_other_leaf(
        ground, "wrong_value", lambda call, path, value: _other_values(ground, call, path, value)
    )


def wrong_entity(ground: Ground) -> Iterator[Variant]:
    """Exchange one entity in the arguments of one write for another it could be confused with."""
    yield from _with_other_leaf(ground, "wrong_entity", lambda _call, _path, value: ground.siblings(value) or ())


def extra_write(ground: Ground) -> Iterator[Variant]:
    """Add a write that belongs to another task."""
    for call in ground.donors:
        yield ground.variant("extra_write", call.name, (*ground.solution.calls, call))


def do_nothing(_ground: Ground) -> Iterator[Variant]:
    """Call nothing and say nothing."""
    yield Variant("do_nothing", "", (), ())


def refusal_instead_of_action(ground: Ground) -> Iterator[Variant]:
    """Make every look-up, but none of one goal's writes."""
    goals = ground.task.blueprint.goals
    for index, (goal, planned) in enumerate(zip(goals, ground.solution.goals, strict=True)):
        kept = tuple(item for item in planned if not ground.writes(item.call))
        if goal.decision == "do" and len(kept) < len(planned):
            calls = _joined(ground, index, tuple(item.call for item in kept))
            yield ground.variant("refusal_instead_of_action", goal.intent, calls)


def action_instead_of_refusal(ground: Ground) -> Iterator[Variant]:
    """Make the forbidden write that a goal tempts to."""
    for index, goal in enumerate(ground.task.blueprint.goals):
        for tempting in goal.tempting:
            planned = tuple(item.call for item in ground.solution.goals[index])
            calls = _joined(ground, index, (*planned, tempting))
            yield ground.variant("action_instead_of_refusal", f"{goal.intent}: {tempting.name}", calls)


def needless_transfer(ground: Ground) -> Iterator[Variant]:
    """Do everything right, and transfer the user all the same; or transfer at once and do nothing else."""
    transfer = _transfer(ground)
    if transfer is not None and not any(goal.decision == "transfer" for goal in ground.task.blueprint.goals):
        yield ground.variant("needless_transfer", "at the end", (*ground.solution.calls, transfer))
        yield Variant("needless_transfer", "at once", (transfer,), ())


def missing_transfer(ground: Ground) -> Iterator[Variant]:
    """Leave the user without the transfer that was due."""
    if any(goal.decision == "transfer" for goal in ground.task.blueprint.goals):
        kept = tuple(call for call in ground.solution.calls if call.name != ground.domain.transfer_tool)
        yield ground.variant("missing_transfer", "", kept)


def missing_lookup(ground: Ground) -> Iterator[Variant]:
    """Do everything right, but decide without one look-up that nobody can decide rightly without."""
    calls = ground.solution.calls
    for goal in ground.solution.goals:
        for planned in goal:
            if planned.essential and not ground.writes(planned.call):
                kept = tuple(call for call in calls if call != planned.call)
                yield ground.variant("missing_lookup", planned.call.name, kept)


def unsaid_fact(ground: Ground) -> Iterator[Variant]:
    """Do everything right, but leave out one thing that the user must be told."""
    said = ground.said
    for index, text in enumerate(said):
        others = tuple(other for other in said[:index] + said[index + 1 :] if other != text)
        yield Variant("unsaid_fact", text, ground.solution.calls, others)


MUTATORS: Mapping[str, Mutator] = {
    mutator.__name__: mutator
    for mutator in (
        dropped_write,
        wrong_value,
        wrong_entity,
        extra_write,
        duplicated_write,
        do_nothing,
        refusal_instead_of_action,
        action_instead_of_refusal,
        needless_transfer,
        missing_transfer,
        missing_lookup,
        unsaid_fact,
    )
}


def _joined(ground: Ground, index: int, calls: tuple[ToolCall, ...]) -> tuple[ToolCall, ...]:
    """Return the solution with one goal's calls exchanged."""
    goals = [tuple(item.call for item in planned) for planned in ground.solution.goals]
    goals[index] = calls
    return tuple(call for goal in goals for call in goal)


def _transfer(ground: Ground) -> ToolCall | None:
    tool = ground.world.find(ground.domain.transfer_tool) if ground.domain.transfer_tool else None
    if tool is None:
        return None
    return ToolCall(tool.name, dict.fromkeys(tool.parameters, "The user wants a human."))


def _with_other_leaf(
    ground: Ground, kind: str, others: Callable[[ToolCall, tuple[str | int, ...], Any], tuple[Any, ...]]
) -> Iterator[Variant]:
    calls = ground.solution.calls
    for index, call in enumerate(calls):
        if not ground.writes(call):
            continue
        for path, value in leaves(call.arguments):
            for other in others(call, path, value):
                wrong = replace(call, arguments=with_leaf(call.arguments, path, other))
                detail = f"{call.name}.{'.'.join(map(str, path))}: {value!r} -> {other!r}"
                yield ground.variant(kind, detail, (*calls[:index], wrong, *calls[index + 1 :]))


def _other_values(ground: Ground, call: ToolCall, path: tuple[str | int, ...], value: Any) -> tuple[Any, ...]:
    """Return a plausible wrong value for an argument: another choice, the next number, day or spelling."""
    if ground.siblings(value) is not None:
        return ()  # an entity: wrong_entity's business
    tool = ground.world.find(call.name, call.side)
    assert tool is not None
    choices = tool.schema["function"]["parameters"].get("properties", {}).get(str(path[0]), {}).get("enum", ())
    others = tuple(choice for choice in choices if choice != value)
    if others:
        return (ground.random.choice(others),)
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int | float):
        return (value + 1,)
    if isinstance(value, str) and value:
        return (_other_text(value),)
    return ()


def _other_text(value: str) -> str:
    try:
        return (date.fromisoformat(value) + timedelta(days=1)).isoformat()
    except ValueError:
        return value[:-1] + ("a" if value[-1] != "a" else "e")
