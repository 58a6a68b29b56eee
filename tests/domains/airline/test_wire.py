"""What the airline answers to malformed calls, the calculator, and the schemas that models are shown."""

from pathlib import Path

import pytest
from eigengraph_airline import AIRLINE
from pydantic.version import version_short

from eigengraph.world import Base, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_airline" / "db.json"
BASE = Base(check_tables(AIRLINE.schema, read_tables(DATABASE)))
ADA = {"first_name": "Ada", "last_name": "Byrne", "dob": "1988-02-29"}


@pytest.fixture
def world():
    return World(AIRLINE, BASE)


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("no_such_tool", {}, "Tool 'no_such_tool' not found."),
        (
            "get_user_details",
            {},
            "AirlineTools.get_user_details() missing 1 required positional argument: 'user_id'",
        ),
        (
            "search_direct_flight",
            {},
            "AirlineTools.search_direct_flight() missing 3 required positional arguments: "
            "'origin', 'destination', and 'date'",
        ),
        (
            "get_flight_status",
            {"day": 1},
            "AirlineTools.get_flight_status() got an unexpected keyword argument 'day'",
        ),
        ("get_user_details", {"user_id": 5}, "User 5 not found"),
        ("get_user_details", {"user_id": ["a"]}, "unhashable type: 'list'"),
        ("get_reservation_details", {"reservation_id": "ab12cd"}, "Reservation ab12cd not found"),
        ("get_flight_status", {"flight_number": "HAT1", "date": "2024-05-20"}, "Flight HAT1 not found"),
        (
            "get_flight_status",
            {"flight_number": "HAT901", "date": "2024-06-20"},
            "Flight HAT901 not found on date 2024-06-20",
        ),
        ("cancel_reservation", {"reservation_id": "ZZZZZZ"}, "Reservation ZZZZZZ not found"),
        ("send_certificate", {"user_id": "nobody", "amount": 1}, "User nobody not found"),
        (
            "update_reservation_baggages",
            {"reservation_id": "AB12CD", "total_baggages": 1, "nonfree_baggages": "1", "payment_id": "x"},
            "unsupported operand type(s) for -: 'str' and 'int'",
        ),
    ],
)
def test_a_malformed_call_is_told_why(world, name, arguments, told):
    result = world.run(name, **arguments)
    assert (result.content, result.error) == (f"Error: {told}", True)
    assert world.delta() == {}


@pytest.mark.parametrize(
    ("name", "arguments", "model", "place", "message", "kind"),
    [
        (
            "update_reservation_flights",
            {"cabin": "economy", "flights": [{"flight_number": "HAT901"}], "payment_id": "x"},
            "FlightInfo",
            "date",
            "Field required [type=missing, input_value={'flight_number': 'HAT901'}, input_type=dict]",
            "missing",
        ),
        (
            "update_reservation_passengers",
            {"passengers": [ADA, ADA | {"dob": 1988}]},
            "Passenger",
            "dob",
            "Input should be a valid string [type=string_type, input_value=1988, input_type=int]",
            "string_type",
        ),
    ],
)
def test_a_record_that_does_not_fit_is_told_in_pydantics_words(world, name, arguments, model, place, message, kind):
    url = f"https://errors.pydantic.dev/{version_short()}/v/{kind}"
    told = f"Error: 1 validation error for {model}\n{place}\n  {message}\n    For further information visit {url}"
    assert world.run(name, reservation_id="AB12CD", **arguments).content == told


@pytest.mark.parametrize(
    ("changes", "first_lines"),
    [
        ({"cabin": "first"}, "1 validation error for Reservation\ncabin\n"),
        ({"nonfree_baggages": 0.5}, "1 validation error for Reservation\nnonfree_baggages\n"),
        ({"passengers": [ADA, "Tom"]}, "1 validation error for Reservation\npassengers.1\n"),
        ({"payment_methods": [{"payment_id": "x", "amount": 1.5}]}, "1 validation error for Payment\namount\n"),
        ({"nonfree_baggages": "1"}, "unsupported operand type(s) for +=: 'int' and 'str'"),
    ],
)
def test_a_booking_that_does_not_fit_is_told_where(world, changes, first_lines):
    arguments = {
        "user_id": "ada_byrne_1200",
        "origin": "BOS",
        "destination": "DEN",
        "flight_type": "one_way",
        "cabin": "economy",
        "flights": [],
        "passengers": [ADA],
        "payment_methods": [],
        "total_baggages": 0,
        "nonfree_baggages": 0,
        "insurance": "no",
    }
    result = world.run("book_reservation", **arguments | changes)
    assert result.error
    assert result.content.startswith(f"Error: {first_lines}")


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("2 + 2", "4.0"),
        ("1/3", "0.33"),
        ("2 - 7", "-5.0"),
        ("2**-1 + 7//2", "3.5"),
        (" 10**400 // 10**399", "10.0"),
        ("10**21", "1e+21"),
        ("1**999999", "1.0"),
        ("two", "Error: Invalid characters in expression"),
        ("1/0", "Error: division by zero"),
        ("", "Error: invalid syntax (<string>, line 0)"),
        ("(1", "Error: '(' was never closed (<string>, line 1)"),
        ("2(3)", "Error: 'int' object is not callable"),
        ("2(1/0)", "Error: division by zero"),
        ("()", "Error: float() argument must be a string or a real number, not 'tuple'"),
        ("(-8)**.5", "Error: float() argument must be a string or a real number, not 'complex'"),
        (5, "Error: 'int' object is not iterable"),
        (["1"], "Error: eval() arg 1 must be a string, bytes or code object"),
    ],
)
def test_calculate_answers_as_python_does(world, expression, told):
    assert world.run("calculate", expression=expression).content == told


@pytest.mark.parametrize("expression", ["9**9**9", "9**9**9**9", "(9**9**6)**9999999"])
def test_calculate_does_not_stall_on_huge_powers(world, expression):
    assert world.run("calculate", expression=expression).content == "Error: int too large to convert to float"


def test_schemas_come_in_order_and_in_shape():
    schemas = {schema["function"]["name"]: schema["function"] for schema in AIRLINE.schemas["agent"]}
    assert list(schemas) == [
        "book_reservation",
        "calculate",
        "cancel_reservation",
        "get_reservation_details",
        "get_user_details",
        "list_all_airports",
        "search_direct_flight",
        "search_onestop_flight",
        "send_certificate",
        "transfer_to_human_agents",
        "update_reservation_baggages",
        "update_reservation_flights",
        "update_reservation_passengers",
        "get_flight_status",
    ]
    booking = schemas["book_reservation"]["parameters"]
    assert booking["properties"]["cabin"]["enum"] == ["business", "economy", "basic_economy"]
    assert booking["properties"]["flight_type"]["enum"] == ["round_trip", "one_way"]
    assert booking["properties"]["payment_methods"]["items"]["anyOf"] == [
        {"$ref": "#/$defs/Payment"},
        {"type": "object", "additionalProperties": True},
    ]
    assert set(booking["required"]) == set(booking["properties"])
    assert "required" not in schemas["list_all_airports"]["parameters"]


def test_every_parameter_is_described():
    for schema in AIRLINE.schemas["agent"]:
        for name, parameter in schema["function"]["parameters"]["properties"].items():
            assert parameter.get("description"), (schema["function"]["name"], name)
