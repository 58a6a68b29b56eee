"""What becomes of the values that tools put into rows."""

from collections import OrderedDict
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import pytest

from eigengraph.errors import TableError, ToolCrash
from eigengraph.records import canonical
from eigengraph.world import World, tool
from tests.toys import tiny_world, writing


class Colour(StrEnum):
    RED = "red"


class Size(Enum):
    LARGE = 3


class Opaque:
    def __repr__(self) -> str:
        return "Opaque()"


def test_storing_a_row_stores_a_copy() -> None:
    def program(world: World) -> None:
        row = {"tags": ["x"]}
        world.things["b"] = row
        row["tags"].append("y")

    assert writing(program).things["b"] == {"tags": ["x"]}


def test_rows_that_share_a_part_stop_sharing_it_when_the_call_ends() -> None:
    @tool(kind="write")
    def share(world: World) -> None:
        world.things["b"] = {"tags": []}
        world.things["b"]["tags"] = world.things["a"]["tags"]

    @tool(kind="write")
    def extend(world: World) -> None:
        world.things["a"]["tags"].append("y")

    world = tiny_world(share, extend)
    world.run("share")
    world.run("extend")
    assert world.things["b"]["tags"] == ["x"]
    assert world.things["a"]["tags"] == ["x", "y"]


def test_a_view_put_into_a_row_can_be_written_later() -> None:
    @tool(kind="write")
    def copy(world: World) -> None:
        world.things["b"] = {}
        world.things["b"]["deep"] = world.things.peek("a")["deep"]

    @tool(kind="write")
    def change(world: World) -> None:
        world.things["b"]["deep"]["list"][0]["m"] = 2

    world = tiny_world(copy, change)
    world.run("copy")
    world.run("change")
    assert world.things["b"]["deep"] == {"list": [{"m": 2}]}
    assert world.things["a"]["deep"] == {"list": [{"m": 1}]}


def test_a_row_kept_beyond_its_call_changes_nothing() -> None:
    kept: list[Any] = []

    @tool(kind="write")
    def keep(world: World) -> None:
        kept.append(world.things["a"])
        kept[0]["n"] = 2

    world = tiny_world(keep)
    world.run("keep")
    digest = world.digest()
    kept[0]["n"] = 99
    assert world.things["a"]["n"] == 2
    assert (world.digest(), world.fork().digest()) == (digest, digest)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ((1, (2,)), [1, [2]]),
        (Colour.RED, "red"),
        (Size.LARGE, 3),
        (OrderedDict(a=[Colour.RED]), {"a": ["red"]}),
        ({Colour.RED: 1}, {"red": 1}),
        (float("inf"), float("inf")),
    ],
)
def test_what_json_can_hold_in_another_type_is_stored_plain(value: Any, stored: Any) -> None:
    def program(world: World) -> None:
        world.things["a"]["n"] = value
        world.things["b"] = {"n": value}

    world = writing(program)
    for key in "ab":
        row = world.materialise()["things"][key]["n"]
        assert row == stored
        assert type(row) is type(stored)
    assert canonical(world.delta()["things"]["b"]) == canonical({"n": stored})


@pytest.mark.parametrize("value", [Decimal("1.5"), date(2026, 1, 1), {1}, b"x", 1j, Opaque(), {1: "x"}, {None: 1}])
@pytest.mark.parametrize("way", ["in place", "stored", "nested"])
def test_what_json_cannot_hold_is_refused_with_tool_table_and_key(value: Any, way: str) -> None:
    def program(world: World) -> None:
        if way == "in place":
            world.things["a"]["n"] = value
        elif way == "stored":
            world.things["a"] = {"n": value}
        else:
            world.things["a"]["deep"]["list"].append([value])

    with pytest.raises(ToolCrash, match=r"tool 'run'.*\n  things\['a'\]: .* cannot be written as JSON; ") as caught:
        writing(program)
    odd = next(iter(value)) if isinstance(value, dict) else value
    assert repr(odd) in str(caught.value)
    assert isinstance(caught.value.__cause__, TableError)


@pytest.mark.parametrize(("key", "row"), [("b", [1]), ("b", None), (7, {})])
def test_a_row_must_be_an_object_under_a_text_key(key: Any, row: Any) -> None:
    def program(world: World) -> None:
        world.things[key] = row

    with pytest.raises(ToolCrash, match="a row must be an object under a text key, found"):
        writing(program)


def test_a_row_put_back_as_it_was_is_not_in_the_delta() -> None:
    @tool(kind="write")
    def write(world: World, n: int) -> None:
        world.things["a"]["n"] = n

    world = tiny_world(write)
    untouched = world.digest()
    world.run("write", n=2)
    assert world.digest() != untouched
    world.run("write", n=1)
    assert (world.delta(), world.digest()) == ({}, untouched)


@pytest.mark.parametrize("value", [1.0, True, "1", [1], None])
def test_values_of_another_type_differ(value: Any) -> None:
    def program(world: World) -> None:
        world.things["a"]["n"] = value

    assert set(writing(program).delta()["things"]) == {"a"}


def test_the_order_of_keys_in_a_row_is_no_difference() -> None:
    def program(world: World) -> None:
        row = world.things["a"]
        row["n"] = row.pop("n")

    assert writing(program).delta() == {}


def test_deltas_and_reads_are_snapshots() -> None:
    @tool(kind="write")
    def write(world: World, n: int) -> None:
        world.things["a"]["n"] = n

    world = tiny_world(write)
    row = world.things["a"]
    world.run("write", n=2)
    delta = world.delta()
    world.run("write", n=3)
    assert row["n"] == 1
    assert delta["things"]["a"]["n"] == 2
