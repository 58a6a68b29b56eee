"""Sampled tasks of the airline, and how tests look at them."""

from __future__ import annotations

from collections.abc import Sequence

from eigengraph_airline import AIRLINE

from eigengraph.records import Blueprint, Goal, InitialState, PlannedCall, Scenario, Task, encode
from eigengraph.verify import derive_verifier
from eigengraph.world import Base


def task_of(base: Base, blueprint: Blueprint, seed: int) -> Task:
    verifier = derive_verifier(AIRLINE, base, blueprint, InitialState(), seed)
    return Task(f"airline-{seed}", "airline", blueprint, Scenario("", "", "", "", ""), verifier, seed=seed)


def essential(calls: Sequence[PlannedCall]) -> frozenset[bytes]:
    return frozenset(encode(planned.call) for planned in calls if planned.essential)


def about(goal: Goal) -> str:
    return next((fact.value for fact in goal.facts if fact.name == "reservation_id"), "")
