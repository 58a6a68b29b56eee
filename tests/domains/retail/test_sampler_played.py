"""The sampler's tasks as they are used: certified, played without a language model, and refused by tools and rules."""

from __future__ import annotations

import asyncio
import tomllib
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import eigengraph_retail
import pytest
from eigengraph_offline.model import open_offline
from eigengraph_retail import RETAIL
from eigengraph_retail.sampler import sample_blueprint

from eigengraph.dialogue import model_participant, rollout
from eigengraph.models import Context, Request
from eigengraph.records import (
    Blueprint,
    Facts,
    Goal,
    InitialState,
    Outcome,
    Scenario,
    Task,
    ToolCall,
    Trajectory,
    decode,
)
from eigengraph.verify import certify, derive_verifier, score
from eigengraph.world import FIXED, Base, Plan, World, broken_rules, check_tables, read_tables

PHRASES = Path(eigengraph_retail.__file__).with_name("phrasebook.toml")
STORE = replace(RETAIL, sampler=sample_blueprint, phrasebook=PHRASES)
SEEDS = 200
PLAYED = 25
WRITES = {name for name, tool in STORE.by_side["agent"].items() if tool.kind == "write"}


@pytest.fixture(scope="module", params=["generated", "tau2"])
def base(request: pytest.FixtureRequest) -> Base:
    if request.param == "generated":
        tables: Any = STORE.tables(0)
    else:
        tables = read_tables(request.getfixturevalue("tau2_data") / "retail" / "db.json")
    return Base(check_tables(STORE.schema, tables), STORE.sides())


@pytest.fixture(scope="module")
def blueprints(base: Base) -> list[Blueprint]:
    return sampled(base, SEEDS, FIXED)


@pytest.fixture(scope="module")
def dialogues(base: Base, blueprints: list[Blueprint]) -> list[tuple[Task, Trajectory]]:
    """Return certified tasks with their faultless dialogues."""
    model = open_offline("", {})

    async def play(seed: int, blueprint: Blueprint) -> tuple[Task, Trajectory]:
        context = Context(STORE, seed, blueprint=blueprint)
        scenario = decode(Scenario, (await model.complete(Request("scenario", (), context))).message.content)
        verifier = derive_verifier(STORE, base, blueprint, InitialState(), seed)
        task = Task(f"retail-{seed}", "retail", blueprint, scenario, verifier, seed=seed)
        context = Context(STORE, seed, task=task)
        agent, user = (model_participant(model, side, context) for side in ("agent", "user"))
        return task, await rollout(World(STORE, base), agent, user)

    return [asyncio.run(play(seed, blueprint)) for seed, blueprint in enumerate(blueprints[:PLAYED])]


def sampled(base: Base, seeds: int, plan: Plan) -> list[Blueprint]:
    found = [sample_blueprint(World(STORE, base), Random(seed), plan) for seed in range(seeds)]
    return [blueprint for blueprint in found if blueprint is not None]


def test_what_is_refused_without_a_temptation_is_forbidden_by_the_clause_named(base: Base) -> None:
    def wanted(goal: Goal, facts: Facts) -> ToolCall | None:
        order_id = facts.get("order_id")
        items, method = facts.get("item_ids", order_id), facts.get("payment", order_id)
        match goal.intent:
            case "cancel_delivered":
                reason = facts.get("cancel_reason", order_id)
                return ToolCall("cancel_pending_order", {"order_id": order_id, "reason": reason})
            case "return_pending" | "refund_elsewhere":
                arguments = {"order_id": order_id, "item_ids": items, "payment_method_id": method}
                return ToolCall("return_delivered_order_items", arguments)
            case "modify_payment":
                return ToolCall("modify_pending_order_payment", {"order_id": order_id, "payment_method_id": method})
        return None

    tried = set()
    for blueprint in sampled(base, 120, Plan("refusals", goals=(1, 2), emphasis={"refuse": 4.0, "transfer": 0.0})):
        world = World(STORE, base)
        for goal in blueprint.goals:
            facts = Facts([*blueprint.facts, *goal.facts])
            call = wanted(goal, facts) if goal.decision == "refuse" else None
            if call is not None:
                assert world.fork().call(call).error
                assert set(broken_rules(STORE, world, call, facts)) & set(goal.clauses), goal.outcome
                tried.add(goal.intent)
            for planned in goal.calls:
                world.call(planned.call)
    assert tried == {"cancel_delivered", "return_pending", "refund_elsewhere", "modify_payment"}


def test_certificates_are_issued(base: Base, dialogues: list[tuple[Task, Trajectory]]) -> None:
    donors = [call for task, _ in dialogues[:3] for call in task.blueprint.gold() if call.name in WRITES][:2]
    for task, _ in dialogues:
        certificate = certify(task, STORE, base, [call for call in donors if call not in task.blueprint.gold()])
        assert certificate.issued, (task.id, certificate.reasons)


def test_dialogues_make_exactly_the_gold_calls_and_pass(base: Base, dialogues: list[tuple[Task, Trajectory]]) -> None:
    for task, trajectory in dialogues:
        made = [ToolCall(call.name, call.arguments) for call in trajectory.calls()]
        assert made == list(task.blueprint.gold()), task.id
        assert (trajectory.outcome, trajectory.errors) == (Outcome.COMPLETED, 0), task.id
        assert score(task, STORE, base, trajectory).passed, task.id


def test_scenarios_hold_every_known_fact_and_no_unknown_one(dialogues: list[tuple[Task, Trajectory]]) -> None:
    for task, _ in dialogues:
        facts = [*task.blueprint.facts, *(fact for goal in task.blueprint.goals for fact in goal.facts)]
        known = {fact.text for fact in facts if fact.disclosure != "unknown"}
        assert all(text in task.scenario.known_info for text in known), task.id
        for fact in facts:
            if fact.disclosure == "unknown" and not any(fact.text in text for text in known):
                assert fact.text not in task.scenario.known_info, task.id


def test_people_have_a_dozen_ways_to_say_each_thing(blueprints: list[Blueprint]) -> None:
    book = tomllib.loads(PHRASES.read_text("utf-8"))
    intents = {goal.intent for blueprint in blueprints for goal in blueprint.goals}
    names = {
        (fact.name, fact.disclosure == "unknown")
        for blueprint in blueprints
        for fact in (*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts))
    }
    assert intents <= set(book["intents"])
    assert all(len(set(intent["openings"])) >= 12 for intent in book["intents"].values())
    assert {name for name, _ in names} == set(book["slots"])
    for name, slot in book["slots"].items():
        texts = ["answers", *([] if slot.get("volunteered") else ["questions"])]
        texts += ["unknown"] if (name, True) in names else []
        assert all(len(set(slot[kind])) >= 12 for kind in texts), name
    assert set(book["tools"]) == WRITES
    assert set(book["clauses"]) == STORE.rule_ids
