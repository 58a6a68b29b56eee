"""Worlds: replay, forks and initial states."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.errors import ConfigError, ToolCrash, UnknownNameError
from eigengraph.records import InitialState, ToolCall, canonical
from eigengraph.world import World, tool
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


def test_materialising_gives_a_copy_of_everything() -> None:
    world = open_world()
    world.run("rename_user", user_id="ann", name="Anna")
    everything = world.materialise()
    expected = shop_tables()
    expected["users"]["ann"]["name"] = "Anna"
    assert everything == expected
    everything["users"]["ann"]["orders"].clear()
    assert world.users["ann"]["orders"] == ["A1", "A2"]


def test_only_write_tools_draw_at_random() -> None:
    @tool(kind="read")
    def roll(world: World) -> int:
        """Roll a die."""
        return world.random.randrange(6)

    world = tiny_world(roll)
    with pytest.raises(ToolCrash, match="only a tool of kind 'write' may draw"):
        world.run("roll")
