"""Calls: what callers are told, and what becomes of their arguments."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from eigengraph.errors import ReadOnlyError, ToolCrash, ToolError
from eigengraph.records import ToolCall, ToolResult
from eigengraph.world import RowView, World, tool
from tests.toys import open_world, tiny_world


class Weight(BaseModel):
    grams: int


@tool(kind="write")
def tag_all(world: World, tags: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = world.things["a"]
    row["tags"] = tags
    tags.append("mine")
    return row


# What callers are told


def test_results_are_shown_as_json_and_text_as_it_is() -> None:
    world = open_world()
    assert world.run("list_orders", user_id="ann") == ToolResult('["A1", "A2"]')
    assert world.run("transfer", reason="x") == ToolResult("Transferred")
    assert world.run("rename_user", user_id="ann", name="é") == ToolResult("null")
    assert world.run("get_order", order_id="A2").content.startswith('{"id": "A2", "user": "ann"')


def test_refusals_are_results() -> None:
    world = open_world()
    assert world.run("cancel_order", order_id="A2") == ToolResult("Error: Only pending orders can be cancelled", True)
    assert world.run("drop_tables") == ToolResult("Error: Tool 'drop_tables' not found.", True)
    assert world.call(ToolCall("drop_tables", {}, "user")) == ToolResult("Error: User tools not available", True)
    assert world.delta() == {}


def test_a_tool_with_an_argument_called_name_can_be_run() -> None:
    @tool
    def greet(world: World, name: str) -> str:
        return f"Hello {name}"

    assert tiny_world(greet).run("greet", name="Ann").content == "Hello Ann"


def test_an_undeclared_exception_is_a_crash_that_names_the_tool() -> None:
    @tool
    def divide(world: World, by: int) -> float:
        return 1 / by

    world = tiny_world(divide)
    with pytest.raises(ToolCrash, match="tool 'divide' raised ZeroDivisionError: division by zero") as caught:
        world.run("divide", by=0)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert world.run("divide", by=2).content == "0.5"


def test_declared_exceptions_are_refusals() -> None:
    @tool
    def look_up(world: World, key: str) -> RowView:
        return world.things[key]

    world = tiny_world(look_up, tool_errors=(KeyError,))
    assert world.run("look_up", key="zz") == ToolResult("Error: 'zz'", True)


def test_writing_in_a_read_tool_is_a_crash_whatever_is_declared() -> None:
    @tool
    def sneaky(world: World) -> None:
        world.things["a"]["n"] = 2

    world = tiny_world(sneaky, tool_errors=(Exception,))
    with pytest.raises(ToolCrash, match=r"tool 'sneaky': .* cannot be changed here") as caught:
        world.run("sneaky")
    assert isinstance(caught.value.__cause__, ReadOnlyError)
    assert world.delta() == {}


@pytest.mark.parametrize("kind", ["read", "think", "generic"])
def test_only_write_tools_write(kind: Any) -> None:
    @tool(kind=kind)
    def remove(world: World) -> None:
        del world.things["a"]

    with pytest.raises(ToolCrash, match="can only be written by a tool of kind 'write'"):
        tiny_world(remove).run("remove")


@pytest.mark.parametrize("value", [Decimal(1), {1, 2}, object(), (item for item in [1])])
def test_a_return_value_that_cannot_be_shown_is_a_crash(value: Any) -> None:
    @tool
    def odd(world: World) -> Any:
        return value

    with pytest.raises(ToolCrash, match=r"tool 'odd' raised TypeError: .* cannot be written as JSON"):
        tiny_world(odd).run("odd")


def test_the_right_to_write_ends_with_the_call_even_if_it_fails() -> None:
    @tool(kind="write")
    def fail(world: World, how: str) -> None:
        raise ToolError("refused") if how == "refuse" else RuntimeError("broken")

    world = tiny_world(fail)
    assert world.run("fail", how="refuse").error
    with pytest.raises(ToolCrash):
        world.run("fail", how="crash")
    with pytest.raises(ReadOnlyError):
        world.things["a"] = {}


def test_a_call_inside_a_call_leaves_the_outer_one_its_rights() -> None:
    @tool
    def count(world: World) -> int:
        return len(world.things)

    @tool(kind="write")
    def outer(world: World) -> str:
        row = world.things["a"]
        told = world.run("count").content + world.run("inner").content
        row["n"] += 1
        world.things["b"] = {}
        return told

    @tool(kind="write")
    def inner(world: World) -> str:
        world.things["a"]["n"] += 1
        return "!"

    world = tiny_world(count, outer, inner)
    assert world.run("outer").content == "1!"
    assert world.things["a"]["n"] == 3
    assert len(world.things) == 2


# Arguments


def test_arguments_are_never_shared_with_rows_or_changed() -> None:
    world = tiny_world(tag_all)
    call = ToolCall("tag_all", {"tags": ["t"]})
    world.call(call)
    assert call.arguments == {"tags": ["t"]}
    call.arguments["tags"].append("late")
    assert world.things["a"]["tags"] == ["t", "mine"]


@pytest.mark.parametrize("check_arguments", [True, False])
@pytest.mark.parametrize("kind", ["read", "write"])
def test_a_tool_that_changes_its_arguments_does_not_change_the_call(kind: Any, check_arguments: bool) -> None:
    @tool(kind=kind)
    def consume(world: World, tags: Any) -> str:
        tags["list"].clear()
        return "done"

    world = tiny_world(consume, check_arguments=check_arguments)
    call = ToolCall("consume", {"tags": {"list": [1]}})
    assert world.call(call) == ToolResult("done")
    assert call.arguments == {"tags": {"list": [1]}}


def test_arguments_may_be_views_of_rows() -> None:
    world = tiny_world(tag_all)
    assert not world.run("tag_all", tags=world.things["a"]["tags"]).error
    assert world.things["a"]["tags"] == ["x", "mine"]


def test_checked_arguments_are_coerced_and_typed() -> None:
    @tool
    def weigh(world: World, weight: Weight, times: int = 2) -> int:
        return weight.grams * times

    world = tiny_world(weigh)
    assert world.run("weigh", weight={"grams": "5"}, times="3").content == "15"
    assert world.run("weigh", weight={"grams": 5}).content == "10"
    assert world.run("weigh", weight={"grams": "heavy"}) == ToolResult(
        "Error: weigh: weight.grams: Input should be a valid integer, unable to parse string as an integer", True
    )
    told = world.run("weigh", weight={}, times="x").content
    assert told.startswith("Error: weigh: weight.grams: Field required; times: Input should be a valid integer")


def test_unchecked_arguments_arrive_as_they_are() -> None:
    @tool
    def kind_of(world: World, n: int) -> str:
        return type(n).__name__

    assert tiny_world(kind_of, check_arguments=False).run("kind_of", n="5").content == "str"
    assert tiny_world(kind_of).run("kind_of", n="5").content == "int"


def test_reserved_arguments_get_their_own_text() -> None:
    world = tiny_world(tag_all, reserved_arguments={"self": "taken"})
    assert world.run("tag_all", self=1) == ToolResult("Error: taken", True)
