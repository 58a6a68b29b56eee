"""The airline answers and ends as tau2-bench's does."""

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path

import pytest
from eigengraph_airline import AIRLINE

from eigengraph.records import ToolResult
from eigengraph.world import Base, World, check_tables, read_tables

FIXTURE = Path(__file__).parents[2] / "fixtures" / "tau2_airline"
TASKS = {task["id"]: task for task in json.loads((FIXTURE / "tasks.json").read_text("utf-8"))}
GOLDEN = json.loads((FIXTURE / "golden.json").read_text("utf-8"))
GOLDEN_BASE = json.loads((FIXTURE / "golden_base.json").read_text("utf-8"))
RECORDED_CALLS = {"claude-sonnet-4-5_airline_default_gpt4.1_1trials": 371, "e2e_airline_baseline": 1}


@cache
def base_of(path: Path) -> Base:
    return Base(check_tables(AIRLINE.schema, read_tables(path)))


def play_gold(task: dict, world: World) -> list[ToolResult]:
    return [world.run(action["name"], **action["arguments"]) for action in task["evaluation_criteria"]["actions"]]


def tau2_hash(world: World) -> str:
    return hashlib.sha256(json.dumps(world.materialise(), sort_keys=True, default=str).encode()).hexdigest()


@pytest.mark.parametrize("task_id", TASKS)
def test_our_tasks_answer_and_end_as_in_tau2(task_id):
    world = World(AIRLINE, base_of(FIXTURE / "db.json"))
    results = play_gold(TASKS[task_id], world)
    assert [[result.content, result.error] for result in results] == GOLDEN[task_id]["results"]
    assert tau2_hash(world) == GOLDEN[task_id]["digest"]


def test_base_tasks_end_as_in_tau2(tau2_data):
    tasks = json.loads((tau2_data / "airline" / "tasks.json").read_text("utf-8"))
    assert {task["id"] for task in tasks} == set(GOLDEN_BASE)
    refused, differing = [], []
    for task in tasks:
        world = World(AIRLINE, base_of(tau2_data / "airline" / "db.json"))
        refused += [(task["id"], result.content) for result in play_gold(task, world) if result.error]
        if tau2_hash(world) != GOLDEN_BASE[task["id"]]:
            differing.append(task["id"])
    assert refused == []
    assert differing == []


@pytest.mark.parametrize("name", RECORDED_CALLS)
def test_recorded_calls_answer_byte_for_byte(tau2_data, tau2_runs, name):
    simulations = json.loads(gzip.decompress((tau2_runs / f"{name}.json.gz").read_bytes()))["simulations"]
    calls, differing = 0, []
    for simulation in simulations:
        world = World(AIRLINE, base_of(tau2_data / "airline" / "db.json"))
        recorded = {message["id"]: message for message in simulation["messages"] if message["role"] == "tool"}
        for call in [call for message in simulation["messages"] for call in message.get("tool_calls") or []]:
            ours, theirs = world.run(call["name"], **call["arguments"]), recorded[call["id"]]
            calls += 1
            if (ours.content, ours.error) != (theirs["content"], theirs["error"]):
                differing.append((simulation["task_id"], call, ours.content, theirs["content"]))
    assert calls == RECORDED_CALLS[name]
    assert differing == []
