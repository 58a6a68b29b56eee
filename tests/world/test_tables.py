"""What tools can and cannot do with tables."""

import pytest

from eigengraph.errors import ReadOnlyError, ToolCrash, ToolError
from eigengraph.records import InitialState
from eigengraph.world import Base, RowView, World, tool
from tests.toys import open_world, tiny_world, writing


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


def test_what_a_refused_call_wrote_stays() -> None:
    @tool(kind="write")
    def half(world: World) -> None:
        world.things["a"]["n"] = 2
        raise ToolError("no more")

    world = tiny_world(half)
    assert world.run("half").error
    assert world.delta()["things"]["a"]["n"] == 2


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


def test_a_running_call_sees_its_own_writes_in_deltas_and_forks() -> None:
    def program(world: World) -> None:
        row = world.things["a"]
        row["n"] = 2
        digests = [world.digest()]
        fork = world.fork()
        row["n"] = 3
        digests.append(world.digest())
        assert world.delta()["things"]["a"]["n"] == 3
        assert fork.things["a"]["n"] == 2
        assert fork.digest() == digests[0] != digests[1]
        row["n"] = 1

    assert writing(program).delta() == {}


# Knowing whether the base's rows still stand


DIFFERENCES = [
    ("orders", "A1", {"n": 1, "m": 7}, False),
    ("orders", "A1", {"n": 5, "m": 1}, True),
    ("orders", "A1", {}, True),
    ("orders", "A1", None, True),
    ("orders", "new", {"n": 1}, True),
    ("others", "A1", {"n": 5}, False),
]


@pytest.mark.parametrize(("table", "key", "row", "expected"), DIFFERENCES)
def test_a_table_tells_whether_fields_differ_from_the_base(
    table: str, key: str, row: dict[str, int] | None, expected: bool
) -> None:
    @tool(kind="write")
    def store(world: World) -> None:
        if row is None:
            del world.tables[table][key]
        else:
            world.tables[table][key] = row

    world = tiny_world(store, tables={"orders": {"A1": {"n": 1, "m": 1}}, "others": {"A1": {"n": 1}}})
    assert not world.orders.differs("n")
    world.run("store")
    assert world.orders.differs("n") is expected
    assert world.fork().orders.differs("n") is expected
    began = World(world.domain, world.base, InitialState(rows={table: {key: row}}))
    assert began.orders.differs("n") is expected


def test_a_row_that_was_removed_and_put_back_differs_by_its_place() -> None:
    @tool(kind="write")
    def move(world: World) -> None:
        world.orders["A1"] = world.orders.pop("A1")

    world = tiny_world(move, tables={"orders": {"A1": {"n": 1}, "A2": {"n": 2}}})
    world.run("move")
    assert list(world.orders) == ["A2", "A1"]
    assert world.delta() == {}
    assert world.orders.differs("n")


def test_asking_whether_fields_differ_reads_what_was_put_in_their_place() -> None:
    world = open_world()
    world.run("rename_user", user_id="ann", name="Anna")
    with world.trace() as (reads, _):
        assert world.users.differs("name")
        assert not world.users.differs("orders")
    assert reads == {("users", "ann")}


def test_the_overlay_is_every_row_in_the_place_of_the_bases_and_notes_no_read() -> None:
    @tool(kind="write")
    def run(world: World) -> None:
        world.orders["A1"]["n"] = 3
        world.orders["new"] = {"n": 4}
        del world.orders["A2"]

    base = tiny_world(run, tables={"orders": {f"A{n}": {"n": n} for n in range(1, 4)}})
    world = World(base.domain, base.base, InitialState(rows={"orders": {"A3": {"n": 7}}}))
    with world.trace() as (reads, _):
        world.run("run")
        reads.clear()
        overlay = world.orders.overlay()
    assert (overlay, reads) == ({"A3": {"n": 7}, "A1": {"n": 3}, "new": {"n": 4}, "A2": None}, set())
    with pytest.raises(ReadOnlyError):
        overlay["A1"]["n"] = 5
