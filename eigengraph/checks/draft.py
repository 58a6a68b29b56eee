"""Drafts: a task as far as it is written before its verifier is, its gold solution executed once for all checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from eigengraph.checks.habits import is_write
from eigengraph.checks.learned import Learned
from eigengraph.checks.steps import Step
from eigengraph.records import Blueprint, Fact, Goal, InitialState, Scenario, Task, ToolCall
from eigengraph.verify.arguments import Path, leaves
from eigengraph.verify.diff import same
from eigengraph.world import Base, Domain, World


@dataclass(frozen=True)
class Draft:
    """What a check looks at.

    Attributes:
        blueprint: Goals, facts and gold calls.
        scenario: What the user simulator is told.
        domain: The domain.
        base: Its tables.
        learned: What is known of the domain.
        initial: How the world of the task begins.
        seed: Of that world.
    """

    blueprint: Blueprint
    scenario: Scenario
    domain: Domain
    base: Base
    learned: Learned
    initial: InitialState
    seed: int = 0

    @classmethod
    def of(cls, task: Task, domain: Domain, base: Base, learned: Learned) -> Draft:
        """Return a finished task as a draft."""
        return cls(task.blueprint, task.scenario, domain, base, learned, task.initial, task.seed)

    def world(self) -> World:
        """Return the world in which the task begins."""
        return World(self.domain, self.base, self.initial, seed=self.seed)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The gold solution, executed call by call.

        Raises:
            ToolCrash: A tool raised something that its domain does not declare.
        """
        return tuple(_walked(self))

    @cached_property
    def sound(self) -> bool:
        """Whether no call of the gold solution is refused; what is refused is for the certificate to tell."""
        return not any(step.refused for step in self.steps)

    @cached_property
    def writes(self) -> tuple[Write, ...]:
        """The writes of the gold solution; none where some call of it is refused."""
        written = [number for number, step in enumerate(self.steps) if step.writes] if self.sound else []
        return tuple(Write(self, number) for number in written)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact, of the dialogue first and then of each goal."""
        return (*self.blueprint.facts, *(fact for goal in self.blueprint.goals for fact in goal.facts))

    @cached_property
    def known(self) -> tuple[Fact, ...]:
        """The facts that the user may tell."""
        return tuple(fact for fact in self.facts if fact.disclosure != "unknown")

    @cached_property
    def told(self) -> str:
        """Everything that the scenario tells the user, as text."""
        return "\n".join(getattr(self.scenario, item.name) for item in fields(Scenario) if item.name != "style")


@dataclass(frozen=True)
class Write:
    """One write of the gold solution, with what its values can be held against.

    Attributes:
        draft: Of which.
        number: Which step it is.
    """

    draft: Draft
    number: int

    @cached_property
    def call(self) -> ToolCall:
        """The call."""
        return self.draft.steps[self.number].call

    @cached_property
    def goal(self) -> Goal:
        """What it is made for."""
        return self.draft.blueprint.goals[self.draft.steps[self.number].goal]

    @cached_property
    def earlier(self) -> Sequence[Step]:
        """What was called before it."""
        return self.draft.steps[: self.number]

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """What it may go by: the facts of the dialogue and those of its goal."""
        return (*self.draft.blueprint.facts, *self.goal.facts)

    @cached_property
    def calls(self) -> tuple[ToolCall, ...]:
        """All writes of its goal."""
        goal = self.draft.steps[self.number].goal
        return tuple(step.call for step in self.draft.steps if step.writes and step.goal == goal)

    @cached_property
    def carried(self) -> tuple[tuple[Path, Any], ...]:
        """Its values, each with its path; switches and nothing are left out, since they come from nowhere."""
        found = leaves(self.call.arguments)
        return tuple((path, value) for path, value in found if value is not None and not isinstance(value, bool))

    @cached_property
    def unstated(self) -> tuple[tuple[Path, Any], ...]:
        """Those of its values that no fact states."""
        return tuple((path, value) for path, value in self.carried if not states(self.facts, value))

    def choices(self, path: Path) -> tuple[Any, ...]:
        """Return what the tool's schema allows at a path; nothing where it is open."""
        if len(path) != 1:
            return ()
        tool = self.draft.domain.by_side[self.call.side][self.call.name]
        properties: dict[str, Any] = tool.schema["function"]["parameters"].get("properties", {})
        return tuple(properties.get(str(path[0]), {}).get("enum", ()))


def states(facts: Sequence[Fact], value: Any) -> bool:
    """Return whether some fact states a value, as a whole or in a part."""
    return any(same(value, stated) for fact in facts for _, stated in leaves(fact.value))


def _walked(draft: Draft) -> Iterator[Step]:
    world = draft.world()
    for number, goal in enumerate(draft.blueprint.goals):
        for planned in goal.calls:
            writes = is_write(draft.domain, planned.call)
            before = world.digest() if writes else ""
            result = world.call(planned.call)
            changed = writes and world.digest() != before
            yield Step(number, planned.call, result.content, result.error, writes, changed)
