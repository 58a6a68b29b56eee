"""Finding customers and lines by number: the same as looking through all of them, whatever a world has changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from eigengraph_telecom import TELECOM
from eigengraph_telecom.agent_tools.by_number import find_customer_by_number, find_line_by_number
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.errors import ToolError
from eigengraph.records import InitialState
from eigengraph.world import Base, RowView, World, tool
from tests.domains.telecom.worlds import BASE

NUMBERS = ["555-1", "555-2", "555-3", "555-4", "555-5"]
KEYS = {"customers": ["C1", "C2", "C3", "C4"], "lines": ["L1", "L2", "L3", "L4"]}
FIELDS = {
    "customers": {
        "phone_number": st.sampled_from(NUMBERS),
        "line_ids": st.lists(st.sampled_from(KEYS["lines"]), max_size=2),
    },
    "lines": {"phone_number": st.sampled_from(NUMBERS), "status": st.sampled_from(["Active", "Suspended"])},
}
BLANK = {"customers": {"phone_number": "", "line_ids": []}, "lines": {"phone_number": "", "status": "Active"}}


@tool(kind="write")
def edit(world: World, table: str, key: str, fields: dict[str, Any] | None) -> None:
    """Change fields of a row, which may be new, or remove it."""
    if fields is None:
        world.tables[table].pop(key, None)
    else:
        world.tables[table].setdefault(key, BLANK[table]).update(fields)


DOMAIN = replace(TELECOM, tools=(*TELECOM.tools, edit))


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, str, dict[str, Any] | None]:
    """Draw a table, a key, and some of its fields, none of them, or None to remove the row."""
    table = draw(st.sampled_from(sorted(KEYS)))
    fields = st.fixed_dictionaries({}, optional=FIELDS[table])
    return table, draw(st.sampled_from(KEYS[table])), draw(st.none() | fields)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a base, some of whose customers may have lines that are not there, and a world that has changed it."""
    tables = {
        table: {key: draw(st.fixed_dictionaries(FIELDS[table])) for key in keys[: draw(st.integers(3, 4))]}
        for table, keys in KEYS.items()
    }
    base = Base({**BASE.tables, **tables}, TELECOM.sides())
    rows: dict[str, dict[str, Any]] = {}
    for table, key, fields in draw(st.lists(edits(), max_size=2)):
        if fields is not None:
            rows.setdefault(table, {})[key] = {**tables[table].get(key, BLANK[table]), **fields}
        elif key in tables[table]:
            rows.setdefault(table, {})[key] = None
    world = World(DOMAIN, base, InitialState(rows=rows))
    for table, key, fields in draw(st.lists(edits(), max_size=3)):
        assert not world.run("edit", table=table, key=key, fields=fields).error
    return world


def customer_seen(world: World, number: str) -> RowView:
    for customer in world.customers.values():
        if customer["phone_number"] == number:
            return customer
        for key in customer["line_ids"]:
            line = world.lines.peek(key)
            if line is None:
                raise ToolError(f"Line with ID {key} not found")
            if line["phone_number"] == number:
                return customer
    raise ToolError(f"Customer with phone number {number} not found")


def line_seen(world: World, number: str) -> RowView:
    for line in world.lines.values():
        if line["phone_number"] == number:
            return line
    raise ToolError(f"Line with phone number {number} not found")


def answer(find: Callable[[World, str], RowView], world: World, number: str) -> object:
    try:
        return dict(find(world, number))
    except ToolError as error:
        return str(error)


def answers(by_number: bool, world: World) -> list[object]:
    finds = (find_customer_by_number, find_line_by_number) if by_number else (customer_seen, line_seen)
    return [answer(find, world, number) for find in finds for number in (*NUMBERS, "555-6")]


@settings(max_examples=150, deadline=None)
@given(world=worlds())
def test_both_are_found_as_if_all_rows_were_looked_through(world: World) -> None:
    assert answers(True, world) == answers(True, world.fork()) == answers(False, world)


SHARED = {
    "customers": {
        "C1": {"phone_number": "555-1", "line_ids": ["L1"]},
        "C2": {"phone_number": "555-1", "line_ids": ["L2"]},
    },
    "lines": {
        "L1": {"phone_number": "555-2", "status": "Active"},
        "L2": {"phone_number": "555-3", "status": "Active"},
        "L3": {"phone_number": "555-2", "status": "Suspended"},
    },
}
MOVES: list[list[tuple[str, str, dict[str, Any] | None]]] = [
    [("customers", "C1", {"phone_number": "555-4"})],
    [("customers", "C1", {"line_ids": []})],
    [("customers", "C1", {"line_ids": ["L1", "L2"]})],
    [("customers", "C1", None)],
    [("customers", "C1", None), ("customers", "C1", SHARED["customers"]["C1"])],
    [("customers", "C3", {"phone_number": "555-4", "line_ids": ["L3"]})],
    [("lines", "L1", {"phone_number": "555-4"})],
    [("lines", "L1", {"phone_number": "555-3"})],
    [("lines", "L1", None)],
    [("lines", "L1", None), ("lines", "L1", SHARED["lines"]["L1"])],
    [("lines", "L4", {"phone_number": "555-4"})],
]


@pytest.mark.parametrize("moves", MOVES)
def test_a_number_that_leads_elsewhere_now_is_followed(moves: list[tuple[str, str, dict[str, Any] | None]]) -> None:
    base = Base({**BASE.tables, **SHARED}, TELECOM.sides())
    unmoved = World(DOMAIN, base)
    world = unmoved.fork()
    for table, key, fields in moves:
        world.run("edit", table=table, key=key, fields=fields)
    assert answers(True, world) == answers(False, world) != answers(True, unmoved)
    assert answers(True, unmoved) == answers(False, unmoved)


@pytest.mark.parametrize("number", [None, 5, ["555-900-0001"], {}])
def test_what_is_no_number_is_nobodys(number: Any) -> None:
    with pytest.raises(ToolError, match=r"Customer with phone number .* not found"):
        find_customer_by_number(World(TELECOM, BASE), number)


def test_only_the_row_that_is_found_is_looked_at() -> None:
    world = World(TELECOM, BASE)
    with world.trace() as (reads, _):
        owner = find_customer_by_number(world, "555-900-0001")
        line = find_line_by_number(world, "555-900-0001")
    assert reads == {("customers", owner["customer_id"]), ("lines", line["line_id"])}
