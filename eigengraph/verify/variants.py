"""Variants: other ways to behave, made from a solution."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from eigengraph.errors import PluginCrash, ToolCrash
from eigengraph.records import Task, ToolCall
from eigengraph.verify.arguments import Entities, Entity, Path, leaves
from eigengraph.verify.solutions import Solution, to_be_said
from eigengraph.world import Domain, World

MOST_PER_KIND = 8
"""Mutants tried of one kind, but at least one about each part of a call; drawn at random where a task has more."""

Rows = frozenset[tuple[str, str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to behave.

    Attributes:
        detail: What was done to the solution, in a few words.
        calls: The calls, in order.
        said: What the policy tells the user.
        about: What it changes, and how, where it changes a call; about each such thing at least one variant is tried.
    """

    detail: str
    calls: tuple[ToolCall, ...]
    said: tuple[str, ...]
    about: Hashable = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two writes with no write between them.

    Attributes:
        first: Position of the first in the solution's calls.
        then: Position of the other.
        independent: Whether neither reads or writes a row that the other writes.
    """

    first: int
    then: int
    independent: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar that a write of a solution carries.

    Attributes:
        position: The write's, in the solution's calls.
        path: Where in its arguments.
        value: The scalar.
        entity: What it names, if anything.
    """

    position: int
    path: Path
    value: Any
    entity: Entity | None


@dataclass(frozen=True)
class Ground:
    """What variants are made from.

    Attributes:
        task: The task.
        solution: One of its solutions.
        domain: Its domain.
        world: A world in the task's initial state; only read.
        donors: Writes taken from unrelated tasks.
        random: Draws; seeded by the task's id.
    """

    task: Task
    solution: Solution
    domain: Domain
    world: World
    donors: tuple[ToolCall, ...]
    random: Random

    @cached_property
    def entities(self) -> Entities:
        """What the values in the solution's arguments name."""
        return Entities.of(self.world, self.solution.calls)

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every scalar that the solution's writes carry."""
        calls = self.solution.calls
        return tuple(
            Leaf(index, path, value, self.entities.find(value))
            for index in self.writes
            for path, value in leaves(calls[index].arguments)
        )

    @cached_property
    def neighbours(self) -> tuple[Neighbours, ...]:
        """Each write of the solution with the next one."""
        calls = self.solution.calls
        places = self.writes
        touched = _rows_by_call(self.world, [calls[index] for index in places])
        return tuple(
            Neighbours(first, then, _independent(left, right))
            for (first, left), (then, right) in itertools.pairwise(zip(places, touched, strict=True))
        )

    @cached_property
    def writes(self) -> tuple[int, ...]:
        """Positions of the solution's writes."""
        return tuple(index for index, call in enumerate(self.solution.calls) if self.is_write(call))

    @property
    def said(self) -> tuple[str, ...]:
        """What the right solution tells the user."""
        return to_be_said(self.task.blueprint)

    def before(self, position: int) -> World:
        """Return a world, the caller's own, as it is before a write of the solution."""
        return self._moments[position].fork()

    @cached_property
    def _moments(self) -> dict[int, World]:
        moments = {}
        world = self.world.fork()
        for index in self.writes:
            moments[index] = world.fork()
            world.call(self.solution.calls[index])
        return moments

    def is_write(self, call: ToolCall) -> bool:
        """Whether a call may change tables."""
        tool = self.world.find(call.name, call.side)
        return tool is not None and tool.kind == "write"

    def variant(self, detail: str, calls: tuple[ToolCall, ...], about: Hashable = None) -> Variant:
        """Return a variant that tells the user all that is to be told."""
        return Variant(detail, calls, self.said, about)

    def with_call(self, position: int, call: ToolCall) -> tuple[ToolCall, ...]:
        """Return the solution's calls with one exchanged."""
        calls = self.solution.calls
        return (*calls[:position], call, *calls[position + 1 :])

    def swapped(self, pair: Neighbours) -> tuple[ToolCall, ...]:
        """Return the solution's calls with two exchanged for each other."""
        calls = list(self.solution.calls)
        calls[pair.first], calls[pair.then] = calls[pair.then], calls[pair.first]
        return tuple(calls)


@dataclass(frozen=True, slots=True)
class Mutator:
    """A way to make wrong solutions from a right one, as plugins register it.

    Attributes:
        name: The kind; certificates count by it.
        make: ``make(ground)`` yields the variants. Of many, a bounded number is drawn.
        summary: What is done, in a line.
    """

    name: str
    make: Callable[[Ground], Iterable[Variant]]
    summary: str = ""

    def variants(self, ground: Ground) -> list[Variant]:
        """Return the variants that it makes.

        Raises:
            PluginCrash: It raised, or yields something else.
            ToolCrash: A tool raised something its domain does not declare.
        """
        try:
            made = list(self.make(ground))
        except ToolCrash:
            raise
        except Exception as error:
            problem = f"raised {type(error).__name__}: {error}"
            raise PluginCrash("mutator", self.name, self.make, problem) from error
        for one in made:
            if not isinstance(one, Variant):
                raise PluginCrash("mutator", self.name, self.make, f"yielded {one!r:.80}; it must yield Variants")
        return made


def drawn(found: Sequence[T], most: int, random: Random, about: Callable[[T], Hashable]) -> list[T]:
    """Draw at random one about each thing, then others until there are enough; kept in order.

    Args:
        found: What is drawn from.
        most: How many are enough; there are more only where they are about more things.
        random: Draws.
        about: Says what one is about.
    """
    order = random.sample(range(len(found)), len(found))
    one_each = {about(found[index]): index for index in reversed(order)}.values()
    others = [index for index in order if index not in one_each]
    return [found[index] for index in sorted([*one_each, *others[: max(0, most - len(one_each))]])]


def _rows_by_call(world: World, writes: list[ToolCall]) -> list[tuple[Rows, Rows]]:
    """Return which rows each write reads and writes."""
    if len(writes) < 2:
        return [(frozenset(), frozenset())] * len(writes)
    world = world.fork()
    touched = []
    for call in writes:
        with world.trace() as (reads, written):
            world.call(call)
        touched.append((frozenset(reads), frozenset(written)))
    return touched


def _independent(left: tuple[Rows, Rows], right: tuple[Rows, Rows]) -> bool:
    (left_reads, left_writes), (right_reads, right_writes) = left, right
    return not (left_writes & (right_reads | right_writes) or right_writes & left_reads)
