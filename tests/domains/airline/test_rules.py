"""The clauses on booking, changing, cancelling and transferring: what they allow, forbid and do not concern."""

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
CARD = "credit_card_1"
ROUND_TRIP = {"flight_type": "round_trip"}
STOP = ("HAT903/20", "HAT904/20")
GIFTS = ("gift_card_1", "gift_card_2", "gift_card_3", "gift_card_4")
TRANSFER = ToolCall("transfer_to_human_agents", {"summary": "Please help."})
_IDS = """
airline.book.passengers_max airline.book.payment_owned airline.book.payment_mix airline.book.bags_allowance
airline.book.bags_needed airline.book.flights_available airline.modify.basic_economy airline.modify.route
airline.modify.payment_method airline.modify.not_own airline.cabin.not_flown airline.bags.add_only
airline.bags.allowance airline.insurance.booking_only airline.passengers.count airline.cancel.window
airline.cancel.flown airline.compensation.eligible airline.compensation.asked airline.compensation.amount
airline.compensation.ground airline.compensation.delay_after_change airline.transfer.scope
"""


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


def facts(about="PLAIN1", user_id="reg", **values):
    return Facts([Fact("user_id", user_id, ""), *(Fact(name, value, "", about) for name, value in values.items())])


def passengers(count):
    return [{"first_name": f"P{index}", "last_name": "B", "dob": "1990-01-01"} for index in range(count)]


def legs(*flights):
    """Return legs from texts such as ``HAT901/20``."""
    pairs = [text.split("/") for text in flights]
    return [{"flight_number": number, "date": f"2024-05-{day}"} for number, day in pairs]


def book(user_id="reg", pay=(CARD,), total=0, paid=0, count=1, flights=("HAT901/20",), cabin="economy"):
    return ToolCall(
        "book_reservation",
        {
            "user_id": user_id,
            "origin": "BOS",
            "destination": "DEN",
            "flight_type": "one_way",
            "cabin": cabin,
            "flights": legs(*flights),
            "passengers": passengers(count),
            "payment_methods": [{"payment_id": name, "amount": 1} for name in pay],
            "total_baggages": total,
            "nonfree_baggages": paid,
            "insurance": "no",
        },
    )


def change(*flights, cabin="economy", pay=CARD, number="PLAIN1"):
    arguments = {"reservation_id": number, "cabin": cabin, "flights": legs(*flights), "payment_id": pay}
    return ToolCall("update_reservation_flights", arguments)


def bags(total, paid, pay=CARD, number="PLAIN1"):
    return ToolCall(
        "update_reservation_baggages",
        {"reservation_id": number, "total_baggages": total, "nonfree_baggages": paid, "payment_id": pay},
    )


def replace_passengers(count, number="PLAIN1"):
    return ToolCall("update_reservation_passengers", {"reservation_id": number, "passengers": passengers(count)})


def cancel(number="PLAIN1"):
    return ToolCall("cancel_reservation", {"reservation_id": number})


def ruling(rule, before, call, known):
    return BY_ID[f"airline.{rule}"].predicate(before, call, known)


def test_the_clauses_are_the_agreed_ones():
    assert sorted(BY_ID) == sorted(_IDS.split())
    assert all(rule.text.endswith(".") for rule in RULES)


@pytest.mark.parametrize(
    ("rule", "call", "known", "expected"),
    [
        ("book.passengers_max", book(count=5), facts(), ALLOWED),
        ("book.passengers_max", book(count=6), facts(), FORBIDDEN),
        ("book.passengers_max", replace_passengers(6), facts(), NOT_APPLICABLE),
        ("book.payment_owned", book(pay=("gift_card_1", CARD)), facts(), ALLOWED),
        ("book.payment_owned", book(pay=(CARD, "credit_card_9")), facts(), FORBIDDEN),
        ("book.payment_owned", book("nobody"), facts(), NOT_APPLICABLE),
        ("book.payment_mix", book(pay=(CARD, "certificate_1", *GIFTS[:3])), facts(), ALLOWED),
        ("book.payment_mix", book(pay=("certificate_1", "certificate_2")), facts(), FORBIDDEN),
        ("book.payment_mix", book(pay=("credit_card_1", "credit_card_2")), facts(), FORBIDDEN),
        ("book.payment_mix", book(pay=GIFTS), facts(), FORBIDDEN),
        ("book.bags_allowance", book(total=3, paid=1, count=2), facts(), ALLOWED),
        ("book.bags_allowance", book(total=3, paid=3, count=2), facts(), FORBIDDEN),
        ("book.bags_allowance", book("sil", total=4, paid=0, count=2), facts(), ALLOWED),
        ("book.bags_allowance", book("gol", total=2, paid=1, cabin="basic_economy"), facts(), FORBIDDEN),
        ("book.bags_allowance", book("gol", total=5, paid=1, cabin="business"), facts(), ALLOWED),
        ("book.bags_allowance", book(total=0, paid=-1), facts(), FORBIDDEN),
        ("book.bags_allowance", book(cabin="first"), facts(), NOT_APPLICABLE),
        ("book.bags_needed", book(total=2), facts("", bags=2), ALLOWED),
        ("book.bags_needed", book(total=2), facts("", bags=1), FORBIDDEN),
        ("book.bags_needed", book(total=2), facts(), NOT_APPLICABLE),
        ("book.flights_available", book(count=2, flights=STOP), facts(), ALLOWED),
        ("book.flights_available", book(count=3), facts(), FORBIDDEN),
        ("book.flights_available", book(cabin="business"), facts(), FORBIDDEN),
        ("book.flights_available", book(flights=("HAT901/15",)), facts(), FORBIDDEN),
        ("book.flights_available", book(flights=("HAT999/20",)), facts(), NOT_APPLICABLE),
    ],
)  # fmt: skip
def test_booking(rule, call, known, expected):
    assert ruling(rule, world(), call, known) is expected


@pytest.mark.parametrize(
    ("rule", "changes", "call", "expected"),
    [
        ("modify.basic_economy", {}, change("HAT901/24"), ALLOWED),
        ("modify.basic_economy", {"cabin": "basic_economy"}, change("HAT901/24", cabin="basic_economy"), FORBIDDEN),
        ("modify.basic_economy", {"cabin": "basic_economy"}, change("HAT901/24"), FORBIDDEN),
        ("modify.basic_economy", {"cabin": "basic_economy"}, change("HAT901/20"), NOT_APPLICABLE),
        ("modify.route", {}, change(*STOP), ALLOWED),
        ("modify.route", {}, change("HAT903/20"), FORBIDDEN),
        ("modify.route", {}, change("HAT904/20"), FORBIDDEN),
        ("modify.route", {}, change("HAT901/20", "HAT905/20"), FORBIDDEN),
        ("modify.route", {}, change("HAT901/20", "HAT902/24"), FORBIDDEN),
        ("modify.route", {}, change("HAT903/20", "HAT901/20"), FORBIDDEN),
        ("modify.route", {}, change(), FORBIDDEN),
        ("modify.route", ROUND_TRIP, change(*STOP, "HAT902/24"), ALLOWED),
        ("modify.route", ROUND_TRIP, change(*STOP), FORBIDDEN),
        ("modify.route", {}, change("HAT901/20", cabin="business"), NOT_APPLICABLE),
        ("modify.route", {}, change("HAT999/20"), NOT_APPLICABLE),
        ("modify.payment_method", {}, change("HAT901/24", pay="gift_card_1"), ALLOWED),
        ("modify.payment_method", {}, change("HAT901/24", pay="certificate_1"), FORBIDDEN),
        ("modify.payment_method", {}, bags(3, 1, pay="credit_card_9"), FORBIDDEN),
        ("modify.payment_method", {}, cancel(), NOT_APPLICABLE),
        ("modify.not_own", {}, cancel(), ALLOWED),
        ("modify.not_own", {}, cancel("SILVER"), FORBIDDEN),
        ("modify.not_own", {"user_id": "sil"}, change("HAT901/24"), FORBIDDEN),
        ("modify.not_own", {"user_id": "sil"}, bags(3, 0), FORBIDDEN),
        ("modify.not_own", {"user_id": "sil"}, replace_passengers(2), FORBIDDEN),
        ("modify.not_own", {}, cancel("NOSUCH"), NOT_APPLICABLE),
        ("cabin.not_flown", {}, change("HAT901/20", cabin="business"), ALLOWED),
        ("cabin.not_flown", {"flights": ("HAT901/10",)}, change("HAT901/10", cabin="business"), FORBIDDEN),
        ("cabin.not_flown", {"flights": ("HAT902/15",)}, change("HAT902/15", cabin="business"), FORBIDDEN),
        ("cabin.not_flown", {"flights": ("HAT901/11",)}, change("HAT901/11", cabin="business"), ALLOWED),
        ("cabin.not_flown", {"flights": ("HAT901/15",)}, change("HAT901/15", cabin="business"), ALLOWED),
        ("cabin.not_flown", {"flights": ("HAT901/10",)}, change("HAT901/24"), NOT_APPLICABLE),
        ("bags.add_only", {}, bags(3, 1), ALLOWED),
        ("bags.add_only", {}, bags(1, 0), FORBIDDEN),
        ("bags.allowance", {}, bags(4, 2), ALLOWED),
        ("bags.allowance", {}, bags(4, 4), FORBIDDEN),
        ("bags.allowance", {}, bags(4, 0), FORBIDDEN),
        ("bags.allowance", {"cabin": "business"}, bags(4, 0), ALLOWED),
        ("bags.allowance", {}, bags(4, 0, number="SILVER"), ALLOWED),
        ("insurance.booking_only", {}, change("HAT901/24"), NOT_APPLICABLE),
        ("passengers.count", {}, replace_passengers(2), ALLOWED),
        ("passengers.count", {}, replace_passengers(3), FORBIDDEN),
        ("passengers.count", {}, replace_passengers(1), FORBIDDEN),
    ],
)  # fmt: skip
def test_changing(rule, changes, call, expected):
    assert ruling(rule, world(**changes), call, facts()) is expected


@pytest.mark.parametrize(
    ("rule", "changes", "known", "expected"),
    [
        ("cancel.window", {}, {"cancel_reason": "health"}, FORBIDDEN),
        ("cancel.window", {"cabin": "business"}, {"cancel_reason": "change_of_plan"}, ALLOWED),
        ("cancel.window", {"created_at": "2024-05-14T15:00:01"}, {"cancel_reason": "change_of_plan"}, ALLOWED),
        ("cancel.window", {"created_at": "2024-05-14T15:00:00"}, {"cancel_reason": "change_of_plan"}, FORBIDDEN),
        ("cancel.window", {"flights": ("HAT901/11", "HAT902/24")}, {"cancel_reason": "airline_cancelled"}, ALLOWED),
        ("cancel.window", {}, {"cancel_reason": "airline_cancelled"}, FORBIDDEN),
        ("cancel.window", {"insurance": "yes"}, {"cancel_reason": "weather"}, ALLOWED),
        ("cancel.window", {"insurance": "yes"}, {"cancel_reason": "health"}, ALLOWED),
        ("cancel.window", {"insurance": "yes"}, {"cancel_reason": "change_of_plan"}, FORBIDDEN),
        ("cancel.window", {"insurance": "yes"}, {"cancel_reason": "airline_cancelled"}, FORBIDDEN),
        ("cancel.window", {"insurance": "yes"}, {}, NOT_APPLICABLE),
        ("cancel.flown", {}, {}, ALLOWED),
        ("cancel.flown", {"flights": ("HAT901/10", "HAT902/24"), "cabin": "business"}, {}, FORBIDDEN),
        ("cancel.flown", {"flights": ("HAT902/15",)}, {}, FORBIDDEN),
        ("cancel.flown", {"flights": ("HAT901/09",)}, {}, FORBIDDEN),
        ("cancel.flown", {"flights": ("HAT901/11",)}, {}, ALLOWED),
    ],
)
def test_cancelling(rule, changes, known, expected):
    assert ruling(rule, world(**changes), cancel(), facts(**known)) is expected


@pytest.mark.parametrize(
    ("changes", "known", "expected"),
    [
        ({"flights": ("HAT901/10", "HAT902/24")}, {"cancel_reason": "change_of_plan"}, ALLOWED),
        ({}, {"cancel_reason": "change_of_plan"}, FORBIDDEN),
        ({"flights": ("HAT901/10",)}, {}, FORBIDDEN),
        ({}, {"problem": "lost_luggage"}, ALLOWED),
        ({}, {"user_id": "nobody"}, NOT_APPLICABLE),
    ],
)
def test_transferring(changes, known, expected):
    assert ruling("transfer.scope", world(**changes), TRANSFER, facts(**known)) is expected
