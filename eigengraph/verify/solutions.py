"""Solutions: call sequences that are right, and what each leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from eigengraph.errors import EigenGraphError
from eigengraph.records import Blueprint, Goal, InitialState, PlannedCall, ToolCall, encode
from eigengraph.world import Base, Domain, World

MOST_SOLUTIONS = 16
"""Combinations of alternatives that a blueprint may have; all of them are executed and tried."""


class SolutionError(EigenGraphError):
    """The solutions of a blueprint cannot be used.

    Attributes:
        reason: ``gold_raises`` where the gold solution cannot be executed, ``too_many_solutions`` where there are more
            than ``MOST_SOLUTIONS``; counted by.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Solution:
    """One right way to do a task.

    Attributes:
        name: ``gold`` or ``alternative 1``, …
        goals: The planned calls, by goal.
        world: The world after them.
    """

    name: str
    goals: tuple[tuple[PlannedCall, ...], ...]
    world: World

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        """The calls, in order."""
        return tuple(planned.call for goal in self.goals for planned in goal)


def solutions(
    domain: Domain, base: Base, blueprint: Blueprint, initial: InitialState, seed: int
) -> tuple[Solution, ...]:
    """Execute every acceptable solution of a blueprint: each goal's ``calls`` or one of its ``alternatives``.

    Combinations of alternatives in which a call is refused are dropped, as are those that another one covers: it ends
    in the same state and has the same essential look-ups.

    Raises:
        SolutionError: The gold solution (every goal's ``calls``) has a call that is refused, or there are more than
            ``MOST_SOLUTIONS`` combinations: to leave some out would fail dialogues that are right.
    """
    count = prod(1 + len(goal.alternatives) for goal in blueprint.goals)
    if count > MOST_SOLUTIONS:
        raise SolutionError(
            "too_many_solutions",
            f"too many acceptable solutions of goals {', '.join(goal.intent for goal in blueprint.goals)}: {count}, at "
            f"most {MOST_SOLUTIONS}; give goals fewer alternatives",
        )
    found: list[Solution] = []
    seen: set[tuple[str, frozenset[bytes]]] = set()
    for number, ways in enumerate(_combinations(blueprint.goals)):
        world = World(domain, base, initial, seed=seed)
        refused = _execute(world, [planned.call for way in ways for planned in way])
        if refused and number == 0:
            raise SolutionError("gold_raises", refused)
        ending = (world.digest(), frozenset(encode(item.call) for way in ways for item in way if item.essential))
        if refused or ending in seen:
            continue
        seen.add(ending)
        found.append(Solution("gold" if number == 0 else f"alternative {number}", ways, world))
    return tuple(found)


def to_be_said(blueprint: Blueprint) -> tuple[str, ...]:
    """Return what the policy must tell the user, in the order of the goals."""
    return tuple(text for goal in blueprint.goals for text in goal.say)


def _combinations(goals: Sequence[Goal]) -> Iterator[tuple[tuple[PlannedCall, ...], ...]]:
    return product(*[(goal.calls, *goal.alternatives) for goal in goals])


def _execute(world: World, calls: Sequence[ToolCall]) -> str:
    """Run calls strictly; return what was refused, or an empty string."""
    for call in calls:
        result = world.call(call)
        if result.error:
            return f"{call.name}: {result.content}"
    return ""
