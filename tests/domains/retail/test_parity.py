"""The store answers and ends as tau2-bench's does."""

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path

import pytest
from eigengraph_retail import RETAIL

from eigengraph.records import ToolResult
from eigengraph.world import Base, World, check_tables, read_tables

FIXTURE = Path(__file__).parents[2] / "fixtures" / "tau2_retail"
TASKS = {task["id"]: task for task in json.loads((FIXTURE / "tasks.json").read_text("utf-8"))}
GOLDEN = json.loads((FIXTURE / "golden.json").read_text("utf-8"))
GOLDEN_BASE = json.loads((FIXTURE / "golden_base.json").read_text("utf-8"))
RECORDED_CALLS = {"gpt-4.1_retail_defautl_gpt-4.1_1trials": 299, "e2e_retail_baseline": 5}
REFUSED = [
    ("2", "2_1", "Product not found"),
    ("3", "3_1", "Product not found"),
    ("4", "4_1", "Product not found"),
    ("35", "35_0", "User not found"),
    ("37", "37_0", "User not found"),
    ("38", "38_0", "User not found"),
    ("39", "39_0", "User not found"),
    ("46", "46_1", "Order not found"),
    ("46", "46_2", "Order not found"),
    ("47", "47_1", "Order not found"),
    ("47", "47_2", "Order not found"),
    ("54", "54_0", "User not found"),
    ("55", "55_0", "User not found"),
    ("64", "64_6", "Non-delivered order cannot be exchanged"),
    ("67", "67_0", "User not found"),
    ("67", "67_1", "User not found"),
    ("68", "68_0", "User not found"),
    ("105", "106_0", "Insufficient gift card balance to pay for the price difference"),
]
"""Task, action and error of every gold call of the base tasks that raises."""


@cache
def base_of(path: Path) -> Base:
    return Base(check_tables(RETAIL.schema, read_tables(path), RETAIL.check_tables))


def play_gold(task: dict, world: World) -> list[tuple[str, ToolResult]]:
    actions = task["evaluation_criteria"]["actions"]
    return [(action["action_id"], world.run(action["name"], **action["arguments"])) for action in actions]


def tau2_hash(world: World) -> str:
    return hashlib.sha256(json.dumps(world.materialise(), sort_keys=True, default=str).encode()).hexdigest()


@pytest.mark.parametrize("task_id", TASKS)
def test_our_tasks_answer_and_end_as_in_tau2(task_id):
    world = World(RETAIL, base_of(FIXTURE / "db.json"))
    results = play_gold(TASKS[task_id], world)
    assert [[result.content, result.error] for _, result in results] == GOLDEN[task_id]["results"]
    assert tau2_hash(world) == GOLDEN[task_id]["digest"]


def test_our_tasks_use_every_tool():
    used = {action["name"] for task in TASKS.values() for action in task["evaluation_criteria"]["actions"]}
    assert used == {tool.name for tool in RETAIL.tools}


def test_base_tasks_end_as_in_tau2(tau2_data):
    tasks = json.loads((tau2_data / "retail" / "tasks.json").read_text("utf-8"))
    assert len(tasks) == 114
    assert {task["id"] for task in tasks} == set(GOLDEN_BASE)
    refused, differing = [], []
    for task in tasks:
        world = World(RETAIL, base_of(tau2_data / "retail" / "db.json"))
        results = play_gold(task, world)
        refused += [
            (task["id"], action, result.content.removeprefix("Error: ")) for action, result in results if result.error
        ]
        if tau2_hash(world) != GOLDEN_BASE[task["id"]]:
            differing.append(task["id"])
    assert refused == REFUSED
    assert differing == []


@pytest.mark.parametrize("name", RECORDED_CALLS)
def test_recorded_calls_answer_byte_for_byte(tau2_data, tau2_runs, name):
    simulations = json.loads(gzip.decompress((tau2_runs / f"{name}.json.gz").read_bytes()))["simulations"]
    calls, differing = 0, []
    for simulation in simulations:
        world = World(RETAIL, base_of(tau2_data / "retail" / "db.json"))
        recorded = {message["id"]: message for message in simulation["messages"] if message["role"] == "tool"}
        for call in [call for message in simulation["messages"] for call in message.get("tool_calls") or []]:
            ours, theirs = world.run(call["name"], **call["arguments"]), recorded[call["id"]]
            calls += 1
            if (ours.content, ours.error) != (theirs["content"], theirs["error"]):
                differing.append((simulation["task_id"], call, ours.content, theirs["content"]))
    assert calls == RECORDED_CALLS[name]
    assert differing == []
