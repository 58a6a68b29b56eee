"""What tools can and cannot do with tables."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import pytest

from eigengraph.errors import ReadOnlyError, TableError, ToolCrash, ToolError
from eigengraph.records import canonical
from eigengraph.world import Base, RowView, World, tool
from tests.toys import open_world, tiny_world


class Colour(StrEnum):
    RED = "red"


class Size(Enum):
    LARGE = 3


class Opaque:
    def __repr__(self) -> str:
        return "Opaque()"


def writing(program: Callable[[World], Any]) -> World:
    """Return a tiny world in which a write tool has run a program."""

    @tool(kind="write")
    def run(world: World) -> str:
        return str(program(world))

    world = tiny_world(run)
    world.run("run")
    return world


def test_reading_outside_a_tool_gives_views() -> None:
    world = tiny_world()
    with pytest.raises(ReadOnlyError, match="only a tool of kind 'write'"):
        world.things["a"]["n"] = 2
    with pytest.raises(ReadOnlyError, match="row 'b' of table 'things' can only be written by a tool of kind 'write'"):
        world.things["b"] = {}
    with pytest.raises(ReadOnlyError, match="row 'a' of table 'things'"):
        del world.things["a"]


def test_a_missing_row_is_a_key_error() -> None:
    world = tiny_world()
    with pytest.raises(KeyError, match="nobody"):
        world.things["nobody"]
    assert world.things.get("nobody") is None
    assert world.things.peek("nobody") is None
    assert "nobody" not in world.things


def test_rows_met_while_iterating_are_read_only_even_in_a_write_tool() -> None:
    def program(world: World) -> None:
        for row in world.things.values():
            row["n"] = 2

    with pytest.raises(ToolCrash, match="rows met while iterating are read-only"):
        writing(program)


def test_looking_for_a_row_among_values_takes_none() -> None:
    def program(world: World) -> None:
        assert {"n": 1} not in world.things.values()
        assert ("a", {"n": 1}) not in world.things.items()
        assert ("a", world.things.peek("a")) in world.things.items()
        with pytest.raises(ReadOnlyError):
            next(iter(world.things.values()))["n"] = 3

    with writing(program).trace() as (_, writes):
        pass
    assert not writes


def test_taking_a_row_twice_in_a_call_gives_the_same_row() -> None:
    def program(world: World) -> None:
        first, second = world.things["a"], world.things.get("a")
        first["n"] += 1
        second["n"] += 1
        assert first is second

    assert writing(program).things["a"]["n"] == 3


def test_setdefault_gives_the_row_that_was_stored() -> None:
    def program(world: World) -> None:
        world.things.setdefault("b", {"n": 0})["n"] = 5
        world.things.setdefault("a", {"n": 0})["n"] = 6

    world = writing(program)
    assert (world.things["b"]["n"], world.things["a"]["n"]) == (5, 6)


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


def test_what_a_refused_call_wrote_stays() -> None:
    @tool(kind="write")
    def half(world: World) -> None:
        world.things["a"]["n"] = 2
        raise ToolError("no more")

    world = tiny_world(half)
    assert world.run("half").error
    assert world.delta()["things"]["a"]["n"] == 2


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


def test_order_is_that_of_a_dict() -> None:
    def program(world: World) -> None:
        del world.orders["A1"]
        world.orders["new"] = {"n": 1}
        world.orders["A1"] = {"n": 2}
        world.orders["A2"] = {"n": 3}

    @tool(kind="write")
    def run(world: World) -> None:
        program(world)

    world = tiny_world(run, tables={"orders": {"A1": {}, "A2": {}, "B1": {}}})
    world.run("run")
    assert list(world.orders) == ["A2", "B1", "new", "A1"]
    assert [row.get("n") for row in world.orders.values()] == [3, None, 1, 2]


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


def test_trace_tells_what_was_read_and_written() -> None:
    world = open_world()
    with world.trace() as (reads, writes):
        world.run("cancel_order", order_id="A1")
        world.run("get_order", order_id="nope")
    assert writes == {("orders", "A1"), ("items", "tea")}
    assert reads == writes | {("orders", "nope")}
    with world.trace() as (reads, writes):
        world.run("list_orders", user_id="ann")
    assert (len(reads), writes) == (3, set())


def test_worlds_over_one_base_share_rows_until_they_write() -> None:
    first = open_world()
    second = World(first.domain, first.base)
    first.run("rename_user", user_id="ann", name="Anna")
    assert first.users["ann"]["name"] == "Anna"
    assert second.users["ann"]["name"] == "Ann"
    assert second.delta() == {}
    assert Base(first.base.tables).digest == first.base.digest


def test_views_of_rows_are_equal_to_plain_rows() -> None:
    world = tiny_world()
    assert isinstance(world.things["a"], RowView)
    assert world.things["a"]["deep"] == {"list": [{"m": 1}]}
    assert dict(world.things) == {"a": {"n": 1, "tags": ["x"], "deep": {"list": [{"m": 1}]}}}


def test_a_write_tool_may_insert_and_delete_while_it_iterates() -> None:
    def program(world: World) -> None:
        for key in world.orders:
            for other in ("A1", "B1"):
                if other != key and other in world.orders:
                    del world.orders[other]
            world.orders[f"after {key}"] = {}
            if len(world.orders) > 9:
                break

    @tool(kind="write")
    def run(world: World) -> None:
        program(world)

    world = tiny_world(run, tables={"orders": {"A1": {}, "B1": {}, "C1": {}}})
    world.run("run")
    assert list(world.orders) == ["C1", "after A1", "after C1", "after after A1", "after after C1"]
