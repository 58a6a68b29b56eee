"""The store's sampler, judged by executing what it finds, on a generated database and on tau2-bench's."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from eigengraph_retail import RETAIL

from eigengraph.records import Blueprint, Fact, Facts, Goal
from eigengraph.world import Base, Plan, World, check_tables, read_tables
from tests.domains.sampled import Sampled, leaves, sample, sampled

WRITES = {name for name, tool in RETAIL.by_side["agent"].items() if tool.kind == "write"}
ASKING = {"ask_price", "ask_order", "count_variants"}
REFUSED = {
    "cancel_delivered", "return_pending", "exchange_other_product", "second_exchange", "other_user", "bad_reason",
    "refund_elsewhere", "unavailable_item",
}  # fmt: skip
TRANSFERRED = {"lost_package", "payment_dispute", "business_invoice"}
DONE = {
    "cancel_order", "modify_address", "modify_payment", "modify_items", "modify_user_address", "return_items",
    "exchange_items",
}  # fmt: skip
# Facts that decide a request without being passed to a tool by themselves.
GROUNDS = {
    "order_id", "product", "product_type", "items_complete", "new_options", "asks_amount", "question", "problem",
    "user_id", "email", "cancel_reason",
}  # fmt: skip


@pytest.fixture(scope="module", params=["generated", "tau2"])
def found(request: pytest.FixtureRequest) -> Sampled:
    generated = request.param == "generated"
    return sampled("retail", None if generated else request.getfixturevalue("tau2_data") / "retail" / "db.json")


@pytest.fixture(scope="module")
def base(found: Sampled) -> Base:
    return found.base


@pytest.fixture(scope="module")
def blueprints(found: Sampled) -> list[Blueprint]:
    return found.blueprints


def told(goal: Goal, name: str) -> Fact | None:
    return next((fact for fact in goal.facts if fact.name == name), None)


def about(goal: Goal) -> str:
    fact = told(goal, "order_id")
    return fact.value if fact is not None else ""


def user_of(blueprint: Blueprint) -> Any:
    return Facts(blueprint.facts).get("user_id")


def test_everything_is_covered(blueprints: list[Blueprint]) -> None:
    goals = [goal for blueprint in blueprints for goal in blueprint.goals]
    called = {call.name for blueprint in blueprints for call in blueprint.gold()}
    assert called == set(RETAIL.by_side["agent"]) - {"get_item_details"}
    by_decision = {
        decision: {goal.intent for goal in goals if goal.decision == decision} for decision in ("do", "refuse")
    }
    assert by_decision == {"do": DONE | ASKING, "refuse": REFUSED | {"modify_address", "modify_payment"}}
    assert {goal.intent for goal in goals if goal.decision == "transfer"} <= TRANSFERRED


def test_shares(blueprints: list[Blueprint]) -> None:
    def share(fits: Any) -> float:
        return sum(any(fits(goal) for goal in blueprint.goals) for blueprint in blueprints) / len(blueprints)

    assert share(lambda goal: goal.alternatives) >= 0.2
    assert 0.25 <= share(lambda goal: goal.decision != "do") <= 0.45
    assert share(lambda goal: goal.decision == "transfer") >= 0.03
    assert (
        share(lambda goal: any(fact.name == "order_id" and fact.disclosure == "unknown" for fact in goal.facts)) > 0.3
    )
    by_name = [Facts(blueprint.facts).get("zip") is not None for blueprint in blueprints]
    assert 0.3 <= sum(by_name) / len(by_name) <= 0.6


def test_the_decision_shows_in_the_calls(blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        for goal in blueprint.goals:
            written = [planned.call.name for planned in goal.calls if planned.call.name in WRITES]
            assert len(written) == (1 if goal.decision == "do" and goal.intent not in ASKING else 0)


def test_a_fact_that_is_told_is_used(blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        for goal in blueprint.goals:
            if goal.intent in (REFUSED | ASKING) - {"other_user"} or goal.decision == "refuse":
                continue  # no call makes what is asked for
            ways = [planned.call for steps in (goal.calls, *goal.alternatives) for planned in steps]
            used = {leaf for call in (*ways, *goal.tempting) for leaf in leaves(call.arguments)}
            for fact in goal.facts:
                if fact.name not in GROUNDS:
                    assert set(leaves(fact.value)) <= used, (goal.intent, fact)


def test_who_writes_in_is_found_by_what_they_say(base: Base, blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        told_by_user = {fact.name: fact.value for fact in blueprint.facts if fact.name != "user_id"}
        assert set(told_by_user) in ({"email"}, {"first_name", "last_name", "zip"})
        first = blueprint.gold()[0]
        assert dict(first.arguments) == told_by_user
        assert World(RETAIL, base).call(first).content == user_of(blueprint)
        asked_in_vain = [fact.disclosure for goal in blueprint.goals for fact in goal.facts if fact.name == "email"]
        assert asked_in_vain == ([] if "email" in told_by_user else ["unknown"])


def test_who_does_not_know_the_order_says_enough_to_find_it(base: Base, blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        world = World(RETAIL, base)
        for goal in blueprint.goals:
            order_id = told(goal, "order_id")
            if order_id is not None and order_id.disclosure == "unknown":
                named = told(goal, "product")
                assert named is not None
                names = set(leaves(named.value))
                fitting = [
                    key
                    for key in world.users.peek(user_of(blueprint))["orders"]  # type: ignore[index]
                    if names <= {item["name"] for item in base.tables["orders"][key]["items"]}
                ]
                assert fitting == [order_id.value]


def test_what_is_wished_for_is_what_the_new_items_are(base: Base, blueprints: list[Blueprint]) -> None:
    variants = {key: row for line in base.tables["products"].values() for key, row in line["variants"].items()}
    seen: Counter[str] = Counter()
    for blueprint in blueprints:
        for goal in blueprint.goals:
            if goal.intent not in ("modify_items", "exchange_items"):
                continue
            wishes, items = (told(goal, name) for name in ("new_options", "item_ids"))
            assert wishes is not None
            assert items is not None
            by_item = dict(zip(items.value, wishes.value, strict=True))
            for steps in (goal.calls, *goal.alternatives):
                arguments = steps[-1].call.arguments
                assert sorted(arguments["item_ids"]) == sorted(items.value)
                for old, new in zip(arguments["item_ids"], arguments["new_item_ids"], strict=True):
                    wish, options = by_item[old], variants[new]["options"]
                    assert variants[new]["available"]
                    assert options != variants[old]["options"]
                    assert "price" in wish or wish.items() <= options.items()
                    seen["price" if "price" in wish else "all" if wish == options else "some"] += 1
    assert set(seen) == {"price", "all", "some"}


def test_items_of_a_pending_order_may_be_listed_in_any_order(base: Base, blueprints: list[Blueprint]) -> None:
    listed = 0
    for blueprint in blueprints:
        for goal in blueprint.goals:
            ways = [steps[-1].call for steps in (goal.calls, *goal.alternatives) if steps]
            if goal.intent == "modify_items" and len(ways[0].arguments["item_ids"]) == 2:
                orders = {tuple(call.arguments["item_ids"]) for call in ways}
                assert len(orders) == 2
                listed += 1
    assert listed


def test_what_must_be_said_was_asked_for_and_is_not_said_by_chance(blueprints: list[Blueprint]) -> None:
    said = 0
    for blueprint in blueprints:
        texts = [fact.text for goal in blueprint.goals for fact in goal.facts if fact.disclosure != "unknown"]
        for goal in blueprint.goals:
            assert bool(goal.say) == any(fact.name in ("asks_amount", "question") for fact in goal.facts)
            for text in goal.say:
                said += 1
                assert text in goal.outcome
                assert "." not in text or not text.endswith("0")  # 54.1 and 54.10 are the same to some
                assert not any(text in words for words in texts)
                assert not any(text in other.outcome for other in blueprint.goals if other is not goal)
    assert said


def test_some_payment_is_only_possible_through_an_earlier_refund(base: Base, blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        for first, then in pairwise(blueprint.goals):
            if (first.intent, then.intent, then.decision) == ("cancel_order", "modify_payment", "do"):
                answer = World(RETAIL, base).call(then.calls[-1].call).content
                if answer.endswith("Insufficient gift card balance to pay for the order"):
                    return
    pytest.fail("no second request needs the refund of the first")


def test_none_where_the_database_offers_too_little() -> None:
    tables = read_tables(Path(__file__).parents[2] / "fixtures" / "tau2_retail" / "db.json")
    base = Base(check_tables(RETAIL.schema, tables), RETAIL.sides())
    assert sample(RETAIL, base, 0, Plan("too much", goals=(9, 9))) is None
