"""Solutions: call sequences that are right, and what each leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from eigengraph.errors import EigenGraphError
from eigengraph.records import Blueprint, Goal, InitialState, PlannedCall, ToolCall, encode
from eigengraph.world import Base, Domain, World

MOST = 16
"""Acceptable solutions considered of one blueprint; more would only slow its certificate."""


class SolutionError(EigenGraphError):
    """The gold solution itself cannot be executed."""


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
        SolutionError: The gold solution (every goal's ``calls``) has a call that is refused.
    """
    found: list[Solution] = []
    seen: set[tuple[str, frozenset[bytes]]] = set()
    for number, ways in enumerate(islice(_combinations(blueprint.goals), MOST)):
        world = World(domain, base, initial, seed=seed)
        refused = _execute(world, [planned.call for way in ways for planned in way])
        if refused and number == 0:
            raise SolutionError(refused)
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
