"""Whatever a language model passes or a tool has stored, a rule answers; and it agrees with tau2-bench's tasks."""

import json
from pathlib import Path

import pytest
from eigengraph_airline.domain import AIRLINE
from eigengraph_airline.rules import RULES
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.records import Fact, Facts, ToolCall
from eigengraph.world import Base, Ruling, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "airline_rules" / "db.json"
BASE = Base(check_tables(AIRLINE.schema, read_tables(DATABASE)))
TOOLS = sorted(tool.name for tool in AIRLINE.tools)
ARGUMENTS = sorted({name for tool in AIRLINE.tools for name in tool.parameters})
NAMES = ["user_id", "bags", "cancel_reason", "complaint", "asks_compensation"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["PLAIN1", "reg", "credit_card_1", "economy", "9" * 5000, "²", 10**400]),
)
RECORDS = st.dictionaries(
    st.sampled_from(["flight_number", "date", "payment_id"]),
    st.one_of(st.sampled_from(["HAT901", "2024-05-20", "credit_card_1"]), st.lists(st.integers())),
)
ODD = st.one_of(SCALARS, st.lists(st.one_of(SCALARS, RECORDS)), st.dictionaries(st.text(max_size=3), SCALARS))
KNOWN = st.lists(st.builds(Fact, st.sampled_from(NAMES), ODD, st.just(""), st.sampled_from(["", "PLAIN1"])))


@settings(deadline=None, derandomize=True, database=None)
@given(st.sampled_from(TOOLS), st.dictionaries(st.sampled_from(ARGUMENTS), ODD), KNOWN)
def test_malformed_calls_and_facts_never_raise(name, arguments, known):
    for rule in RULES:
        assert rule.predicate(World(AIRLINE, BASE), ToolCall(name, arguments), Facts(known)) in Ruling


@pytest.mark.parametrize("odd", [None, [], {}, ["economy"], "9" * 5000, "²", 10**400, float("nan"), float("inf"), True])
@pytest.mark.parametrize("spoilt", ["user_id", "cabin", "passengers", "total_baggages", "nonfree_baggages", "amount"])
def test_one_malformed_argument_never_raises(spoilt, odd):
    sound = {"user_id": "reg", "cabin": "economy", "passengers": [{}], "total_baggages": 1, "nonfree_baggages": 0}
    wants = {"complaint": "cancelled_flight", "asks_compensation": True}
    known = Facts(Fact(name, value, "", "PLAIN1") for name, value in wants.items())
    for name in ("book_reservation", "update_reservation_baggages", "send_certificate"):
        call = ToolCall(name, {"reservation_id": "PLAIN1", "amount": 200, **sound, spoilt: odd})
        assert all(rule.predicate(World(AIRLINE, BASE), call, known) in Ruling for rule in RULES)


def unchecked():
    """Return a world in which tools have stored what no tool should."""
    world = World(AIRLINE, BASE)
    same = {"reservation_id": "PLAIN1", "payment_id": "credit_card_1"}
    for name, arguments in (
        ("update_reservation_baggages", same | {"total_baggages": "nine", "nonfree_baggages": 0.0}),
        ("update_reservation_passengers", {"reservation_id": "PLAIN1", "passengers": ["A", "B"]}),
        ("update_reservation_flights", same | {"cabin": "first", "flights": []}),
    ):
        assert not world.run(name, **arguments).error
    return world


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("update_reservation_baggages", {"total_baggages": 9, "nonfree_baggages": 0}),
        ("update_reservation_passengers", {"passengers": []}),
        ("update_reservation_flights", {"cabin": "economy", "flights": [{"flight_number": "HAT901", "date": "x"}]}),
        ("cancel_reservation", {}),
        ("send_certificate", {"user_id": "reg", "amount": 100}),
        ("transfer_to_human_agents", {"summary": ""}),
    ],
)
def test_rows_that_a_tool_stored_unchecked_never_raise(name, arguments):
    values = {"cancel_reason": "other", "complaint": "delayed_flight", "asks_compensation": True}
    known = Facts([Fact("user_id", "reg", ""), *(Fact(key, value, "", "PLAIN1") for key, value in values.items())])
    for rule in RULES:
        call = ToolCall(name, {"reservation_id": "PLAIN1", **arguments})
        assert rule.predicate(unchecked(), call, known) in Ruling


def test_no_gold_call_of_tau2_is_forbidden(tau2_data):
    folder = tau2_data / "airline"
    base = Base(check_tables(AIRLINE.schema, read_tables(folder / "db.json")))
    broken = []
    for task in json.loads((folder / "tasks.json").read_text("utf-8")):
        before = World(AIRLINE, base)
        for action in task["evaluation_criteria"]["actions"] or []:
            call = ToolCall(action["name"], action["arguments"])
            broken += [
                (task["id"], rule.id) for rule in RULES if rule.predicate(before, call, Facts([])) is Ruling.FORBIDDEN
            ]
            before.call(call)
    assert not broken
