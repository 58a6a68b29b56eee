"""Habits of a domain's sampler: what it has done again and again without exception is taken for the rule.

Only the domain knows that the number of bags that a user asks for is an argument named ``total_baggages``, or that a
cancellation is no question. Its sampler shows both in what it draws.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eigengraph.records import Blueprint, Goal, ToolCall
from eigengraph.verify.arguments import Path, leaves
from eigengraph.verify.diff import same
from eigengraph.world import Domain

Pattern = tuple[str, ...]
"""A path in which positions in lists are left open."""
Part = tuple[str, str, Pattern]
"""A tool, the name of a fact, and the pattern of a value in it."""

_FEWEST = 5
"""So often must something have been seen before it counts as a habit."""
_FEWEST_NUMBERS = 3
"""So many different numbers among these: small ones are the same by chance."""


@dataclass(frozen=True, slots=True)
class Places:
    """Arguments of a tool that carry a part of a fact.

    Attributes:
        always: Those that do whenever the tool is called for the goal.
        ever: Those that did at least once.
    """

    always: frozenset[Pattern]
    ever: frozenset[Pattern]


@dataclass(frozen=True)
class Habits:
    """What a sampler does without exception.

    Attributes:
        carried: Which arguments carry which parts of facts, where some always do.
        written: Intents whose requests, where they are granted, always take a write.
    """

    carried: Mapping[Part, Places] = field(default_factory=dict)
    written: frozenset[str] = frozenset()


def learn_habits(domain: Domain, blueprints: Sequence[Blueprint]) -> Habits:
    """Return what blueprints have in common.

    Args:
        domain: The domain.
        blueprints: Drawn from its sampler.
    """
    found: dict[Part, list[tuple[Any, frozenset[Pattern]]]] = defaultdict(list)
    wrote: dict[str, list[bool]] = defaultdict(list)
    granted = ((one, goal) for one in blueprints for goal in one.goals if goal.decision == "do")
    for blueprint, goal in granted:
        writes = [planned.call for planned in goal.calls if is_write(domain, planned.call)]
        wrote[goal.intent].append(bool(writes))
        for part, value, places in _carriers(blueprint, goal, writes):
            found[part].append((value, places))
    return Habits(
        {part: settled for part, each in found.items() if (settled := _settled(each)).always},
        frozenset(intent for intent, each in wrote.items() if len(each) >= _FEWEST and all(each)),
    )


def is_write(domain: Domain, call: ToolCall) -> bool:
    """Return whether a call reaches a tool that may change tables."""
    tool = domain.by_side[call.side].get(call.name)
    return tool is not None and tool.kind == "write"


def carrying(calls: Iterable[ToolCall], tool: str, value: Any) -> frozenset[Pattern]:
    """Return the arguments of a tool's calls that have a value."""
    named = (call for call in calls if call.name == tool)
    return frozenset(pattern(path) for call in named for path, other in leaves(call.arguments) if same(value, other))


def pattern(path: Path) -> Pattern:
    """Return the pattern of a path."""
    return tuple(step if isinstance(step, str) else "*" for step in path)


def part_of(tool: str, name: str, path: Path) -> Part:
    """Return what habits call a part of a fact; the first item of a list is another part than those behind it."""
    return tool, name, tuple("0" if step == 0 else at for step, at in zip(path, pattern(path), strict=True))


def _carriers(
    blueprint: Blueprint, goal: Goal, writes: Sequence[ToolCall]
) -> Iterator[tuple[Part, Any, frozenset[Pattern]]]:
    for tool in {call.name for call in writes}:
        for fact in (*blueprint.facts, *goal.facts):
            for path, value in leaves(fact.value):
                if value is not None and not isinstance(value, bool):
                    yield part_of(tool, fact.name, path), value, carrying(writes, tool, value)


def _settled(found: Sequence[tuple[Any, frozenset[Pattern]]]) -> Places:
    """Return where something was carried; nowhere for sure where it was seen too rarely to tell."""
    values = {value for value, _ in found}
    numbers = any(isinstance(value, int | float) for value in values)
    if len(found) < _FEWEST or (numbers and len(values) < _FEWEST_NUMBERS):
        return Places(frozenset(), frozenset())
    each = [places for _, places in found]
    return Places(frozenset.intersection(*each), frozenset.union(*each))
