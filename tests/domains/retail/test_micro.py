"""The store reduced for small models: the same tools and rules, less to read and to write."""

from collections import Counter
from random import Random

import pytest
from eigengraph_retail import RETAIL, RETAIL_MICRO
from eigengraph_retail.micro.tables import generate_tables

import eigengraph as eg
from eigengraph.records import Facts, ToolCall
from eigengraph.world import FIXED, Base, Plan, World, broken_rules, check_tables

SEEDS = 200


@pytest.fixture(scope="module")
def base():
    return Base(check_tables(RETAIL_MICRO.schema, generate_tables(0)), RETAIL_MICRO.sides())


@pytest.fixture(scope="module")
def found(base):
    drawn = [RETAIL_MICRO.sampler(World(RETAIL_MICRO, base), Random(seed), FIXED) for seed in range(SEEDS)]
    assert None not in drawn
    return drawn


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("micro") / "run"
    return eg.synthesize(eg.Host(), eg.Settings(domain="retail_micro", tasks=60, seed=5, out=str(out)))


def test_it_is_the_store_with_a_part_of_its_tools_and_rules():
    assert set(RETAIL_MICRO.tools) < set(RETAIL.tools)
    assert set(RETAIL_MICRO.rules) < set(RETAIL.rules)
    assert 6 <= len(RETAIL_MICRO.tools) <= 8


def test_its_tables_satisfy_the_stores_schema_and_checks():
    for seed in range(3):
        tables = check_tables(RETAIL.schema, generate_tables(seed))
        assert not list(RETAIL.check_tables(tables))
    assert generate_tables(1) == generate_tables(1) != generate_tables(2)


def test_results_are_one_short_line(base):
    world = World(RETAIL_MICRO, base)
    user = next(iter(world.users.values()))
    said = world.call(ToolCall("get_user_details", {"user_id": user["user_id"]})).content
    assert said.startswith(user["user_id"])
    assert all(order_id in said for order_id in user["orders"])
    order = world.call(ToolCall("get_order_details", {"order_id": user["orders"][0]})).content
    assert order.startswith(user["orders"][0])
    assert max(len(said), len(order)) < 120
    missing = world.call(ToolCall("get_order_details", {"order_id": "#W1"}))
    assert missing.error
    assert missing.content == "Error: Order not found"


def test_samplers_and_rules_agree(base, found):
    for blueprint in found:
        world = World(RETAIL_MICRO, base)
        for goal in blueprint.goals:
            facts = Facts([*blueprint.facts, *goal.facts])
            assert set(goal.clauses) <= RETAIL_MICRO.rule_ids
            for planned in goal.calls:
                assert broken_rules(RETAIL_MICRO, world, planned.call, facts) == ()
                assert not world.call(planned.call).error
            for call in goal.tempting:
                assert set(broken_rules(RETAIL_MICRO, world, call, facts)) & set(goal.clauses)


def test_every_request_occurs_and_decisions_are_what_there_is_to_learn(found):
    goals = [goal for blueprint in found for goal in blueprint.goals]
    assert {goal.intent for goal in goals} == {
        "cancel_order", "modify_payment", "return_items", "cancel_delivered", "bad_reason", "return_pending",
        "refund_elsewhere", "lost_package", "business_invoice",
    }  # fmt: skip
    decided = Counter(goal.decision for goal in goals)
    assert decided["refuse"] >= len(goals) / 5
    assert decided["transfer"] >= 3


def test_a_task_has_two_goals_at_most_whatever_a_plan_says(base):
    for seed in range(20):
        blueprint = RETAIL_MICRO.sampler(World(RETAIL_MICRO, base), Random(seed), Plan("long", goals=(3, 5)))
        assert len(blueprint.goals) == 2


def test_how_people_ask_does_not_tell_whether_it_can_be_done(run):
    first = {}
    for datum in run.data():
        goal = datum.task.blueprint.goals[0]
        opening = next(message.content for message in datum.trajectory.messages if message.role == "user")
        for kind, words in (("cancel", "cancel an order"), ("return", "return something")):
            if words in opening:
                first.setdefault(kind, set()).add(goal.decision)
    assert first == {"cancel": {"do", "refuse"}, "return": {"do", "refuse"}}


def test_every_candidate_but_repeated_ones_is_certified_and_accepted(run):
    assert sum(1 for _ in run.data()) == 60
    assert {entry.reason for entry in run.rejected()} <= {"duplicate", "near_duplicate"}


def test_dialogues_are_short(run):
    for datum in run.data():
        assert sum(len(message.content) for message in datum.trajectory.messages) < 1200
        assert datum.trajectory.turns <= 30
