"""Tasks that a domain's sampler finds in a database, found once however many tests look at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from eigengraph_airline import AIRLINE
from eigengraph_retail import RETAIL

from eigengraph.records import Blueprint, Goal, ToolCall
from eigengraph.world import FIXED, Base, Domain, Plan, World, check_tables, read_tables

SEEDS = {"airline": 400, "retail": 300}
SUBJECTS = {"airline": "reservation_id", "retail": "order_id"}
DOMAINS = {domain.name: domain for domain in (AIRLINE, RETAIL)}


@dataclass(frozen=True)
class Sampled:
    """A domain, a database, and what its sampler finds there, by seed."""

    domain: Domain
    base: Base
    blueprints: list[Blueprint]

    def world(self) -> World:
        return World(self.domain, self.base)

    def again(self, seed: int, plan: Plan = FIXED) -> Blueprint | None:
        return sample(self.domain, self.base, seed, plan)

    def about(self, goal: Goal) -> str:
        name = SUBJECTS[self.domain.name]
        return next((fact.value for fact in goal.facts if fact.name == name), "")


@cache
def sampled(name: str, file: Path | None) -> Sampled:
    """Sample a domain in the database of a file, or in a generated one."""
    domain = DOMAINS[name]
    tables: Any = domain.tables(0) if file is None else read_tables(file)
    base = Base(check_tables(domain.schema, tables), domain.sides())
    found = [sample(domain, base, seed) for seed in range(SEEDS[name])]
    assert None not in found
    return Sampled(domain, base, [blueprint for blueprint in found if blueprint is not None])


def sample(domain: Domain, base: Base, seed: int, plan: Plan = FIXED) -> Blueprint | None:
    assert domain.sampler is not None
    return domain.sampler(World(domain, base), Random(seed), plan)


def execute(world: World, calls: Sequence[ToolCall]) -> World:
    for call in calls:
        result = world.call(call)
        assert not result.error, (call, result.content)
    return world


def leaves(value: Any) -> Iterator[Any]:
    """Yield the scalars in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item)
    else:
        yield value
