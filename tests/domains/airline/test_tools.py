"""The airline's tools but for booking, through calls as a policy makes them."""

import json
from pathlib import Path

import pytest
from eigengraph_airline import AIRLINE

from eigengraph.records import InitialState
from eigengraph.world import Base, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_airline" / "db.json"
BASE = Base(check_tables(AIRLINE.schema, read_tables(DATABASE)))
ADA = {"first_name": "Ada", "last_name": "Byrne", "dob": "1988-02-29"}
TOM = {"first_name": "Tom", "last_name": "Byrne", "dob": "1990-07-01"}


@pytest.fixture
def world():
    return World(AIRLINE, BASE)


def done(world, name, **arguments):
    result = world.run(name, **arguments)
    assert not result.error, result.content
    return json.loads(result.content)


def refused(world, name, **arguments):
    result = world.run(name, **arguments)
    assert result.error, result.content
    return result.content


def methods(world, user_id="ada_byrne_1200"):
    return world.users[user_id]["payment_methods"]


# Changing


def change(world, *flights, cabin="economy", payment_id="credit_card_1000002"):
    legs = [{"flight_number": number, "date": date} for number, date in flights]
    return world.run(
        "update_reservation_flights", reservation_id="AB12CD", cabin=cabin, flights=legs, payment_id=payment_id
    )


def test_a_kept_leg_keeps_its_price_and_no_seat_moves(world):
    row = json.loads(change(world, ("HAT902", "2024-05-25"), ("HAT901", "2024-05-20")).content)
    assert [(leg["flight_number"], leg["price"]) for leg in row["flights"]] == [("HAT902", 145), ("HAT901", 133)]
    assert row["payment_history"][2:] == [{"payment_id": "credit_card_1000002", "amount": -10}]
    assert list(world.delta()) == ["reservations"]


def test_a_change_of_cabin_prices_every_leg_anew(world):
    row = json.loads(change(world, ("HAT901", "2024-05-20"), ("HAT902", "2024-05-24"), cabin="business").content)
    assert [leg["price"] for leg in row["flights"]] == [333, 350]
    assert row["cabin"] == "business"
    assert row["payment_history"][-1] == {"payment_id": "credit_card_1000002", "amount": 800}


def test_a_refund_goes_to_the_gift_card(world):
    change(world, ("HAT902", "2024-05-25"), ("HAT901", "2024-05-20"), payment_id="gift_card_1000001")
    assert methods(world)["gift_card_1000001"]["amount"] == 130.0


def test_a_free_change_is_no_payment_yet_the_method_is_checked(world):
    same = ("HAT901", "2024-05-20"), ("HAT902", "2024-05-24")
    assert len(json.loads(change(world, *same).content)["payment_history"]) == 2
    assert change(world, *same, payment_id="cash").content == "Error: Payment method not found"
    told = refused(
        world,
        "update_reservation_baggages",
        reservation_id="IV55PP",
        total_baggages=0,
        nonfree_baggages=0,
        payment_id="certificate_4000001",
    )
    assert told == "Error: Certificate cannot be used to update reservation"


@pytest.mark.parametrize(
    ("flights", "cabin", "payment_id", "told"),
    [
        (
            [("HAT901", "2024-05-15")],
            "economy",
            "credit_card_1000002",
            "Flight HAT901 not available on date 2024-05-15",
        ),
        ([("HAT901", "2024-05-21")], "business", "credit_card_1000002", "Not enough seats on flight HAT901"),
        ([("HAT901", "2024-05-20")], "first", "credit_card_1000002", "'first'"),
        ([("HAT901", "2024-05-20")] * 2, "business", "gift_card_1000001", "Gift card balance is not enough"),
    ],
)
def test_a_refused_change_changes_nothing(world, flights, cabin, payment_id, told):
    assert change(world, *flights, cabin=cabin, payment_id=payment_id).content == f"Error: {told}"
    assert world.delta() == {}


def test_no_flights_refund_every_leg(world):
    row = json.loads(change(world).content)
    assert row["flights"] == []
    assert row["payment_history"][-1]["amount"] == -566


@pytest.mark.parametrize(("bags", "stored"), [(4, 4), (2.0, 2.0), ("9", "9")])
def test_bags_are_stored_as_passed(world, bags, stored):
    row = done(
        world,
        "update_reservation_baggages",
        reservation_id="NO77HH",
        total_baggages=bags,
        nonfree_baggages=0,
        payment_id="credit_card_3000001",
    )
    assert repr(row["total_baggages"]) == repr(stored)
    assert len(row["payment_history"]) == 1  # fewer paid bags give no refund


def test_half_a_bag_fails_after_the_gift_card_is_debited(world):
    told = refused(
        world,
        "update_reservation_baggages",
        reservation_id="NO77HH",
        total_baggages=2,
        nonfree_baggages=1.25,
        payment_id="gift_card_3000002",
    )
    assert told.startswith("Error: 1 validation error for Payment\namount\n")
    assert methods(world, "noor_haas_5008")["gift_card_3000002"]["amount"] == 2.5


def test_passengers_are_replaced_one_for_one(world):
    arguments = {"reservation_id": "AB12CD"}
    told = refused(world, "update_reservation_passengers", **arguments, passengers=[ADA])
    assert told == "Error: Number of passengers does not match"
    row = done(world, "update_reservation_passengers", **arguments, passengers=[TOM, ADA | {"seat": "1A"}])
    assert row["passengers"] == [TOM, ADA]
    raw = done(world, "update_reservation_passengers", **arguments, passengers=["Tom", ADA])
    assert raw["passengers"] == ["Tom", ADA]


def test_cancelling_mirrors_payments_and_gives_nothing_back(world):
    lengths = [len(done(world, "cancel_reservation", reservation_id="AB12CD")["payment_history"]) for _ in range(3)]
    assert lengths == [4, 8, 16]
    row = world.reservations["AB12CD"]
    assert [entry["amount"] for entry in row["payment_history"]][:4] == [200, 426, -200, -426]
    assert row["status"] == "cancelled"
    assert list(world.delta()) == ["reservations"]


# Certificates


def test_certificates_are_floats_and_told_as_passed(world):
    told = [world.run("send_certificate", user_id="ada_byrne_1200", amount=amount).content for amount in (50, "25", -1)]
    assert told[0] == "Certificate certificate_3221322 added to user ada_byrne_1200 with amount 50."
    assert told[1] == "Certificate certificate_3221323 added to user ada_byrne_1200 with amount 25."
    assert repr(methods(world)["certificate_3221322"]["amount"]) == "50.0"
    assert refused(world, "send_certificate", user_id="ada_byrne_1200", amount=1) == "Error: Too many certificates"


# Looking up


def test_a_direct_search_has_no_date_and_lists_full_flights(world):
    (found,) = done(world, "search_direct_flight", origin="BOS", destination="DEN", date="2024-05-24")
    assert list(found) == [
        "flight_number",
        "origin",
        "destination",
        "status",
        "scheduled_departure_time_est",
        "scheduled_arrival_time_est",
        "date",
        "available_seats",
        "prices",
    ]
    assert found["date"] is None
    assert found["available_seats"]["economy"] == 0


@pytest.mark.parametrize("date", ["2024-05-14", "2024-05-15", "2024-05-28", "tomorrow", None, 5])
def test_a_search_for_what_is_not_on_sale_is_empty(world, date):
    assert done(world, "search_direct_flight", origin="BOS", destination="DEN", date=date) == []


def test_a_search_touches_nothing(world):
    with world.trace() as (_, written):
        done(world, "search_onestop_flight", origin="BOS", destination="DEN", date="2024-05-20")
    assert written == set()
    assert world.delta() == {}


def test_a_connection_overnight_is_dated_and_compared_as_text(world):
    found = done(world, "search_onestop_flight", origin="BOS", destination="DEN", date="2024-05-20")
    assert [[(leg["flight_number"], leg["date"]) for leg in pair] for pair in found] == [
        [("HAT903", "2024-05-20"), ("HAT904", "2024-05-20")],
        [("HAT903", "2024-05-20"), ("HAT906", "2024-05-20")],
        # HAT907 leaves at 01:10:00, which as text is before the arrival at 01:10:00+1
        [("HAT905", "2024-05-20"), ("HAT904", "2024-05-21")],
        [("HAT905", "2024-05-20"), ("HAT906", "2024-05-21")],
    ]


def test_the_day_after_is_not_padded():
    sale = BASE.tables["flights"]["HAT905"]["dates"]["2024-05-20"]
    early = {
        number: {**BASE.tables["flights"][number], "dates": dict.fromkeys(dates, sale)}
        for number, dates in {"HAT905": ["2024-05-08", "2024-05-09"], "HAT904": ["2024-05-09", "2024-05-10"]}.items()
    }
    world = World(AIRLINE, BASE, InitialState(rows={"flights": early}))
    route = {"origin": "BOS", "destination": "DEN"}
    assert done(world, "search_onestop_flight", **route, date="2024-05-08") == []
    ((_, second),) = done(world, "search_onestop_flight", **route, date="2024-05-09")
    assert second["date"] == "2024-05-10"


def test_airports_are_a_list(world):
    airports = done(world, "list_all_airports")
    assert (len(airports), airports[0]) == (20, {"iata": "SFO", "city": "San Francisco"})


def test_status_is_bare_text(world):
    statuses = [
        world.run("get_flight_status", flight_number="HAT901", date=f"2024-05-{day}").content for day in (12, 14, 15)
    ]
    assert statuses == ["landed", "cancelled", "flying"]


@pytest.mark.parametrize("name", ["calculate", "transfer_to_human_agents"])
def test_generic_tools_change_nothing(world, name):
    (parameter,) = AIRLINE.by_side["agent"][name].parameters
    world.run(name, **{parameter: "1 + 1"})
    assert world.delta() == {}
