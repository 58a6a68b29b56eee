"""The airline's sampler, judged by executing what it finds, on a generated database and on tau2-bench's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from eigengraph_airline import AIRLINE
from eigengraph_airline.generate import generate_tables

from eigengraph.records import Blueprint, Facts
from eigengraph.world import Base, Plan, World
from tests.domains.airline.sampling import about
from tests.domains.sampled import leaves, sample

WRITES = {name for name, tool in AIRLINE.by_side["agent"].items() if tool.kind == "write"}
INTENTS = {
    "cancel_reservation", "change_flights", "change_cabin", "add_bags", "change_passengers", "book_flight",
    "compensation", "remove_bags", "add_insurance", "add_passenger", "change_route", "ask_price",
    "lost_luggage", "special_assistance",
}  # fmt: skip
# Facts that decide a request without being passed to a tool by themselves.
GROUNDS = {
    "reservation_id", "cancel_reason", "complaint", "asks_compensation", "asks_amount", "keeps_reservation",
    "question", "flight_preference", "passenger_count", "problem",
}  # fmt: skip


def test_everything_is_covered(blueprints: list[Blueprint]) -> None:
    goals = [goal for blueprint in blueprints for goal in blueprint.goals]
    called = {call.name for blueprint in blueprints for call in blueprint.gold()}
    assert called == set(AIRLINE.by_side["agent"]) - {"think"}
    assert {goal.intent for goal in goals} == INTENTS
    assert {(goal.intent, goal.decision) for goal in goals} >= {
        ("compensation", "do"), ("compensation", "refuse"), ("cancel_reservation", "do"),
        ("cancel_reservation", "refuse"), ("cancel_reservation", "transfer"), ("change_flights", "refuse"),
    }  # fmt: skip


def test_shares(blueprints: list[Blueprint]) -> None:
    def share(fits: Any) -> float:
        return sum(any(fits(goal) for goal in blueprint.goals) for blueprint in blueprints) / len(blueprints)

    assert share(lambda goal: goal.alternatives) >= 0.2
    assert 0.25 <= share(lambda goal: goal.decision != "do") <= 0.45
    assert share(lambda goal: goal.decision == "transfer") >= 0.03
    assert share(lambda goal: any(fact.disclosure == "unknown" for fact in goal.facts)) >= 0.2


def test_the_decision_shows_in_the_calls(blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        names = [call.name for call in blueprint.gold()]
        assert names.count("book_reservation") <= 1
        assert names.count("send_certificate") <= 1
        for goal in blueprint.goals:
            written = [planned.call.name for planned in goal.calls if planned.call.name in WRITES]
            assert len(written) == (1 if goal.decision == "do" and goal.intent != "ask_price" else 0)


def test_a_fact_that_is_told_is_used(blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        for goal in blueprint.goals:
            ways = [planned.call for steps in (goal.calls, *goal.alternatives) for planned in steps]
            used = {leaf for call in (*ways, *goal.tempting) for leaf in leaves(call.arguments)}
            if goal.intent in ("add_passenger", "add_insurance", "ask_price"):
                continue  # no call makes what is asked for
            implied = GROUNDS | ({"destination"} if goal.intent == "change_route" else set())  # by the flights
            for fact in goal.facts:
                if fact.name not in implied and not fact.name.startswith("trip_"):
                    assert set(leaves(fact.value)) <= used, (goal.intent, fact)


def test_who_does_not_know_the_reservation_says_enough_to_find_it(base: Base, blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        user = base.tables["users"][blueprint.facts[0].value]
        for goal in blueprint.goals:
            if not any(fact.disclosure == "unknown" for fact in goal.facts):
                continue
            facts, wanted = Facts(goal.facts), about(goal)
            told = [facts.get(f"trip_{name}", wanted) for name in ("origin", "destination", "date")]
            fitting = [
                key
                for key in user["reservations"]
                for row in [base.tables["reservations"][key]]
                if [row["origin"], row["destination"]] == told[:2]
                and told[2] in (None, *(leg["date"] for leg in row["flights"]))
            ]
            assert fitting == [wanted]


def texts_shown(base: Base, blueprint: Blueprint) -> Iterator[str]:
    """Yield the ids, dates and names that the gold solution is shown."""
    world = World(AIRLINE, base)
    for call in blueprint.gold():
        yield from re.findall(r'"([^"]*)"', world.call(call).content)


def test_what_must_be_said_was_asked_for_and_is_not_said_anyway(base: Base, blueprints: list[Blueprint]) -> None:
    said = 0
    for blueprint in blueprints:
        facts = [*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts)]
        texts = [fact.text for fact in facts]
        for goal in blueprint.goals:
            asks = any(fact.name in ("asks_amount", "question") for fact in goal.facts)
            assert bool(goal.say) == asks
            for text in goal.say:
                said += 1
                assert text.isdigit()
                assert text in goal.outcome
                assert not any(text in told for told in texts)
    assert said


def test_some_payment_is_only_possible_through_an_earlier_refund(base: Base, blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        for first, then in pairwise(blueprint.goals):
            if first.intent != "change_cabin" or "refunded to gift_card" not in first.outcome:
                continue
            calls = [planned.call for planned in then.calls if planned.call.name in WRITES]
            if calls and any(World(AIRLINE, base).call(call).content.endswith("is not enough") for call in calls):
                return
    pytest.fail("no second request needs the refund of the first")


def test_none_where_the_database_offers_too_little() -> None:
    base = Base(generate_tables(1, users=1, flights=20, reservations=1), AIRLINE.sides())
    assert sample(AIRLINE, base, 0, Plan("too much", goals=(9, 9))) is None
