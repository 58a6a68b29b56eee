"""What becomes of an item whose stage or tool or worker fails, and that what is done is not done again."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

import eigengraph as eg
from eigengraph.engine.workshop import open_workshop
from eigengraph.errors import ConfigError, ToolCrash
from eigengraph.graphs import FINAL, Item, Rejection, Stage
from eigengraph.graphs.certification import sample
from eigengraph.graphs.default_workers import standard_certifier
from eigengraph.graphs.task_stages import write_scenario
from eigengraph.graphs.trajectory_stages import roll_out
from eigengraph.records import InitialState, Message, Scenario, Tally, Task
from eigengraph.verify import derive_verifier


def failing(error: Exception):
    async def work(*_):
        raise error

    return work


def reasons(store):
    return {(result.status, result.reason) for result in store.finals().values()}


ROLES_OF_STAGES = {
    "blueprint": "blueprint",
    "scenario": "scenario",
    "verifier": "verifier",
    "certificate": "certifier",
    "feasibility": "feasibility",
    "user_audit": "user_auditor",
    "attribution": "attributor",
}


@pytest.mark.parametrize(("stage", "role"), ROLES_OF_STAGES.items())
def test_worker_that_raises_costs_the_item_not_the_run(drive, stage, role):
    store = drive(workers={role: failing(ValueError("no luck"))}, tasks=2)
    assert reasons(store) == {("rejected", f"{stage}_error")}
    assert len(store.finals()) == 6  # three candidates for each task wanted
    detail = store.finals()[0].detail
    assert detail.startswith("Traceback")
    assert "ValueError: no luck" in detail


def test_worker_that_turns_down_gives_its_reason(drive):
    store = drive(workers={"scenario": failing(Rejection("too_dull", "nothing happens"))}, tasks=1)
    assert {(result.reason, result.detail) for result in store.finals().values()} == {("too_dull", "nothing happens")}


def test_task_with_too_many_solutions_is_turned_down_by_name(drive):
    call = eg.ToolCall("get_order", {"order_id": "W000A"})
    look = (eg.PlannedCall(call, ""),)

    async def find(item):
        return eg.Blueprint((), (eg.Goal("look", "refuse", calls=look, alternatives=(look,) * 16),))

    store = drive(workers={"blueprint": find}, tasks=1)
    assert reasons(store) == {("rejected", "too_many_solutions")}
    assert store.finals()[0].detail.endswith(": 17, at most 16; give goals fewer alternatives")


def test_writes_of_the_task_itself_are_no_writes_of_another(host):
    """Where every blueprint drawn is the same, there is no write to borrow."""
    shop = open_workshop(host, eg.Settings(domain="shop"))
    blueprint = next(filter(None, (sample(shop, Item(index), "blueprint") for index in range(99))))
    same = replace(shop, domain=replace(shop.domain, sampler=lambda world, random, plan: blueprint))
    verifier = derive_verifier(shop.domain, shop.base, blueprint, InitialState(), 0)
    task = Task("t1", "shop", blueprint, Scenario("", "", "", "", ""), verifier)
    assert asyncio.run(standard_certifier(shop)(Item(0), task)).mutants["extra_write"].tried > 0
    assert asyncio.run(standard_certifier(same)(Item(0), task)).mutants["extra_write"] == Tally()


def test_worker_that_cannot_work_at_all_ends_the_run(drive):
    with pytest.raises(ConfigError, match="no key"):
        drive(workers={"scenario": failing(ConfigError("no key"))})


def test_crash_of_a_tool_is_an_environment_error_and_is_not_tried_again(drive):
    store = drive(workers={"verifier": failing(ToolCrash("tool 'x' raised KeyError: 'y'"))}, tasks=1, task_attempts=5)
    assert reasons(store) == {("rejected", "environment_error")}
    assert {attempt for _, stage, attempt in store.puts if stage != FINAL} == {0}


def test_tool_that_crashes_in_a_dialogue(drive, host):
    def crash(world, order_id):
        return {}["missing"]

    shop = host.domain("shop")
    tools = [replace(tool, function=crash) if tool.name == "get_order" else tool for tool in shop.tools]
    broken = replace(shop, tools=tools, sampler=None)

    def careless(item, task):
        async def speak(history):
            return Message("assistant", tool_calls=(eg.ToolCall("crash", {"order_id": "W000A"}),))

        return speak

    async def play(item, bench):
        return await roll_out.work(item, replace(bench, shop=replace(bench.shop, domain=broken)))

    graph = eg.compose(host, eg.Settings(domain="shop"), replace={"rollout": replace(roll_out, work=play)})
    store = drive(graph, workers={"agent": careless}, tasks=1, rollout_attempts=3)
    assert reasons(store) == {("rejected", "environment_error")}
    assert "KeyError: 'missing'" in store.finals()[0].detail
    assert [attempt for index, stage, attempt in store.puts if (index, stage) == (0, "rollout")] == [0]


def test_failed_attempts_are_bounded_and_told_why(drive):
    told = []

    async def write(item, blueprint):
        told.append((item.index, item.attempt, item.feedback))
        raise Rejection("too_dull", f"at attempt {item.attempt}")

    store = drive(workers={"scenario": write}, tasks=1, task_attempts=3, batch=1)
    assert told[:3] == [(0, 0, ""), (0, 1, "too_dull: at attempt 0"), (0, 2, "too_dull: at attempt 1")]
    assert [(stage, attempt) for index, stage, attempt in store.puts if index == 0] == [
        *(("blueprint", 0), ("scenario", 0), ("blueprint", 1), ("scenario", 1), ("blueprint", 2), ("scenario", 2)),
        (FINAL, 0),
    ]


def test_second_attempt_can_succeed(drive, host):
    async def write(item, blueprint):
        if item.attempt == 0:
            raise Rejection("too_dull")
        return Scenario("You are Ann.", "Cancel it.", "", "", "")

    store = drive(workers={"scenario": write}, tasks=2, checks=())
    assert [datum.lineage["task_attempts"] for datum in store.data()] == ["2", "2"]


def test_nothing_that_is_stored_is_done_again(drive):
    store = drive(tasks=3)
    finals, puts = store.finals(), len(store.puts)
    drive(store=store, tasks=3)
    assert (store.finals(), len(store.puts)) == (finals, puts)


@pytest.mark.parametrize("kept", [1, 7, 20, 33])
def test_run_goes_on_from_any_prefix_of_what_is_stored(drive, kept):
    whole = drive(tasks=4, batch=2, task_attempts=2)
    store = type(whole)(results={key: whole.results[key] for key in whole.puts[:kept]})
    drive(store=store, tasks=4, batch=2, task_attempts=2)
    assert store.results == whole.results
    assert sorted([*whole.puts[:kept], *store.puts]) == sorted(whole.puts)


# Stages are held to what they declare


def with_work(work) -> dict[str, Stage]:
    return {"scenario": replace(write_scenario, work=work)}


async def returns_nothing(item, bench):
    return None


async def writes_nothing(item, bench):
    return item


async def writes_more(item, bench):
    done = await write_scenario.work(item, bench)
    return replace(done, blueprint=replace(item.blueprint, facts=()))


async def renumbers(item, bench):
    return replace(await write_scenario.work(item, bench), index=99, attempt=7)


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (returns_nothing, "TypeError: stage 'scenario' returned None; it must return an Item"),
        (writes_nothing, "ValueError: stage 'scenario' declares that it writes 'scenario', but did not"),
        (writes_more, "ValueError: stage 'scenario' wrote 'blueprint'; add it to the stage's writes"),
    ],
)
def test_stage_that_breaks_its_word(drive, host, work, message):
    settings = eg.Settings(domain="shop")
    store = drive(eg.compose(host, settings, replace=with_work(work)), tasks=1)
    assert reasons(store) == {("rejected", "scenario_error")}
    assert message in store.finals()[0].detail


def test_stage_cannot_renumber_an_item(drive, host):
    graph = eg.compose(host, eg.Settings(domain="shop"), replace=with_work(renumbers))
    assert drive(graph).finals() == drive().finals()
