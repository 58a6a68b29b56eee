"""Calls, replay, forks and initial states."""

import copy
import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from eigengraph.errors import ConfigError, ReadOnlyError, ToolCrash, ToolError, UnknownNameError
from eigengraph.records import InitialState, ToolCall, ToolResult, canonical
from eigengraph.world import RowView, World, tool
from tests.toys import open_world, shop_tables, tiny_world

CALLS = st.lists(
    st.sampled_from(
        [
            ToolCall("cancel_order", {"order_id": "A1"}),
            ToolCall("cancel_order", {"order_id": "B1"}),
            ToolCall("cancel_order", {"order_id": "nope"}),
            ToolCall("place_order", {"user_id": "ann", "lines": [{"item": "tea", "count": 1}]}),
            ToolCall("place_order", {"user_id": "bob", "lines": []}),
            ToolCall("rename_user", {"user_id": "bob", "name": "Rob"}),
            ToolCall("list_orders", {"user_id": "ann"}),
            ToolCall("get_order", {"order_id": "B1"}),
            ToolCall("get_order", {}),
            ToolCall("think", {"thought": "hm"}),
            ToolCall("unknown", {}),
        ]
    ),
    max_size=8,
)


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


# Replay and forks


@settings(max_examples=60, deadline=None)
@given(calls=CALLS, seed=st.integers(0, 3))
def test_a_world_replays_bit_for_bit(calls: list[ToolCall], seed: int) -> None:
    first, second = open_world(seed=seed), open_world(seed=seed)
    assert [first.call(call) for call in calls] == [second.call(call) for call in calls]
    assert canonical(first.delta()) == canonical(second.delta())
    assert first.digest() == second.digest()
    assert first.now == second.now


@settings(max_examples=60, deadline=None)
@given(before=CALLS, after=CALLS, other=CALLS)
def test_forks_are_independent_and_keep_the_random_source(
    before: list[ToolCall], after: list[ToolCall], other: list[ToolCall]
) -> None:
    world = open_world(seed=5)
    for call in before:
        world.call(call)
    left, right = world.fork(), world.fork()
    state = world.digest()
    for call in other:
        right.call(call)
    assert (world.digest(), left.digest()) == (state, state)
    assert [left.call(call) for call in after] == [world.call(call) for call in after]
    assert left.digest() == world.digest()
    assert left.random.random() == world.random.random()


def test_another_seed_draws_other_numbers() -> None:
    drawn = {open_world(seed=seed).run("place_order", user_id="bob", lines=[]).content for seed in range(3)}
    assert len(drawn) == 3


# Initial states


def test_the_delta_counts_from_the_initial_state() -> None:
    initial = InitialState(
        rows={"orders": {"A1": {**shop_tables()["orders"]["A1"], "status": "held"}, "A2": None}},
        calls=(ToolCall("rename_user", {"user_id": "ann", "name": "Anna"}),),
    )
    world = open_world(initial=initial)
    assert (world.delta(), world.digest()) == ({}, open_world().digest())
    assert (world.orders["A1"]["status"], world.users["ann"]["name"]) == ("held", "Anna")
    assert list(world.orders) == ["A1", "B1"]
    assert world.orders.initial("A2") is None
    world.run("rename_user", user_id="ann", name="Ann")
    assert world.delta()["users"]["ann"]["name"] == "Ann"
    assert world.users.initial("ann")["name"] == "Anna"
    world.run("rename_user", user_id="ann", name="Anna")
    assert world.delta() == {}
    assert (world.fork().delta(), world.fork().users["ann"]["name"]) == ({}, "Anna")


def test_the_initial_rows_are_not_shared_with_the_record() -> None:
    rows: dict[str, Any] = {"users": {"cy": {"id": "cy", "name": "Cy", "orders": []}}}
    world = open_world(initial=InitialState(rows=rows))
    rows["users"]["cy"]["orders"].append("A1")
    assert world.users["cy"]["orders"] == []


def test_an_initial_call_that_is_refused_is_a_crash() -> None:
    with pytest.raises(ToolCrash, match="the initial call 'cancel_order' fails: Error: Only pending orders"):
        open_world(initial=InitialState(calls=(ToolCall("cancel_order", {"order_id": "A2"}),)))


def test_an_initial_state_of_unknown_places_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown table in the initial state 'order'; did you mean 'orders'\?"):
        open_world(initial=InitialState(rows={"order": {}}))
    with pytest.raises(ConfigError, match="removes row 'zz' of table 'orders', which has none"):
        open_world(initial=InitialState(rows={"orders": {"zz": None}}))


# The world as an object


def test_an_unknown_table_lists_the_known_ones() -> None:
    with pytest.raises(AttributeError, match=r"no table 'order' \(known: users, orders, items\)"):
        _ = open_world().order


def test_a_table_named_like_an_attribute_is_reached_through_tables() -> None:
    world = tiny_world(tables={"seed": {"a": {}}})
    assert world.seed == 0
    assert list(world.tables["seed"]) == ["a"]


def test_copying_or_pickling_half_a_world_ends() -> None:
    assert copy.copy(open_world()).users["ann"]["name"] == "Ann"
    empty = World.__new__(World)
    with pytest.raises(AttributeError, match="no table 'things'"):
        _ = empty.things


def test_a_base_can_be_pickled() -> None:
    base = open_world().base
    again = pickle.loads(pickle.dumps(base))
    assert (again.tables, again.sides, again.digest) == (base.tables, base.sides, base.digest)


def test_materialising_gives_a_copy_of_everything() -> None:
    world = open_world()
    world.run("rename_user", user_id="ann", name="Anna")
    everything = world.materialise()
    expected = shop_tables()
    expected["users"]["ann"]["name"] = "Anna"
    assert everything == expected
    everything["users"]["ann"]["orders"].clear()
    assert world.users["ann"]["orders"] == ["A1", "A2"]
