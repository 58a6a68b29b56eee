"""One stage alone: what it needs, what it gives back, and that nothing else is left behind."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import pytest
from langgraph.graph import END, START, StateGraph

import eigengraph as eg
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.graphs import BatchState, Bench, Item, Rejection, stage_node
from eigengraph.graphs.task_stages import find_blueprint, write_scenario

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
SETTINGS = eg.Settings(domain="shop", seed=3)


@pytest.fixture(scope="module")
def host():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield eg.Host([importlib.import_module("eigengraph_shop")])


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    assert list(tmp_path.iterdir()) == []


def test_stages_one_after_another_make_what_a_run_makes(host, tmp_path_factory):
    settings = SETTINGS.model_copy(update={"tasks": 3, "out": tmp_path_factory.mktemp("runs") / "run"})
    items = [Item(index) for index in range(3)]
    for name in ("blueprint", "scenario", "verifier", "certificate", "feasibility", "rollout", "verdict"):
        items = eg.run_stage(host, SETTINGS, name, items)
    made = {item.index: item for item in items}
    for datum in eg.synthesize(host, settings).data():
        if datum.index in made:
            item = made[datum.index]
            assert (item.task, item.trajectory, item.verdict) == (datum.task, datum.trajectory, datum.verdict)


def test_what_a_stage_turns_down_comes_back_as_a_rejection(host):
    @eg.stage("odd", reads=["blueprint"])
    async def odd(item, bench):
        if item.index % 2:
            raise Rejection("odd", str(item.index))
        return item

    items = eg.run_stage(host, SETTINGS, "blueprint", [Item(0), Item(1)])
    passed, turned_down = eg.run_stage(host, SETTINGS, odd, items)
    assert passed == items[0]
    assert (turned_down.reason, turned_down.detail) == ("odd", "1")


def test_a_graph_alone(host):
    builder = StateGraph(BatchState, context_schema=Bench)
    builder.add_sequence([("find", stage_node(find_blueprint)), ("write", stage_node(write_scenario))])
    builder.add_edge(START, "find")
    builder.add_edge("write", END)
    [item] = eg.run_stage(host, SETTINGS, builder.compile(), [Item(0)])
    assert item.scenario is not None


def test_bad_input(host):
    with pytest.raises(UnknownNameError, match=r"unknown stage 'verdct'; did you mean 'verdict'\?"):
        eg.run_stage(host, SETTINGS, "verdct", [])
    with pytest.raises(ConfigError, match="stage 'verdict' reads 'task', which item 7 does not have"):
        eg.run_stage(host, SETTINGS, "verdict", [Item(7)])
    with pytest.raises(ConfigError, match="two items have the same index; number them from 0"):
        eg.run_stage(host, SETTINGS, "blueprint", [Item(7), replace(Item(7), attempt=1)])
