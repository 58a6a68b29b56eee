"""Trials: running variants of one solution, each from the call where it leaves the solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eigengraph.records import Blueprint, Task, ToolCall, canonical, digest
from eigengraph.verify.assertions import covered, is_call
from eigengraph.verify.replay import make_calls, tools_asked_about
from eigengraph.verify.solutions import Solution, to_be_said
from eigengraph.verify.speech import audible, tells
from eigengraph.verify.variants import Variant
from eigengraph.verify.view import MadeCall, View, environment_of, state_of
from eigengraph.world import Base, Domain, World


@dataclass(frozen=True, slots=True)
class Ending:
    """What a behaviour amounts to, apart from any verifier.

    Attributes:
        state: Digest of what counts of the final state: changes outside free places, and what the goals assert.
        told: Of what had to be said, what was.
        transferred: Whether the transfer tool was called, refused or not.
        grounded: Of the essential look-ups of any solution, by position in the blueprint, those that were made.
    """

    state: str
    told: frozenset[str]
    transferred: bool
    grounded: frozenset[int]


@dataclass(frozen=True, slots=True)
class Run:
    """A variant that was run.

    Attributes:
        variant: What was done.
        view: What a verifier sees of it at the end.
        world: Where it ended; only read.
    """

    variant: Variant
    view: View
    world: World


@dataclass(frozen=True)
class Trial:
    """One solution, walked through in a fresh world.

    Attributes:
        task: The task.
        domain: Its domain.
        solution: One of its solutions.
        worlds: Before the first call and after each call of the solution; only read and forked.
        made: The solution's calls, and how they went.
        asked: Tools that the verifier asks about.
    """

    task: Task
    domain: Domain
    solution: Solution
    worlds: tuple[World, ...]
    made: tuple[MadeCall, ...]
    asked: frozenset[str]

    def run(self, variant: Variant) -> Run:
        """Run a variant from where it leaves the solution.

        Raises:
            ToolCrash: A tool raised something its domain does not declare.
        """
        shared = _shared(self.solution.calls, variant.calls)
        world = self.worlds[shared].fork()
        made = self.made[:shared] + make_calls(world, variant.calls[shared:], self.asked)
        return Run(variant, state_of(world, self.task.verifier).view(made, audible(variant.said)), world)

    def as_it_stands(self) -> Variant:
        """Return the solution itself as a variant."""
        return Variant(self.solution.name, self.solution.calls, to_be_said(self.task.blueprint))

    def ending(self, run: Run) -> Ending:
        """Return what a run amounts to."""
        goals = self.task.blueprint.goals
        ways = [way for goal in goals for way in (goal.calls, *goal.alternatives)]
        essential = [planned.call for way in ways for planned in way if planned.essential]
        return Ending(
            _state(self.task.blueprint, run.world, run.view),
            frozenset(text for text in to_be_said(self.task.blueprint) if tells(run.view.said, text)),
            any(made.call.name == self.domain.transfer_tool for made in run.view.calls),
            frozenset(position for position, wanted in enumerate(essential) if _was_made(wanted, run.view)),
        )


def walk(task: Task, domain: Domain, base: Base, solution: Solution) -> Trial:
    """Walk through a solution in a fresh world.

    Raises:
        ToolCrash: A tool raised something its domain does not declare.
    """
    asked = tools_asked_about(task.verifier, domain)
    worlds = [World(domain, base, task.initial, seed=task.seed)]
    made: list[MadeCall] = []
    for call in solution.calls:
        world = worlds[-1].fork()
        made.extend(make_calls(world, [call], asked))
        worlds.append(world)
    return Trial(task, domain, solution, tuple(worlds), tuple(made), asked)


def _state(blueprint: Blueprint, world: World, view: View) -> str:
    free = blueprint.free()
    if not free:
        return world.digest()
    counting = [
        [change.table, change.key, change.path, change.after, change.absent]
        for change in view.changed
        if not covered(change, free)
    ]
    asserted = [assertion for goal in blueprint.goals for assertion in goal.assertions]
    return digest(canonical(counting), canonical(environment_of(world, asserted)))


def _shared(left: Sequence[ToolCall], right: Sequence[ToolCall]) -> int:
    """Return how many calls two sequences begin with in common: the very same, as variants are made from solutions."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one is not other:
            break
        count += 1
    return count


def _was_made(wanted: ToolCall, view: View) -> bool:
    return any(is_call(made.call, wanted.name, wanted.arguments, wanted.side) for made in view.calls)
