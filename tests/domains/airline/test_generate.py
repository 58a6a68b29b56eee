"""The generated database: complete, consistent to the dollar, and the same wherever it is generated."""

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from eigengraph_airline.domain import AIRLINE
from eigengraph_airline.generate import generate_tables

from eigengraph.errors import ConfigError
from eigengraph.records import canonical, digest
from eigengraph.world import Base, World, check_tables

NOW = datetime(2024, 5, 15, 15)
TODAY = "2024-05-15"
TABLES = generate_tables(7)
FLIGHTS, USERS, RESERVATIONS = TABLES["flights"], TABLES["users"], TABLES["reservations"]
FREE_BAGS = {
    ("regular", "basic_economy"): 0, ("regular", "economy"): 1, ("regular", "business"): 2,
    ("silver", "basic_economy"): 1, ("silver", "economy"): 2, ("silver", "business"): 3,
    ("gold", "basic_economy"): 2, ("gold", "economy"): 3, ("gold", "business"): 4,
}  # fmt: skip


def instance(leg):
    return FLIGHTS[leg["flight_number"]]["dates"][leg["date"]]


def moments(leg):
    """Return when a leg leaves and lands by the timetable."""
    flight = FLIGHTS[leg["flight_number"]]
    departure = f"{leg['date']}T{flight['scheduled_departure_time_est']}"
    arrival, _, days = flight["scheduled_arrival_time_est"].partition("+")
    landing = datetime.fromisoformat(f"{leg['date']}T{arrival}") + timedelta(days=int(days or 0))
    return datetime.fromisoformat(departure), landing


def all_legs():
    return [(row, leg) for row in RESERVATIONS.values() for leg in row["flights"]]


def test_the_tables_pass_the_schema_unchanged_and_have_the_size_asked_for():
    assert check_tables(AIRLINE.schema, TABLES) == TABLES
    assert (len(FLIGHTS), len(USERS), len(RESERVATIONS)) == (300, 500, 2000)


def test_a_seed_gives_the_same_tables_in_any_process():
    code = (
        "from eigengraph_airline.generate import generate_tables; from eigengraph.records import canonical, digest; "
        "print(digest(canonical(generate_tables(3, 40, 60, 90))))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert printed == digest(canonical(generate_tables(3, 40, 60, 90)))
    assert printed != digest(canonical(generate_tables(4, 40, 60, 90)))


def test_more_reservations_leave_the_flights_alone():
    assert generate_tables(3, 40, 60, 91)["flights"] == generate_tables(3, 40, 60, 90)["flights"]


@pytest.mark.parametrize("sizes", [(1, 1, 1), (3, 2, 20), (20, 900, 30), (200, 30, 400)])
def test_other_sizes_pass_the_schema_too(sizes):
    check_tables(AIRLINE.schema, generate_tables(0, *sizes))


@pytest.mark.parametrize("name", ["users", "flights", "reservations"])
@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_impossible_sizes_are_named(name, count):
    with pytest.raises(ConfigError, match=rf"number of {name} must be 1 to \d+, not {count}; give another {name}="):
        generate_tables(0, **{name: count})


@pytest.mark.parametrize(
    ("found", "pattern"),
    [
        (FLIGHTS, r"HAT\d{3}"),
        (RESERVATIONS, r"(?!HATHA)[A-Z0-9]{6}"),
        (USERS, r"[a-z]+_[a-z]+_\d{4}"),
        ([key for row in USERS.values() for key in row["payment_methods"]],
         r"(credit_card|gift_card|certificate)_(?!32)\d{7}"),
    ],
)  # fmt: skip
def test_ids_are_unique_and_in_their_patterns(found, pattern):
    keys = list(found)
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not re.fullmatch(pattern, key)] == []


def test_flights_are_listed_by_number_over_the_whole_calendar():
    assert list(FLIGHTS) == sorted(FLIGHTS)
    days = [str(date(2024, 5, day)) for day in range(1, 31)]
    assert all(list(row["dates"]) == days for row in FLIGHTS.values())


def test_each_day_has_the_statuses_of_its_place_in_time():
    past, today, future = Counter(), Counter(), Counter()
    for row in FLIGHTS.values():
        for day, found in row["dates"].items():
            (past if day < TODAY else future if day > TODAY else today)[found["status"]] += 1
    assert set(past) == {"landed", "cancelled"}
    assert set(today) == {"landed", "flying", "on time", "delayed"}
    assert set(future) == {"available"}
    assert 0.04 < past["cancelled"] / past.total() < 0.15
    assert min(today.values()) >= 20


def test_what_is_known_of_a_flight_agrees_with_the_clock():
    for row in FLIGHTS.values():
        for found in row["dates"].values():
            times = {key: datetime.fromisoformat(value) for key, value in found.items() if key.endswith("_est")}
            leaves = [time for key, time in times.items() if "departure" in key]
            lands = [time for key, time in times.items() if "arrival" in key]
            assert all(a < b for a, b in zip(leaves, lands, strict=True))
            assert all((time <= NOW) == key.startswith("actual") for key, time in times.items())


def test_better_cabins_cost_more_and_seats_run_out_somewhere():
    open_days = [found for row in FLIGHTS.values() for found in row["dates"].values() if found["status"] == "available"]
    for found in open_days:
        fares = [found["prices"][cabin] for cabin in ("basic_economy", "economy", "business")]
        assert 0 < fares[0] < fares[1] < fares[2]
    seats = [count for found in open_days for count in found["available_seats"].values()]
    assert min(seats) == 0
    assert max(seats) <= 20


def test_the_network_offers_alternatives():
    world = World(AIRLINE, Base(TABLES))
    routes = sorted({(row["origin"], row["destination"]) for row in FLIGHTS.values()})
    assert {(there, here) for here, there in routes} == set(routes)
    assert len({here for here, _ in routes}) == 20
    overnight = sum(row["scheduled_arrival_time_est"].endswith("+1") for row in FLIGHTS.values())
    assert 20 <= overnight <= 55
    several = onestop = 0
    for origin, destination in routes:
        question = {"origin": origin, "destination": destination, "date": "2024-05-22"}
        several += world.run("search_direct_flight", **question).content.count("flight_number") > 1
        onestop += world.run("search_onestop_flight", **question).content != "[]"
    assert several > 0.9 * len(routes)
    assert onestop > 0.7 * len(routes)


def test_owners_and_their_reservations_refer_to_each_other():
    owned = [(user, key) for user, row in USERS.items() for key in row["reservations"]]
    assert Counter(owned) == Counter((row["user_id"], key) for key, row in RESERVATIONS.items())
    for row in USERS.values():
        booked = [RESERVATIONS[key]["created_at"] for key in row["reservations"]]
        assert booked == sorted(booked)


def test_every_dollar_that_was_owed_is_paid_by_methods_of_the_owner():
    for row in RESERVATIONS.values():
        people, methods = len(row["passengers"]), USERS[row["user_id"]]["payment_methods"]
        each = sum(leg["price"] for leg in row["flights"]) + (30 if row["insurance"] == "yes" else 0)
        paid = [payment["amount"] for payment in row["payment_history"]]
        assert sum(paid) == people * each + 50 * row["nonfree_baggages"]
        assert min(paid) > 0
        sources = Counter(methods[payment["payment_id"]]["source"] for payment in row["payment_history"])
        assert sources["credit_card"] <= 1
        assert sources["gift_card"] <= 3
        assert not sources["certificate"]


def test_bags_are_charged_by_membership_and_cabin():
    for row in RESERVATIONS.values():
        free = FREE_BAGS[USERS[row["user_id"]]["membership"], row["cabin"]] * len(row["passengers"])
        assert row["nonfree_baggages"] == max(0, row["total_baggages"] - free)


def test_trips_lead_where_they_say_in_order_of_time():
    for row in RESERVATIONS.values():
        stops = [row["flights"][0]["origin"], *(leg["destination"] for leg in row["flights"])]
        assert stops[0] == row["origin"]
        assert all(a["destination"] == b["origin"] for a, b in pairwise(row["flights"]))
        assert stops[-1] == (row["origin"] if row["flight_type"] == "round_trip" else row["destination"])
        assert row["destination"] in stops
        times = [time for leg in row["flights"] for time in moments(leg)]
        assert times == sorted(times)
    for _, leg in all_legs():
        flight = FLIGHTS[leg["flight_number"]]
        assert (leg["origin"], leg["destination"]) == (flight["origin"], flight["destination"])
        assert leg["date"] in flight["dates"]


def test_reservations_are_booked_before_now_and_before_they_begin():
    fresh = 0
    for row in RESERVATIONS.values():
        booked = datetime.fromisoformat(row["created_at"])
        assert datetime(2024, 4, 30) <= booked <= datetime(2024, 5, 15, 14, 59)
        assert booked < moments(row["flights"][0])[0]
        fresh += NOW - booked < timedelta(hours=24)
    assert 60 < fresh < 400


def test_the_situations_that_customers_call_about_all_occur():
    found = Counter(row["flight_type"] for row in RESERVATIONS.values())
    for row in RESERVATIONS.values():
        statuses = {instance(leg)["status"] for leg in row["flights"]}
        flown = statuses & {"landed", "flying"}
        found["partly flown"] += bool(flown) and len(statuses) > 1
        found["flown"] += bool(flown)
        found["cancelled by the airline"] += "cancelled" in statuses and not flown
        found["delayed"] += "delayed" in statuses and not flown
        found["ahead"] += statuses == {"available"}
        found["with a stop"] += len(row["flights"]) > (2 if row["flight_type"] == "round_trip" else 1)
        found[row["cabin"]] += 1
        found[f"{len(row['passengers'])} passengers"] += 1
        found[f"insured {row['insurance']}"] += 1
    rare = {name: count for name, count in found.items() if count < 30}
    assert not rare
    assert 0.25 < found["with a stop"] / len(RESERVATIONS) < 0.65
    assert found["ahead"] > 800


def test_customers_differ():
    people = [row["name"] for row in USERS.values()]
    assert len({person["first_name"] for person in people}) > 250
    assert len({person["last_name"] for person in people}) > 250
    assert len({row["address"]["address1"] for row in USERS.values()}) > 480
    assert min(Counter(row["membership"] for row in USERS.values()).values()) > 90
    assert set(Counter(len(row["saved_passengers"]) for row in USERS.values())) == {0, 1, 2, 3, 4}


def test_every_customer_can_pay_for_a_change():
    mixes = Counter(frozenset(method["source"] for method in row["payment_methods"].values()) for row in USERS.values())
    assert all(mix - {"certificate"} for mix in mixes)
    assert frozenset({"gift_card"}) in mixes
    assert frozenset({"credit_card", "gift_card", "certificate"}) in mixes


def test_no_row_of_tau2_is_taken_over(tau2_data):
    theirs = json.loads((tau2_data / "airline" / "db.json").read_text("utf-8"))
    assert not USERS.keys() & theirs["users"].keys()
    assert not RESERVATIONS.keys() & theirs["reservations"].keys()
    same = [key for key in FLIGHTS.keys() & theirs["flights"].keys() if FLIGHTS[key] == theirs["flights"][key]]
    assert not same
