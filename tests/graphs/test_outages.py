"""What says nothing of a plan counts neither for it nor against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import eigengraph as eg
from eigengraph.engine.workshop import open_workshop
from eigengraph.graphs import DECISION, PLAN
from eigengraph.graphs.certification import sample
from eigengraph.graphs.item import Rejection
from eigengraph.plans import Decision, PlanPair, tells, version
from eigengraph.records import decode

GOOD = "Look twice."


async def improve(parent, history):
    """Add a sentence, with which the worker below always finds a blueprint."""
    worded = replace(parent.pair.synthesis, wording=(GOOD,))
    return version(parent.pair.stream, worded, parent.pair.evaluation, parent=parent.pair.id, why="say it")


@pytest.fixture
def failing(host):
    """``failing(indices, reason)`` returns a worker that fails at these indices, whatever the plan says."""
    shop = open_workshop(host, eg.Settings(domain="shop"))

    def worker(indices, reason="blueprint: model error"):
        async def find(item):
            if item.index in indices:
                raise Rejection(reason, "connection refused")
            if GOOD not in item.pair.synthesis.wording and item.index % 3:
                return None
            return sample(shop, item, "blueprint")

        return find

    return worker


def kept(store, stage, kind):
    found = sorted((number, result) for (_, at, number), result in store.results.items() if at == stage)
    return [decode(kind, result.payload) for _, result in found if result.status == "ok"]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", True),
        ("duplicate", True),
        ("agent: failed the task", True),
        ("agent: context_overflow", True),
        ("task_writer: invalid output", True),
        ("environment_error", False),
        ("environment: model_error", False),
        ("verifier: could not decide", False),
        ("scenario_writer: model error", False),
        ("scenario_writer: context overflow", False),
    ],
)
def test_what_says_nothing_of_a_plan(reason, told):
    assert tells(reason) is told


def test_outages_postpone_a_decision(drive, failing):
    workers = {"blueprint": failing(range(9, 15)), "reflector": improve}
    store = drive(workers=workers, tasks=4, rounds=3, pilot=9)
    root, better = kept(store, PLAN, PlanPair)
    [decision] = kept(store, DECISION, Decision)
    assert (decision.version, decision.ruled, decision.at) == (better.id, "accepted", 27)
    assert (decision.good, decision.tried) == (8, 8)  # 3 of the first round, and 5 of the next
    assert (-1, PLAN, 2) not in store.results
    assert better.parent == root.id


def test_tries_that_met_an_outage_are_none(drive, failing):
    find = failing(())

    async def unreachable_at_first(item):
        if 9 <= item.index < 18 and item.attempt < 2:
            raise Rejection("blueprint: model error", "connection refused")
        return await find(item)

    workers = {"blueprint": unreachable_at_first, "reflector": improve}
    store = drive(workers=workers, tasks=2, rounds=2, pilot=9, task_attempts=3)
    [decision] = kept(store, DECISION, Decision)
    assert (decision.ruled, decision.good, decision.tried) == ("accepted", 9, 9)
    assert decision.why.startswith("its yield 9/9 [")


def test_version_undecided_before_scale_up_is_not_in_force(drive, failing):
    workers = {"blueprint": failing(range(9, 18)), "reflector": improve}
    store = drive(workers=workers, tasks=2, rounds=2, pilot=9)
    assert kept(store, DECISION, Decision) == []
    assert {datum.lineage["plan"] for datum in store.data()} == {kept(store, PLAN, PlanPair)[0].id}


@pytest.mark.parametrize(
    ("reason", "stopped"),
    [("blueprint: model error", False), ("duplicate", False), ("near_duplicate", False), ("no_blueprint", True)],
)
def test_outages_and_repeats_of_scale_up_say_nothing_of_its_plans(drive, host, reason, stopped):
    shop = open_workshop(host, eg.Settings(domain="shop"))

    async def find(item):
        if 24 <= item.index < 100:
            raise Rejection(reason, "again and again")
        return sample(shop, item, "blueprint")

    store = drive(workers={"blueprint": find}, tasks=30, rounds=1, pilot=12, streams=2, batch=48)
    assert any(decision.ruled == "stopped" for decision in kept(store, DECISION, Decision)) is stopped
