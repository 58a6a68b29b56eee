"""The airline's row models: canonical shape, and every problem named."""

import json
from pathlib import Path

import pytest
from eigengraph_airline.integrity import cross_row_problems
from eigengraph_airline.rows import SCHEMA

from eigengraph.errors import TableError
from eigengraph.world import check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_airline" / "db.json"


@pytest.fixture
def raw():
    return json.loads(DATABASE.read_text("utf-8"))


def problems_of(tables) -> tuple[str, ...]:
    with pytest.raises(TableError) as caught:
        check_tables(SCHEMA, tables)
    return caught.value.problems


def first_problem(tables) -> str:
    # A table with a bad row counts as empty, so references into it follow as further problems.
    return problems_of(tables)[0]


def test_a_reservation_gets_its_status_and_canonical_order(raw):
    row = dict(reversed(raw["reservations"]["AB12CD"].items())) | {"seat": "1A"}
    raw["reservations"]["AB12CD"] = row
    checked = check_tables(SCHEMA, raw)["reservations"]["AB12CD"]
    assert list(checked) == list(SCHEMA["reservations"].row.__annotations__)
    assert checked["status"] is None


def test_unknown_nested_keys_are_dropped(raw):
    raw["users"]["ada_byrne_1200"]["name"]["nick"] = "A"
    raw["flights"]["HAT901"]["dates"]["2024-05-14"]["why"] = "fog"
    checked = check_tables(SCHEMA, raw)
    assert checked["users"]["ada_byrne_1200"]["name"] == {"first_name": "Ada", "last_name": "Byrne"}
    assert checked["flights"]["HAT901"]["dates"]["2024-05-14"] == {"status": "cancelled"}


def test_balances_are_floats_and_prices_are_not(raw):
    checked = check_tables(SCHEMA, raw)
    balance = checked["users"]["ada_byrne_1200"]["payment_methods"]["gift_card_1000001"]["amount"]
    price = checked["reservations"]["AB12CD"]["flights"][0]["price"]
    assert (repr(balance), repr(price)) == ("120.0", "133")


def test_a_missing_second_address_line_becomes_null(raw):
    del raw["users"]["ada_byrne_1200"]["address"]["address2"]
    address = check_tables(SCHEMA, raw)["users"]["ada_byrne_1200"]["address"]
    assert list(address)[:2] == ["address1", "address2"]
    assert address["address2"] is None


def test_an_unknown_status_of_an_instance_is_named(raw):
    raw["flights"]["HAT901"]["dates"]["2024-05-14"]["status"] = "lost"
    problem = first_problem(raw)
    assert problem.startswith("flights['HAT901'].dates.2024-05-14")
    assert "'lost'" in problem
    assert "'cancelled'" in problem


def test_an_instance_needs_the_fields_of_its_status(raw):
    del raw["flights"]["HAT901"]["dates"]["2024-05-15"]["actual_departure_time_est"]
    problem = first_problem(raw)
    assert "2024-05-15.flying.actual_departure_time_est: Field required" in problem


def test_dangling_references_and_wrong_keys_are_named(raw):
    raw["users"]["ada_byrne_1200"]["reservations"].append("ZZZZZZ")
    raw["reservations"]["AB34EF"]["user_id"] = "nobody"
    raw["reservations"]["AB34EF"]["flights"][0]["flight_number"] = "HAT999"
    raw["reservations"]["AB12CD"]["reservation_id"] = "OTHER1"
    assert set(problems_of(raw)) == {
        "users['ada_byrne_1200'].reservations[2]: 'ZZZZZZ' is not a key of reservations",
        "reservations['AB34EF'].user_id: 'nobody' is not a key of users",
        "reservations['AB34EF'].flights[0].flight_number: 'HAT999' is not a key of flights",
        "reservations['AB12CD'].reservation_id: must repeat the row's key, found 'OTHER1'",
    }


def test_rows_that_disagree_are_named(raw):
    assert list(cross_row_problems(check_tables(SCHEMA, raw))) == []
    raw["users"]["ada_byrne_1200"]["reservations"].remove("AB34EF")
    raw["users"]["noor_haas_5008"]["reservations"].append("AB34EF")
    raw["users"]["ivo_petrov_6620"]["payment_methods"]["certificate_4000001"]["id"] = "certificate_9"
    raw["reservations"]["AB34EF"]["payment_history"][0]["payment_id"] = "gift_card_9"
    raw["reservations"]["AB34EF"]["flights"][0] |= {"date": "2024-06-01", "origin": "SEA"}
    assert set(cross_row_problems(check_tables(SCHEMA, raw))) == {
        "users['noor_haas_5008'].reservations: 'AB34EF' belongs to 'ada_byrne_1200'",
        "users['ivo_petrov_6620'].payment_methods['certificate_4000001'].id: must repeat the key, "
        "found 'certificate_9'",
        "reservations['AB34EF'].user_id: 'ada_byrne_1200' does not list this reservation",
        "reservations['AB34EF'].payment_history[0]: 'gift_card_9' is no payment method of its user",
        "reservations['AB34EF'].flights[0].date: 'HAT901' does not fly on '2024-06-01'",
        "reservations['AB34EF'].flights[0]: 'HAT901' does not fly from 'SEA' to 'DEN'",
    }


def test_tau2_database_is_sound(tau2_data):
    checked = check_tables(SCHEMA, read_tables(tau2_data / "airline" / "db.json"))
    assert {name: len(rows) for name, rows in checked.items()} == {"flights": 300, "users": 500, "reservations": 2000}
    assert list(cross_row_problems(checked)) == []


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("flights", "HAT901", "scheduled_departure_time_est"), "6 am", "a time such as '06:30:00', found '6 am'"),
        (("flights", "HAT901", "scheduled_departure_time_est"), "06:30:00+1", "a time such as '06:30:00', found"),
        (("flights", "HAT901", "scheduled_arrival_time_est"), "24:00:00", "or '06:30:00+1' for the next day, found"),
        (("users", "ada_byrne_1200", "dob"), "19900230", "a date such as '2024-05-15', found '19900230'"),
        (("users", "ada_byrne_1200", "payment_methods", "gift_card_1000001", "amount"), -1, "equal to 0, found -1"),
        (("reservations", "AB12CD", "created_at"), "yesterday", "such as '2024-05-15T06:30:00', found 'yesterday'"),
        (("reservations", "AB12CD", "created_at"), "2024-05-15", "such as '2024-05-15T06:30:00', found '2024-05-15'"),
        (("reservations", "AB12CD", "created_at"), "2024-05-15T06:30:00+1", "such as '2024-05-15T06:30:00', found"),
        (("reservations", "AB12CD", "total_baggages"), -2, "equal to 0, found -2"),
        (("reservations", "AB12CD", "nonfree_baggages"), -2, "equal to 0, found -2"),
        (("reservations", "AB12CD", "flights", 0, "date"), "2024-06-31", "a date such as '2024-05-15', found"),
        (("reservations", "AB12CD", "flights", 0, "price"), -133, "equal to 0, found -133"),
        (("reservations", "AB12CD", "flights"), [], "at least 1 item"),
        (("reservations", "AB12CD", "passengers"), [], "at least 1 item"),
    ],
)
def test_values_that_tools_would_stumble_over_are_named(raw, path, value, expected):
    *way, last = path
    row = raw
    for step in way:
        row = row[step]
    row[last] = value
    problem = first_problem(raw)
    assert problem.startswith(f"{path[0]}[{path[1]!r}]."), problem
    assert expected in problem


def test_days_seats_and_prices_of_a_flight_are_checked(raw):
    dates = raw["flights"]["HAT901"]["dates"]
    day = next(day for day, instance in dates.items() if instance["status"] == "available")
    dates[day]["prices"]["economy"] = -5
    dates[day]["available_seats"]["business"] = -1
    dates["2024-5-1"] = {"status": "cancelled"}
    landed = next(instance for instance in dates.values() if instance["status"] == "flying")
    landed["actual_departure_time_est"] = "noon"
    problems = "\n".join(problem for problem in problems_of(raw) if problem.startswith("flights['HAT901']"))
    for found in ("found -5", "found -1", "found '2024-5-1'", "found 'noon'"):
        assert found in problems


def test_more_bags_to_pay_than_bags_are_named(raw):
    raw["reservations"]["AB12CD"] |= {"total_baggages": 1, "nonfree_baggages": 2}
    assert list(cross_row_problems(check_tables(SCHEMA, raw))) == [
        "reservations['AB12CD'].nonfree_baggages: must not be more than total_baggages (1), found 2"
    ]


def test_loading_changes_no_text_and_no_number(tau2_data):
    tables = read_tables(tau2_data / "airline" / "db.json")
    checked = check_tables(SCHEMA, tables)
    for name in ("flights", "reservations"):
        for key, row in tables[name].items():
            assert json.dumps({**row, "status": None} if name == "reservations" else row, sort_keys=True) == json.dumps(
                checked[name][key], sort_keys=True
            )
