"""Sampled tasks, and how tests look at them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from eigengraph_airline import AIRLINE
from eigengraph_airline.sampler import sample_blueprint

from eigengraph.records import Blueprint, Goal, InitialState, PlannedCall, Scenario, Task, ToolCall, encode
from eigengraph.verify import derive_verifier
from eigengraph.world import FIXED, Base, Plan, World

SEEDS = 400


def sample(base: Base, seed: int, plan: Plan = FIXED) -> Blueprint | None:
    return sample_blueprint(World(AIRLINE, base), Random(seed), plan)


def task_of(base: Base, blueprint: Blueprint, seed: int) -> Task:
    verifier = derive_verifier(AIRLINE, base, blueprint, InitialState(), seed)
    return Task(f"airline-{seed}", "airline", blueprint, Scenario("", "", "", "", ""), verifier, seed=seed)


def execute(world: World, calls: Sequence[ToolCall]) -> World:
    for call in calls:
        result = world.call(call)
        assert not result.error, (call, result.content)
    return world


def essential(calls: Sequence[PlannedCall]) -> frozenset[bytes]:
    return frozenset(encode(planned.call) for planned in calls if planned.essential)


def about(goal: Goal) -> str:
    return next((fact.value for fact in goal.facts if fact.name == "reservation_id"), "")
