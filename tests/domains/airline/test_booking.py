"""Booking, through calls as a policy makes them."""

import json
from pathlib import Path

import pytest
from eigengraph_airline import AIRLINE

from eigengraph.world import Base, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_airline" / "db.json"
BASE = Base(check_tables(AIRLINE.schema, read_tables(DATABASE)))
ADA = {"first_name": "Ada", "last_name": "Byrne", "dob": "1988-02-29"}
TOM = {"first_name": "Tom", "last_name": "Byrne", "dob": "1990-07-01"}
FLIGHT = {"flight_number": "HAT901", "date": "2024-05-20"}


@pytest.fixture
def world():
    return World(AIRLINE, BASE)


def booking(*payments, **changes):
    """Arguments of a booking of one economy seat, 140 dollars, for Li Okafor."""
    return {
        "user_id": "li_okafor_3411",
        "origin": "BOS",
        "destination": "DEN",
        "flight_type": "one_way",
        "cabin": "economy",
        "flights": [FLIGHT],
        "passengers": [ADA],
        "payment_methods": [{"payment_id": name, "amount": amount} for name, amount in payments],
        "total_baggages": 0,
        "nonfree_baggages": 0,
        "insurance": "no",
    } | changes


def done(world, name, **arguments):
    result = world.run(name, **arguments)
    assert not result.error, result.content
    return json.loads(result.content)


def refused(world, name, **arguments):
    result = world.run(name, **arguments)
    assert result.error, result.content
    return result.content


def seats(world):
    return world.flights["HAT901"]["dates"]["2024-05-20"]["available_seats"]["economy"]


def methods(world):
    return world.users["li_okafor_3411"]["payment_methods"]


def test_booking_uses_up_certificates_whole_and_debits_gift_cards(world):
    paid = [("certificate_2000001", 60), ("gift_card_2000002", 80)]
    row = done(world, "book_reservation", **booking(*paid))
    assert "certificate_2000001" not in methods(world)
    assert methods(world)["gift_card_2000002"]["amount"] == 10.5
    assert row["payment_history"] == [{"payment_id": name, "amount": amount} for name, amount in paid]
    assert (row["reservation_id"], row["created_at"], row["status"]) == ("HATHAT", "2024-05-15T15:00:00", None)
    assert row["flights"] == [{**FLIGHT, "origin": "BOS", "destination": "DEN", "price": 140}]


def test_booking_takes_seats_and_is_listed_last(world):
    done(world, "book_reservation", **booking(("credit_card_2000003", 280), passengers=[ADA, TOM]))
    assert seats(world) == 7
    assert list(world.reservations)[-1] == "HATHAT"
    assert world.users["li_okafor_3411"]["reservations"] == ["LI11AA", "LI22BB", "HATHAT"]


def test_insurance_and_bags_are_part_of_the_price(world):
    extras = {"insurance": "yes", "total_baggages": 5, "nonfree_baggages": 2}
    told = refused(world, "book_reservation", **booking(("credit_card_2000003", 140), **extras))
    assert told == "Error: Payment amount does not add up, total price is 270, but paid 140"
    assert done(world, "book_reservation", **booking(("credit_card_2000003", 270), **extras))["insurance"] == "yes"


def test_each_leg_is_checked_for_seats_by_itself(world):
    flight = {"flight_number": "HAT903", "date": "2024-05-21"}  # one seat
    done(world, "book_reservation", **booking(("credit_card_2000003", 208), flights=[flight, flight]))
    assert world.flights["HAT903"]["dates"]["2024-05-21"]["available_seats"]["economy"] == -1


def test_a_booking_without_flights_is_free(world):
    assert done(world, "book_reservation", **booking(flights=[], passengers=[]))["flights"] == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"user_id": "nobody"}, "User nobody not found"),
        ({"flights": [FLIGHT | {"flight_number": "HAT999"}]}, "Flight HAT999 not found"),
        ({"flights": [FLIGHT | {"date": "2024-06-01"}]}, "Flight HAT901 not found on date 2024-06-01"),
        ({"flights": [FLIGHT | {"date": "2024-05-14"}]}, "Flight HAT901 not available on date 2024-05-14"),
        ({"flights": [FLIGHT | {"date": "2024-05-24"}]}, "Not enough seats on flight HAT901"),
        ({"flights": ["HAT901"]}, "'str' object has no attribute 'flight_number'"),
        ({"payment_methods": [{"payment_id": "cash", "amount": 140}]}, "Payment method cash not found"),
        (
            {"payment_methods": [{"payment_id": "gift_card_2000002", "amount": 140}]},
            "Not enough balance in payment method gift_card_2000002",
        ),
        ({"flights": None}, "'NoneType' object is not iterable"),
    ],
)
def test_a_refused_booking_changes_nothing(world, changes, told):
    assert refused(world, "book_reservation", **booking(("credit_card_2000003", 140), **changes)) == f"Error: {told}"
    assert world.delta() == {}
    assert done(world, "book_reservation", **booking(("credit_card_2000003", 140)))["reservation_id"] == "HATHAT"


def test_a_certificate_listed_twice_fails_after_it_is_taken(world):
    twice = [("certificate_2000001", 70), ("certificate_2000001", 70)]
    assert refused(world, "book_reservation", **booking(*twice)) == "Error: 'certificate_2000001'"
    assert "certificate_2000001" not in methods(world)
    assert list(world.delta()) == ["users"]


def test_a_gift_card_listed_twice_may_end_below_zero(world):
    done(world, "book_reservation", **booking(("gift_card_2000002", 70), ("gift_card_2000002", 70)))
    assert methods(world)["gift_card_2000002"]["amount"] == -49.5


def test_there_are_three_new_reservation_ids(world):
    made = [done(world, "book_reservation", **booking(("credit_card_2000003", 140))) for _ in range(3)]
    assert [row["reservation_id"] for row in made] == ["HATHAT", "HATHAU", "HATHAV"]
    assert refused(world, "book_reservation", **booking(("credit_card_2000003", 140))) == "Error: Too many reservations"


def test_booking_coerces_numbers_and_drops_unknown_keys(world):
    payments = [{"payment_id": "credit_card_2000003", "amount": "140", "note": "x"}]
    row = done(world, "book_reservation", **booking(payment_methods=payments, total_baggages="2"))
    assert row["total_baggages"] == 2
    assert row["payment_history"] == [{"payment_id": "credit_card_2000003", "amount": 140}]
