"""Checking tables: every problem at once, each with table, key and field."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from typing_extensions import TypedDict

from eigengraph.errors import ConfigError, TableError
from eigengraph.world import TableSchema, check_tables, read_tables
from tests.toys import SHOP_SCHEMA, shop_tables


class Room(BaseModel):
    name: str
    beds: int = 1


class Stay(TypedDict):
    room: str
    extras: dict[str, Any]


def problems_of(tables: dict[str, Any], schemas: Any = SHOP_SCHEMA, **options: Any) -> list[str]:
    """Return the problems that checking finds."""
    with pytest.raises(TableError) as caught:
        check_tables(schemas, tables, **options)
    return list(caught.value.problems)


def test_good_tables_come_back_as_they_were() -> None:
    tables = shop_tables()
    checked = check_tables(SHOP_SCHEMA, tables)
    assert checked == shop_tables() == tables
    assert list(checked) == list(tables)
    assert list(checked["orders"]) == list(tables["orders"])


def test_unknown_fields_are_dropped_and_defaults_filled_in() -> None:
    rooms = {"r1": {"name": "Blue", "view": "sea"}, "r2": Room(name="Red", beds=2)}
    checked = check_tables({"rooms": TableSchema(Room)}, {"rooms": rooms})
    assert checked == {"rooms": {"r1": {"name": "Blue", "beds": 1}, "r2": {"name": "Red", "beds": 2}}}


def test_checked_tables_share_nothing_with_what_was_given() -> None:
    for schemas in (SHOP_SCHEMA, {}):
        tables = shop_tables()
        checked = check_tables(schemas, tables)
        tables["users"]["ann"]["orders"].clear()
        assert checked == shop_tables()


def test_a_missing_field_and_a_wrong_type() -> None:
    tables = shop_tables()
    del tables["items"]["tea"]["stock"]
    tables["items"]["cup"]["price"] = "cheap"
    tables["orders"]["B1"]["lines"][1]["count"] = None
    assert problems_of(tables) == [
        "orders['B1'].lines.1.count: Input should be a valid integer, found None",
        "items['tea'].stock: Field required",
        "items['cup'].price: Input should be a valid number, unable to parse string as a number, found 'cheap'",
    ]


def test_a_row_that_is_no_object() -> None:
    tables: dict[str, Any] = shop_tables()
    tables["items"]["tea"] = ["Tea"]
    assert problems_of(tables) == ["items['tea'].row: Input should be a valid dictionary, found ['Tea']"]


def test_a_dangling_reference_names_its_place() -> None:
    tables = shop_tables()
    tables["users"]["ann"]["orders"][1] = "Z9"
    tables["orders"]["A1"]["user"] = "zoe"
    tables["orders"]["B1"]["lines"][0]["item"] = "pot"
    assert problems_of(tables) == [
        "users['ann'].orders[1]: 'Z9' is not a key of orders",
        "orders['A1'].user: 'zoe' is not a key of users",
        "orders['B1'].lines[0].item: 'pot' is not a key of items",
    ]


def test_a_broken_row_neither_hides_other_problems_nor_makes_references_to_it_dangle() -> None:
    tables = shop_tables()
    tables["users"]["ann"]["name"] = None
    tables["users"]["bob"]["orders"] = ["Z9"]
    assert problems_of(tables) == [
        "users['ann'].name: Input should be a valid string, found None",
        "users['bob'].orders[0]: 'Z9' is not a key of orders",
    ]


def test_a_key_that_its_row_does_not_repeat() -> None:
    tables = shop_tables()
    tables["users"]["ann"]["id"] = "anna"
    assert problems_of(tables) == ["users['ann'].id: must repeat the row's key, found 'anna'"]


def test_a_key_field_that_rows_do_not_have() -> None:
    schemas = {"rooms": TableSchema(Room, key="id")}
    assert problems_of({"rooms": {"r1": {"name": "Blue"}}}, schemas) == [
        "rooms['r1'].id: must repeat the row's key, found None"
    ]


def test_a_key_that_is_no_text() -> None:
    assert problems_of({"rooms": {1: {"name": "Blue"}}}, {"rooms": TableSchema(Room)}) == [
        "rooms: the key 1 must be text"
    ]


def test_missing_and_unknown_tables() -> None:
    tables: dict[str, Any] = shop_tables()
    tables["carts"] = tables.pop("items")
    assert problems_of(tables)[:2] == [
        "items: the table is missing (found: carts, orders, users)",
        "carts: no such table (known: items, orders, users)",
    ]


def test_a_table_that_is_no_object() -> None:
    tables: dict[str, Any] = shop_tables()
    tables["items"] = [1]
    assert problems_of(tables) == ["items: must be an object of rows by key, not list"]


def test_references_through_mappings_and_to_something_that_is_no_key() -> None:
    schemas = {
        "rooms": TableSchema(Room),
        "stays": TableSchema(Stay, references={"room": "rooms", "extras{}.room": "rooms"}),
    }
    stays = {"s1": {"room": "r1", "extras": {"cot": {"room": ["r1"]}, "tea": {"room": "r9"}, "none": {}}}}
    assert problems_of({"rooms": {"r1": {"name": "Blue"}}, "stays": stays}, schemas) == [
        "stays['s1'].extras['cot'].room: ['r1'] is not a key of rooms",
        "stays['s1'].extras['tea'].room: 'r9' is not a key of rooms",
    ]


def test_a_reference_to_a_table_that_nothing_declares() -> None:
    schemas = {"stays": TableSchema(Stay, references={"room": "romms"})}
    assert problems_of({"stays": {}}, schemas) == ["stays: 'room' refers to 'romms', which is no table (known: stays)"]


def test_tables_without_a_schema_are_checked_for_json() -> None:
    tables = {"things": {"a": {"n": (1, 2)}, "b": {"n": Decimal(1)}, "c": {"n": {1: 2}}, "d": 5}}
    problems = problems_of(tables, {})
    assert problems == [
        "things['b'].row: Decimal('1') (Decimal) cannot be written as JSON; turn it into text, a number, a boolean, "
        "null, a list or an object first",
        "things['c'].row: the key 1 (int) cannot be written as JSON; keys must be text",
        "things['d'].row: Input should be a valid dictionary, found 5",
    ]
    assert check_tables({}, {"things": {"a": {"n": (1, 2)}}}) == {"things": {"a": {"n": [1, 2]}}}


def test_a_domains_own_checks_run_once_the_rows_are_valid() -> None:
    def sold_out(tables: Any) -> list[str]:
        return [f"items[{key!r}].stock: sold out" for key, item in tables["items"].items() if not item["stock"]]

    tables = shop_tables()
    tables["items"]["cup"]["stock"] = 0
    assert problems_of(tables, check=sold_out) == ["items['cup'].stock: sold out"]
    tables["items"]["tea"]["stock"] = "many"
    assert [line.split(":")[0] for line in problems_of(tables, check=sold_out)] == ["items['tea'].stock"]


def test_the_error_shows_twenty_problems_and_counts_the_rest() -> None:
    many: dict[str, Any] = {"rooms": {f"r{index}": {} for index in range(23)}}
    with pytest.raises(TableError) as caught:
        check_tables({"rooms": TableSchema(Room)}, many)
    lines = str(caught.value).splitlines()
    assert lines[0] == "the tables have 23 problems:"
    assert lines[1] == "  rooms['r0'].name: Field required"
    assert lines[-1] == "  … and 3 more"
    assert (len(lines), len(caught.value.problems)) == (22, 23)
    with pytest.raises(TableError, match="the tables have 1 problem:\n"):
        check_tables({"rooms": TableSchema(Room)}, {"rooms": {"r": {}}})


def test_reading_tables_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    path.write_text('{"rooms": {"r1": {"name": "Blue"}}}')
    assert read_tables(path) == {"rooms": {"r1": {"name": "Blue"}}}


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "are not JSON"), ("[]", "must be an object of tables, not list"), (None, "No such file")],
)
def test_a_file_that_holds_no_tables(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "db.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match=message) as caught:
        read_tables(path)
    assert repr(str(path)) in str(caught.value)
