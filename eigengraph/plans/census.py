"""A census of what a domain's sampler makes: what planning without a language model goes by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from eigengraph.records import Goal, digest
from eigengraph.world import FIXED, Base, Domain, World

_DRAWS = 40


@dataclass(frozen=True, slots=True)
class Census:
    """What some blueprints are about.

    Attributes:
        intents: Goals, by intent, sorted by name.
        clauses: Rules that goals of an intent exercise, sorted, by intent.
        tools: Write tools that goals of an intent use, sorted, by intent.
    """

    intents: Mapping[str, int]
    clauses: Mapping[str, tuple[str, ...]]
    tools: Mapping[str, tuple[str, ...]]


def take_census(domain: Domain, base: Base, seed: int) -> Census:
    """Draw blueprints and count their goals; empty for a domain without a sampler. The seed decides all of it."""
    goals = [goal for number in range(_DRAWS) for goal in _goals(domain, base, seed, number)]
    intents = Counter(goal.intent for goal in goals)
    writes = {tool.name for tool in domain.tools if tool.kind == "write"}
    clauses = {intent: _sorted(goals, intent, lambda goal: set(goal.clauses)) for intent in intents}
    tools = {
        intent: _sorted(goals, intent, lambda goal: {planned.call.name for planned in goal.calls} & writes)
        for intent in intents
    }
    return Census(dict(sorted(intents.items())), clauses, tools)


def _goals(domain: Domain, base: Base, seed: int, number: int) -> tuple[Goal, ...]:
    if domain.sampler is None:
        return ()
    drawn = int(digest(f"census {seed} {number}".encode())[:12], 16)
    blueprint = domain.sampler(World(domain, base, seed=drawn), Random(drawn), FIXED)
    return blueprint.goals if blueprint is not None else ()


def _sorted(goals: list[Goal], intent: str, names: Callable[[Goal], set[str]]) -> tuple[str, ...]:
    return tuple(sorted({name for goal in goals if goal.intent == intent for name in names(goal)}))
