"""Composing the graph: stages and whole graphs in the place of a stage, or behind one."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

import pytest
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.runtime import Runtime

import eigengraph as eg
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.graphs import BatchState, Bench, Rejection, Stage, stage, stage_node
from eigengraph.graphs.task_stages import TASK_STAGES, make_verifier
from eigengraph.graphs.trajectory_stages import TRAJECTORY_STAGES

SETTINGS = eg.Settings(domain="shop", tasks=4)
NAMES = [item.name for item in (*TASK_STAGES, *TRAJECTORY_STAGES)]


@stage("verifier", reads=["blueprint", "scenario"], writes=["task"])
async def marked_verifier(item, bench):
    """Make the verifier as ever, and mark its task."""
    done = await make_verifier.work(item, bench)
    return replace(done, task=replace(done.task, id=f"marked-{done.task.id}"))


@stage("picky", reads=["task", "verdict"])
async def picky(item, bench):
    """Turn down tasks of several goals."""
    if len(item.task.blueprint.goals) > 1:
        raise Rejection("several_goals")
    return item


def graph_of(*nodes, name, state=BatchState):
    """Return a compiled graph that runs nodes one after another."""
    graph = StateGraph(state, context_schema=Bench)
    graph.add_sequence([(f"step {number}", node) for number, node in enumerate(nodes)])
    graph.add_edge(START, "step 0")
    graph.add_edge(f"step {len(nodes) - 1}", END)
    return graph.compile(name=name)


PARTS = {
    "stage": (marked_verifier, picky),
    "graph": (graph_of(stage_node(marked_verifier), name="marking"), graph_of(stage_node(picky), name="picking")),
}


@pytest.mark.parametrize("kind", PARTS)
def test_replaced_part_works(drive, host, kind):
    store = drive(eg.compose(host, SETTINGS, replace={"verifier": PARTS[kind][0]}))
    assert len(store.data()) == 4
    assert all(datum.task.id.startswith("marked-shop-") for datum in store.data())
    plain = drive()
    assert [datum.task.blueprint for datum in plain.data()] == [datum.task.blueprint for datum in store.data()]


@pytest.mark.parametrize("kind", PARTS)
def test_inserted_part_works(drive, host, kind):
    store = drive(eg.compose(host, SETTINGS, insert_after={"verdict": PARTS[kind][1]}), rollout_attempts=1)
    assert {len(datum.task.blueprint.goals) for datum in store.data()} == {1}
    assert "several_goals" in {result.reason for result in store.finals().values()}


@pytest.mark.parametrize("kind", PARTS)
def test_parts_are_not_done_again(drive, host, kind):
    marking, picking = PARTS[kind]
    graph = eg.compose(host, SETTINGS, replace={"verifier": marking}, insert_after={"verdict": picking})
    whole = drive(graph, rollout_attempts=1)
    store = type(whole)(results={key: whole.results[key] for key in whole.puts[:25]})
    drive(graph, store, rollout_attempts=1)
    assert store.results == whole.results
    assert not set(store.puts) & set(whole.puts[:25])


def test_graph_may_branch_and_look_at_items(drive, host):
    """A graph is free in what it does between its input and its output: here it sends items two ways."""

    class Sorting(BatchState, total=False):
        easy: list[int]

    async def sort(state: Sorting, runtime: Runtime[Bench]):
        items = runtime.context.items
        return {"easy": [index for index in state["alive"] if len(items[index].task.blueprint.goals) == 1]}

    async def drop_the_hard(state: Sorting, runtime: Runtime[Bench]):
        for index in set(state["alive"]) - set(state["easy"]):
            runtime.context.rejected[index] = Rejection("hard", "more than one goal")
        return {"alive": state["easy"]}

    graph = eg.compose(
        host, SETTINGS, insert_after={"feasibility": graph_of(sort, drop_the_hard, name="sorting", state=Sorting)}
    )
    finals = drive(graph, task_attempts=1).finals().values()
    assert {result.reason for result in finals} <= {"", "hard", "duplicate"}
    assert "hard" in {result.reason for result in finals}


def test_graph_that_drops_without_a_reason(drive, host):
    async def drop(state: BatchState):
        return {"alive": []}

    graph = eg.compose(host, SETTINGS, insert_after={"blueprint": graph_of(drop, name="dropping")})
    final = drive(graph, tasks=1).finals()[0]
    assert (final.reason, final.detail) == ("dropped", "a graph in group 'tasks' gave no reason")


# What cannot be composed


class OnlyIn(TypedDict):
    alive: list[int]


class OnlyOut(TypedDict):
    done: list[int]


class Texts(TypedDict):
    alive: list[str]


async def keep(state):
    return {}


def one_way(state, input_schema, output_schema):
    graph = StateGraph(state, input_schema=input_schema, output_schema=output_schema)
    graph.add_node("keep", keep)
    graph.add_edge(START, "keep")
    return graph.compile(name="mine")


class Both(OnlyIn, OnlyOut):
    pass


NO_BATCH = "graph 'mine' cannot stand at 'verifier': its {} has no 'alive: list.int.' .it has: {}.; build it over eigen"


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (graph_of(keep, name="mine", state=MessagesState), NO_BATCH.format("input", "messages")),
        (graph_of(keep, name="mine", state=Texts), NO_BATCH.format("input", "alive")),
        (one_way(Both, OnlyOut, OnlyIn), NO_BATCH.format("input", "done")),
        (one_way(Both, OnlyIn, OnlyOut), NO_BATCH.format("output", "done")),
        (StateGraph(BatchState), r"<langgraph.* cannot stand at 'verifier'; call its compile\(\)"),
        (keep, "<function keep .* cannot stand at 'verifier'; give a Stage or a compiled graph"),
        (None, "None cannot stand at 'verifier'; give a Stage or a compiled graph"),
    ],
    ids=["other state", "other type", "other input", "other output", "not compiled", "function", "nothing"],
)
@pytest.mark.parametrize("where", ["replace", "insert_after"])
def test_part_that_does_not_fit(host, part, message, where):
    with pytest.raises(ConfigError, match=message):
        eg.compose(host, SETTINGS, **{where: {"verifier": part}})


def reading(name, reads=(), writes=()):
    return Stage(name, keep, reads, writes)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (
            {"insert_after": {"scenario": reading("peek", ["verdict"])}},
            "stage 'peek' reads 'verdict', which no stage before it writes .known there: blueprint, scenario.",
        ),
        (
            {"replace": {"verifier": reading("verifier", ["blueprint"])}},
            "stage 'certificate' reads 'task', which no stage before it writes",
        ),
        (
            {
                "replace": {
                    "certificate": reading("certificate", ["task"]),
                    "feasibility": reading("feasibility", ["task"]),
                }
            },
            "no stage writes 'certificate', which the dataset needs; add it to the writes of one",
        ),
        ({"insert_after": {"blueprint": reading("verifier")}}, "two stages are named 'verifier'; rename one"),
        ({"insert_after": {"blueprint": reading("rollout")}}, "two stages are named 'rollout'; rename one"),
        ({"replace": {"scenario": reading("rollout", (), ["scenario"])}}, "two stages are named 'rollout'; rename one"),
        (
            {"insert_after": {"blueprint": reading("mine"), "scenario": reading("mine")}},
            "two stages are named 'mine'; rename one",
        ),
        ({"insert_after": {"blueprint": reading("retry")}}, "a stage cannot be named 'retry'; rename it"),
        (
            {"insert_after": {"blueprint": graph_of(keep, name="begin")}},
            "a stage cannot be named 'begin'; rename it .reserved: alive, begin, ",
        ),
    ],
)
def test_stages_that_do_not_fit_together(host, parts, message):
    with pytest.raises(ConfigError, match=message):
        eg.compose(host, SETTINGS, **parts)


@pytest.mark.parametrize("where", ["replace", "insert_after"])
def test_unknown_stage(host, where):
    with pytest.raises(
        UnknownNameError, match=r"unknown stage 'verifer'; did you mean 'verifier'\? .known: attribution"
    ):
        eg.compose(host, SETTINGS, **{where: {"verifer": picky}})


def test_unknown_domain_and_worker(host):
    with pytest.raises(UnknownNameError, match="unknown domain 'shoop'; did you mean 'shop'"):
        eg.compose(host, eg.Settings(domain="shoop"))
    with pytest.raises(UnknownNameError, match="unknown worker for role 'agent' 'x'"):
        eg.compose(host, eg.Settings(domain="shop", workers={"agent": "x"}))


# Pictures


def test_picture_shows_what_was_composed(host):
    graph = eg.compose(host, SETTINGS, insert_after={"verdict": PARTS["graph"][1]})
    drawn = graph.get_graph(xray=True).draw_mermaid()
    for name in (*NAMES, "picking"):
        assert name in drawn
