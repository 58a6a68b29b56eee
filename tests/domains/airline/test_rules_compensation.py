"""The clauses on compensation: what they allow, forbid and do not concern."""

from pathlib import Path

import pytest
from eigengraph_airline.domain import AIRLINE
from eigengraph_airline.rules import RULES

from eigengraph.records import Fact, Facts, InitialState, ToolCall
from eigengraph.world import Base, Ruling, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "airline_rules" / "db.json"
BASE = Base(check_tables(AIRLINE.schema, read_tables(DATABASE)))
ALLOWED, FORBIDDEN, NOT_APPLICABLE = Ruling.ALLOWED, Ruling.FORBIDDEN, Ruling.NOT_APPLICABLE
BY_ID = {rule.id: rule for rule in RULES}

CANCEL = ToolCall("cancel_reservation", {"reservation_id": "PLAIN1"})
NEXT_WEEK = ToolCall(
    "update_reservation_flights",
    {
        "reservation_id": "PLAIN1",
        "cabin": "economy",
        "flights": [{"flight_number": "HAT901", "date": "2024-05-24"}],
        "payment_id": "credit_card_1",
    },
)
MORE_BAGS = ToolCall(
    "update_reservation_baggages",
    {"reservation_id": "PLAIN1", "total_baggages": 3, "nonfree_baggages": 1, "payment_id": "credit_card_1"},
)
CANCELLED = {"flights": ("HAT901/11",), "insurance": "yes"}
DELAYED = {"flights": ("HAT901/15",), "insurance": "yes"}
WANTS_200 = {"complaint": "cancelled_flight", "asks_compensation": True}
WANTS_100 = {"complaint": "delayed_flight", "asks_compensation": True}


def reservation(number="PLAIN1", flights=(), **changes):
    """Return a reservation of the fixture with other flights, given as ``HAT901/20``, and other fields."""
    row = BASE.tables["reservations"][number] | changes
    pairs = [text.split("/") for text in flights]
    bought = [
        {"flight_number": name, "origin": "", "destination": "", "date": f"2024-05-{day}", "price": 100}
        for name, day in pairs
    ]
    return row | {"flights": bought or row["flights"]}


def world(**changes):
    """Return a world whose reservation PLAIN1 is different."""
    return World(AIRLINE, BASE, InitialState(rows={"reservations": {"PLAIN1": reservation(**changes)}}))


def facts(**values):
    return Facts(Fact(name, value, "", "PLAIN1") for name, value in values.items())


def send(amount=200, user_id="reg"):
    return ToolCall("send_certificate", {"user_id": user_id, "amount": amount})


def ruling(rule, before, call, known):
    return BY_ID[f"airline.compensation.{rule}"].predicate(before, call, known)


@pytest.mark.parametrize(
    ("rule", "changes", "known", "call", "expected"),
    [
        ("asked", CANCELLED, WANTS_200, send(), ALLOWED),
        ("asked", CANCELLED, {"complaint": "cancelled_flight"}, send(), FORBIDDEN),
        ("asked", CANCELLED, WANTS_200, send(user_id="nobody"), NOT_APPLICABLE),
        ("ground", CANCELLED, WANTS_200, send(), ALLOWED),
        ("ground", {"insurance": "yes"}, WANTS_200, send(), FORBIDDEN),
        ("ground", CANCELLED, WANTS_100, send(), FORBIDDEN),
        ("ground", CANCELLED, {"complaint": "other", "asks_compensation": True}, send(), FORBIDDEN),
        ("ground", CANCELLED, WANTS_200, send(user_id="gol"), FORBIDDEN),
        ("ground", DELAYED, WANTS_100, send(100), ALLOWED),
        ("eligible", CANCELLED, WANTS_200, send(), ALLOWED),
        ("eligible", CANCELLED | {"insurance": "no"}, WANTS_200, send(), FORBIDDEN),
        ("eligible", CANCELLED, WANTS_200, send(user_id="sil"), NOT_APPLICABLE),
        ("eligible", CANCELLED | {"insurance": "no", "cabin": "business"}, WANTS_200, send(), ALLOWED),
        ("amount", CANCELLED, WANTS_200, send(200), ALLOWED),
        ("amount", CANCELLED, WANTS_200, send(100), FORBIDDEN),
        ("amount", CANCELLED, WANTS_200, send(200.5), FORBIDDEN),
        ("amount", DELAYED, WANTS_100, send(100), ALLOWED),
        ("amount", DELAYED, WANTS_100, send(200), FORBIDDEN),
        ("amount", CANCELLED, WANTS_200, send("plenty"), NOT_APPLICABLE),
        ("delay_after_change", DELAYED, WANTS_100, send(100), FORBIDDEN),
        ("delay_after_change", CANCELLED, WANTS_200, send(200), NOT_APPLICABLE),
    ],
)
def test_compensation(rule, changes, known, call, expected):
    assert ruling(rule, world(**changes), call, facts(**known)) is expected


def test_members_are_compensated_whatever_they_fly():
    silver = reservation("SILVER", ("HAT901/11",))
    before = World(AIRLINE, BASE, InitialState(rows={"reservations": {"SILVER": silver}}))
    known = Facts(Fact(name, value, "", "SILVER") for name, value in WANTS_200.items())
    assert ruling("eligible", before, send(user_id="sil"), known) is ALLOWED


@pytest.mark.parametrize("settle", [CANCEL, NEXT_WEEK])
def test_a_delay_is_compensated_after_a_change_that_leaves_no_trace_of_it(settle):
    before, known = world(**DELAYED), facts(**WANTS_100)
    assert not before.call(settle).error
    for rule in ("asked", "ground", "eligible", "delay_after_change", "amount"):
        assert ruling(rule, before, send(100), known) is ALLOWED, rule


def test_more_bags_are_no_change_that_a_delay_waits_for():
    before = world(**DELAYED)
    assert not before.call(MORE_BAGS).error
    assert ruling("delay_after_change", before, send(100), facts(**WANTS_100)) is FORBIDDEN


TWO_CANCELLED = {"PLAIN1": {"flights": ("HAT901/11",), "insurance": "yes"}, "ROUND1": {"insurance": "yes"}}
TWO_UNALIKE = {
    "PLAIN1": {"flights": ("HAT901/15",), "insurance": "yes"},
    "ROUND1": {"flights": ("HAT901/11",), "insurance": "yes"},
}
ONE_INSURED = {"PLAIN1": {"flights": ("HAT901/11",)}, "ROUND1": {"insurance": "yes"}}
SILENT = {"complaint": "cancelled_flight"}


@pytest.mark.parametrize(
    ("rule", "changes", "plain", "round_trip", "amount", "expected"),
    [
        ("ground", TWO_CANCELLED, WANTS_200, WANTS_200, 200, ALLOWED),
        ("ground", TWO_CANCELLED, SILENT, WANTS_200, 200, FORBIDDEN),
        ("eligible", TWO_CANCELLED, WANTS_200, WANTS_200, 200, ALLOWED),
        ("eligible", ONE_INSURED, WANTS_200, WANTS_200, 200, FORBIDDEN),
        ("delay_after_change", TWO_UNALIKE, WANTS_100, WANTS_200, 200, ALLOWED),
        ("amount", TWO_UNALIKE, WANTS_100, WANTS_200, 200, ALLOWED),
        ("amount", TWO_UNALIKE, WANTS_100, WANTS_200, 100, FORBIDDEN),
    ],
)
def test_one_complaint_may_not_lend_to_another_what_that_lacks(rule, changes, plain, round_trip, amount, expected):
    rows = {number: reservation(number, **more) for number, more in changes.items()}
    before = World(AIRLINE, BASE, InitialState(rows={"reservations": rows}))
    wants = {"PLAIN1": plain, "ROUND1": round_trip}
    known = Facts(Fact(name, value, "", about) for about, values in wants.items() for name, value in values.items())
    assert ruling(rule, before, send(amount), known) is expected


def test_what_an_unconfirmed_complaint_would_be_worth_is_not_sent():
    """The reservation with three passengers has no cancelled flight."""
    people = BASE.tables["reservations"]["PLAIN1"]["passengers"]
    rows = {
        "PLAIN1": reservation("PLAIN1", ("HAT901/11",), insurance="yes"),
        "ROUND1": reservation("ROUND1", insurance="yes", passengers=[*people, people[0]]),
    }
    before = World(AIRLINE, BASE, InitialState(rows={"reservations": rows}))
    known = Facts(Fact(name, value, "", about) for about in rows for name, value in WANTS_200.items())
    assert ruling("amount", before, send(200), known) is ALLOWED
    assert ruling("amount", before, send(300), known) is FORBIDDEN
