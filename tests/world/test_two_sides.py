"""Dual control: each side has its own tables and tools, and sync carries state across."""

from collections.abc import Callable
from typing import Any

import pytest

from eigengraph.errors import ToolCrash
from eigengraph.records import InitialState, ToolCall, ToolResult
from eigengraph.world import Base, Domain, World, tool
from tests.toys import ROUTER, is_online, open_world


def by_user(name: str, **arguments: Any) -> ToolCall:
    return ToolCall(name, arguments, side="user")


def test_sync_carries_state_across_after_each_call() -> None:
    world = open_world(ROUTER)
    world.run("activate_line", line_id="L1")
    assert not is_online(world, "L1")
    assert world.call(by_user("switch_router", on=True)) == ToolResult("done")
    assert is_online(world, "L1")
    assert world.call(by_user("look_at_router")).content == "green"
    assert set(world.delta()) == {"lines", "device"}
    assert set(world.delta("agent")) == {"lines"}
    assert set(world.delta("user")) == {"device"}


def test_sync_runs_after_a_refused_call_too() -> None:
    def count(world: World) -> None:
        world.things["a"]["n"] += 1

    @tool
    def look(world: World, key: str) -> Any:
        return world.things[key]

    world = World(
        Domain("tiny", [look], lambda seed: {}, sync=count, tool_errors=(KeyError,)), Base({"things": {"a": {"n": 0}}})
    )
    assert (world.things["a"]["n"], world.delta()) == (1, {})
    world.run("look", key="a")
    world.run("look", key="zz")
    world.run("look")
    assert world.things["a"]["n"] == 4


def test_what_sync_does_at_the_start_belongs_to_the_initial_state() -> None:
    on = {"device": {"router": {"powered": True, "line": "L1", "signal": False}}}
    world = open_world(ROUTER, initial=InitialState(rows=on, calls=(ToolCall("activate_line", {"line_id": "L1"}),)))
    assert is_online(world, "L1")
    assert world.delta() == {}


def test_initial_calls_may_be_of_either_side() -> None:
    world = open_world(ROUTER, initial=InitialState(calls=(by_user("switch_router", on=True),)))
    assert world.device["router"]["powered"]
    assert world.delta() == {}


def test_an_exception_in_sync_is_a_crash() -> None:
    def broken(world: World) -> None:
        raise RuntimeError("cable cut")

    with pytest.raises(ToolCrash, match="sync of domain 'x' raised RuntimeError: cable cut"):
        World(Domain("x", [], lambda seed: {}, sync=broken), Base({}))


def test_a_side_has_its_own_tools() -> None:
    world = open_world(ROUTER)
    assert world.run("switch_router", on=True) == ToolResult("Error: Tool 'switch_router' not found.", True)
    assert world.call(by_user("activate_line", line_id="L1")).error
    assert [schema["function"]["name"] for schema in ROUTER.schemas["user"]] == ["look_at_router", "switch_router"]


def test_solo_the_agent_holds_both_sides_tools() -> None:
    world = open_world(ROUTER, solo=True)
    assert world.run("switch_router", on=True) == ToolResult("done")
    assert world.run("activate_line", line_id="L1") == ToolResult("activated")
    assert world.run("look_at_router").content == "green"
    assert world.fork().run("look_at_router").content == "green"


ATTEMPTS: dict[str, Callable[[Any], object]] = {
    "read": lambda table: table["x"],
    "get": lambda table: table.get("x"),
    "peek": lambda table: table.peek("x"),
    "contains": lambda table: "x" in table,
    "length": len,
    "keys": list,
    "values": lambda table: list(table.values()),
    "items": lambda table: list(table.items()),
    "set": lambda table: table.update(x={}),
    "insert": lambda table: table.update(y={}),
    "delete": lambda table: table.pop("x"),
    "delete directly": lambda table: table.__delitem__("x"),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize("kind", ["read", "write"])
@pytest.mark.parametrize(("side", "table"), [("agent", "theirs"), ("user", "ours")])
def test_a_tool_can_do_nothing_with_the_other_sides_tables(attempt: str, kind: Any, side: Any, table: str) -> None:
    @tool(kind=kind, side=side)
    def reach(world: World) -> str:
        return str(ATTEMPTS[attempt](world.tables[table]))

    base = Base({"ours": {"x": {}}, "theirs": {"x": {}}}, {"ours": "agent", "theirs": "user"})
    world = World(Domain("two", [reach], lambda seed: {}, tool_errors=(Exception,)), base)
    with pytest.raises(ToolCrash, match=f"a tool of the {side} side may not use table '{table}'"):
        world.call(ToolCall("reach", {}, side=side))
    assert world.delta() == {}


def test_digests_can_be_taken_by_side() -> None:
    world = open_world(ROUTER)
    before = world.digest("agent"), world.digest("user")
    world.call(by_user("switch_router", on=True))
    assert world.digest("agent") == before[0]
    assert world.digest("user") != before[1]


def test_equal_rows_under_another_table_or_key_have_another_digest() -> None:
    @tool(kind="write")
    def put(world: World, table: str, key: str) -> None:
        world.tables[table][key] = {}

    domain = Domain("two", [put], lambda seed: {})
    digests = set()
    for table, key in [("a", "bc"), ("ab", "c"), ("a", "c"), ("ab", "bc")]:
        world = World(domain, Base({"a": {}, "ab": {}}))
        world.run("put", table=table, key=key)
        digests.add(world.digest())
    assert len(digests) == 4
