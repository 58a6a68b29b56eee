"""Streams, pilot rounds, decisions at barriers and rollback."""

from __future__ import annotations

from dataclasses import replace

import pytest

import eigengraph as eg
from eigengraph.engine.workshop import open_workshop
from eigengraph.errors import ConfigError, RunMismatchError
from eigengraph.graphs import DECISION, PILOT, PLAN, Result
from eigengraph.graphs.certification import sample
from eigengraph.graphs.drawing import draw, preferred
from eigengraph.graphs.item import Item
from eigengraph.graphs.stream import WINDOW, Stream
from eigengraph.plans import Decision, EvaluationPlan, Evidence, PlanPair, Trial, Version, distance, version
from eigengraph.records import decode, encode
from eigengraph.world import Plan

GOOD, BAD = "Look twice.", "Hurry."


def says(wording):
    """Return a reflector that adds a sentence to every plan."""

    async def reflect(parent, history):
        plan = parent.pair.synthesis
        worded = replace(plan, wording=(*plan.wording, wording))
        return version(parent.pair.stream, worded, parent.pair.evaluation, parent=parent.pair.id, why="say it")

    return reflect


@pytest.fixture
def moody(host):
    """A worker that finds blueprints as a plan's wording has it: every third, none, or all."""
    shop = open_workshop(host, eg.Settings(domain="shop"))

    async def find(item):
        wording = item.pair.synthesis.wording
        if BAD in wording or (GOOD not in wording and item.index % 3):
            return None
        return sample(shop, item, "blueprint")

    return find


def of_stream(store, stream, stage):
    """Return what the ledger keeps of a stream, by number."""
    known = store.results.items()
    return sorted(
        ((number, result) for (index, at, number), result in known if (index, at) == (-1 - stream, stage)),
        key=lambda pair: pair[0],
    )


def decisions(store, stream=0):
    found = [
        result
        for (index, stage, _), result in sorted(store.results.items())
        if (index, stage) == (-1 - stream, DECISION)
    ]
    return [decode(Decision, result.payload) for result in found]


def pairs(store, stream=0):
    kept = {
        number: result
        for (index, stage, number), result in store.results.items()
        if (index, stage) == (-1 - stream, PLAN)
    }
    return [decode(PlanPair, kept[number].payload) for number in sorted(kept) if kept[number].status == "ok"]


def test_better_plans_are_put_in_force(drive, moody):
    store = drive(workers={"blueprint": moody, "reflector": says(GOOD)}, tasks=6, rounds=2, pilot=9)
    [root, better] = pairs(store)
    [decision] = decisions(store)
    assert (decision.version, decision.ruled, decision.in_force) == (better.id, "accepted", better.id)
    assert (better.parent, decision.at, decision.tried) == (root.id, 18, 9)
    assert "is held against" in decision.why
    assert {datum.lineage["plan"] for datum in store.data()} == {better.id}
    assert {datum.lineage["stream"] for datum in store.data()} == {"0"}


def test_harmful_plans_are_rolled_back_every_time(drive, moody):
    store = drive(workers={"blueprint": moody, "reflector": says(BAD)}, tasks=4, rounds=4, pilot=9, streams=2)
    for stream in (0, 1):
        [root, *rest] = pairs(store, stream)
        assert rest
        assert {decision.ruled for decision in decisions(store, stream)} == {"rolled_back"}
        assert {decision.in_force for decision in decisions(store, stream)} == {root.id}
    assert {datum.lineage["plan"] for datum in store.data()} <= {pairs(store, stream)[0].id for stream in (0, 1)}


def test_what_may_be_no_better_is_tried_until_the_rounds_are_over(drive, moody):
    store = drive(workers={"blueprint": moody, "reflector": says("Be kind.")}, tasks=3, rounds=4, pilot=9)
    root, same = pairs(store)
    [decision] = decisions(store)
    assert (decision.version, decision.ruled, decision.in_force) == (same.id, "rolled_back", root.id)
    assert (decision.at, decision.good, decision.tried) == (
        36,
        7,
        19,
    )  # from its second round on, every other pilot is its parent's
    assert decision.why.endswith("; no round is left to show more")
    assert {datum.lineage["plan"] for datum in store.data()} == {root.id}


def test_pilots_are_evidence_and_no_data(drive):
    store = drive(tasks=4, rounds=2, pilot=3, streams=2)
    assert len(store.data()) == 4
    assert min(datum.index for datum in store.data()) == 12
    pilots = [decode(Trial, result.payload) for (_, stage, _), result in store.results.items() if stage == PILOT]
    assert sorted(trial.index for trial in pilots) == list(range(12))
    assert all(trial.intents for trial in pilots if not trial.reason)


def test_streams_share_scale_up_evenly(drive):
    store = drive(tasks=8, streams=4)
    dealt = [datum.lineage["stream"] for datum in store.data()]
    assert set(dealt) == {"0", "1", "2", "3"}
    assert [dealt.count(stream) for stream in "0123"] == pytest.approx([2, 2, 2, 2], abs=1)


def test_planned_streams_differ(drive):
    planned = [pairs(drive(tasks=1, streams=5), stream)[0].synthesis for stream in range(5)]
    assert min(distance(one, other) for one in planned for other in planned if one is not other) >= 0.15


def test_planner_that_repeats_itself_is_refused(drive):
    async def same(stream, attempt, others):
        return version(stream, Plan("", wording=("the same",)))

    with pytest.raises(ConfigError, match=r"no plans for stream 1 .* ask for 1 at most"):
        drive(workers={"planner": same}, streams=2)


def test_run_that_does_not_plan_is_as_before(drive):
    plain, strategic = drive(tasks=4), drive(tasks=4, evolution="none")
    assert plain.finals() == strategic.finals()
    assert not [stage for _, stage, _ in plain.results if stage in (PLAN, DECISION, PILOT)]
    assert "stream" not in plain.data()[0].lineage


def test_strategy_none_leaves_the_plans(drive, moody):
    store = drive(workers={"blueprint": moody, "reflector": says(GOOD)}, tasks=2, rounds=3, pilot=6, evolution="none")
    assert len(pairs(store)) == 1
    assert decisions(store) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda pair: replace(pair, parent="nobody"), "made of 'nobody'"),
        (lambda pair: replace(pair, stream=3), "for stream 3"),
        (lambda pair: replace(pair, evaluation=EvaluationPlan(checks=("luck",))), "unknown check 'luck'"),
        (lambda pair: replace(pair, evaluation=EvaluationPlan(workers={"cook": "x"})), "unknown role that"),
        (lambda pair: replace(pair, synthesis=replace(pair.synthesis, goals=(3, 2))), "goals cannot be (3, 2)"),
        (lambda pair: replace(pair, synthesis=Plan("")), "says the same as"),
    ],
)
def test_proposal_that_cannot_be_used_is_refused_with_the_reason(drive, wrong, said):
    async def reflect(parent, history):
        return wrong(await says(GOOD)(parent, history))

    store = drive(workers={"reflector": reflect}, tasks=1, rounds=2, pilot=2)
    result = store.results[-1, PLAN, 1]
    assert (result.status, result.reason) == ("rejected", "unusable_plan")
    assert said in result.detail


def test_reflector_that_fails_costs_the_proposal_only(drive):
    async def reflect(parent, history):
        raise ZeroDivisionError("oops")

    store = drive(workers={"reflector": reflect}, tasks=2, rounds=2, pilot=2)
    assert store.results[-1, PLAN, 1].detail == "ZeroDivisionError: oops"
    assert len(store.data()) == 2


def test_resumed_run_asks_nobody_again_and_decides_the_same(drive, moody):
    asked = []

    async def reflect(parent, history):
        asked.append(parent.pair.id)
        return await says(GOOD)(parent, history)

    settings = {"tasks": 4, "rounds": 3, "pilot": 4, "streams": 2}
    workers = {"blueprint": moody, "reflector": reflect}
    whole = drive(workers=workers, **settings)
    finals, plans_made, asked_once = whole.finals(), pairs(whole), len(asked)
    for kept in range(10, len(whole.puts), 17):
        known = set(whole.puts[:kept])
        store = type(whole)({key: result for key, result in whole.results.items() if key in known})
        again = drive(None, store, workers, **settings)
        assert again.finals() == finals
        assert pairs(again) == plans_made
    complete = type(whole)(dict(whole.results))
    asked.clear()
    drive(None, complete, workers, **settings)
    assert (asked, complete.puts, bool(asked_once)) == ([], [], True)


@pytest.mark.parametrize(("wording", "now"), [(GOOD, "accepted"), (BAD, "rolled_back"), ("Be kind.", "left open")])
def test_resumed_run_that_would_decide_otherwise_stops(drive, moody, wording, now):
    settings = {"tasks": 2, "rounds": 3, "pilot": 9}
    workers = {"blueprint": moody, "reflector": says(wording)}
    whole = drive(workers=workers, **settings)
    first = decisions(whole)[0]
    other = replace(first, at=18, ruled="accepted" if first.ruled == "rolled_back" else "rolled_back")
    store = type(whole)({**whole.results, (-1, DECISION, 0): Result("ok", payload=encode(other))})
    with pytest.raises(RunMismatchError, match=f"was {other.ruled} when this run was begun, and would be {now} now"):
        drive(None, store, workers, **settings)


def test_evaluation_plan_bounds_tries_and_adds_checks(drive):
    async def plan(stream, attempt, others):
        return version(stream, Plan(""), EvaluationPlan(checks=("already_met", "leaked_solution"), task_attempts=4))

    async def leaking(item, blueprint):
        return eg.Scenario("You are Ann.", "Use cancel_order.", "", "", "")

    store = drive(workers={"planner": plan, "scenario": leaking}, tasks=1, rounds=1, pilot=2, checks=())
    trial = decode(Trial, store.results[0, PILOT, 0].payload)
    assert (trial.reason, trial.tries) == ("leaked_solution", 4)
    assert trial.detail == "the text names 'cancel_order', a tool of the agent"


# Scale-up


def stream_of(good, tried):
    root, better = version(0, Plan("a")), version(0, Plan("", wording=(GOOD,)))
    seen = Evidence(tuple(Trial(index, "v", "" if index < good else "bad") for index in range(tried)))
    stream = Stream(0, [Version(root, seen, accepted=True), Version(better, seen, accepted=True)])
    stream.hold()
    return stream


def test_stream_falls_when_a_window_lies_below_what_it_showed():
    stream = stream_of(30, 32)
    for number in range(WINDOW):
        assert stream.fallen() == ""
        stream.note(good=number % 2 == 0)
    assert stream.fallen() == "12/24 [0.31, 0.69] is below what it showed before, 30/32 [0.80, 0.98]"


def test_window_that_holds_is_counted():
    stream = stream_of(30, 32)
    for _ in range(WINDOW):
        stream.note(good=True)
    assert stream.fallen() == ""
    assert (stream.shown, stream.window) == ((30 + WINDOW, 32 + WINDOW), (0, 0))


def test_fallen_stream_rolls_back_and_the_next_one_stops(drive, host):
    shop = open_workshop(host, eg.Settings(domain="shop"))

    async def tiring(item):
        tired = item.pair.stream == 0 and item.index >= 48
        weak = GOOD not in item.pair.synthesis.wording and item.index < 48 and item.index % 3 == 0
        return None if tired or weak else sample(shop, item, "blueprint")

    store = drive(
        workers={"blueprint": tiring, "reflector": says(GOOD)}, tasks=90, rounds=2, pilot=12, streams=2, batch=48
    )
    [accepted, *fallen] = decisions(store)
    root = pairs(store)[0]
    assert accepted.ruled == "accepted"
    assert (fallen[0].ruled, fallen[0].version, fallen[0].in_force) == ("rolled_back", accepted.version, root.id)
    assert (fallen[1].ruled, fallen[1].version) == ("stopped", root.id)
    last = [Item(index) for index in store.finals() if index >= fallen[1].at]
    assert last
    assert all(store.finals()[item.index].reason != "no_blueprint" for item in last)


# Following a plan


def test_blueprints_are_drawn_as_a_plan_prefers(host):
    shop = open_workshop(host, eg.Settings(domain="shop"))
    first = [draw(shop, Item(index)) for index in range(30)]
    clauses = {clause for found in first for clause in found.clauses()}
    for clause in clauses:
        pair = version(0, Plan("", clauses=(clause,)))
        drawn = [draw(shop, Item(index, pair=pair)) for index in range(30)]
        assert sum(preferred(pair.synthesis, found) for found in drawn) >= sum(
            preferred(pair.synthesis, found) for found in first
        )
    easy = version(0, Plan("", difficulty=(0.0, 0.2)))
    drawn = [draw(shop, Item(index, pair=easy)) for index in range(30)]
    assert [encode(found) for found in drawn] != [encode(found) for found in first]
