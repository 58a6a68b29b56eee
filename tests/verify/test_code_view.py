"""The view as code gets it, field by field as docs/verification.md describes it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from eigengraph.records import AcceptableOutcome, Checker, Environment, Goal, Message, Trajectory, Verifier
from eigengraph.verify.code_view import code_input, last_view
from eigengraph.verify.view import MadeCall, state_of
from eigengraph.world import Base, World
from tests.toys import ROUTER, SHOP, open_world, shop_tables
from tests.verify.tasks import base_of, call, dialogue, planned, task_of

CANCEL, LOOK = call("cancel_order", order_id="A1"), call("get_order", order_id="A1")
TASK = task_of(Goal("cancel", "do", calls=planned(LOOK, CANCEL)))


def fields(*happened, verifier: Verifier | None = None, form="view") -> dict:
    task = replace(TASK, verifier=verifier or Verifier(()))
    view = last_view(task, SHOP, base_of(), dialogue(task, SHOP, base_of(), *happened))
    found = json.loads(code_input(view, form))
    return found["view"] if form == "view" else found


def test_before_and_after_have_every_table_and_the_rows_that_differ():
    view = fields(CANCEL)
    assert list(view) == ["before", "after", "changed", "calls", "messages", "needs", "said", "environment"]
    assert set(view["before"]) == set(view["after"]) == {"users", "orders", "items"}
    assert view["before"]["users"] == {}
    assert view["before"]["orders"]["A1"]["status"] == "pending"
    assert view["after"]["orders"]["A1"]["status"] == "cancelled"
    assert view["after"]["orders"].keys() == {"A1"}


def test_changed_names_places():
    view = fields(CANCEL)
    stock = {"table": "items", "key": "tea", "path": ["stock"], "before": 10, "after": 12, "absent": ""}
    assert stock in view["changed"]
    assert {(change["table"], change["key"], *change["path"]) for change in view["changed"]} == {
        ("orders", "A1", "status"),
        ("items", "tea", "stock"),
    }


def test_rows_that_came_are_null_before():
    view = fields(call("place_order", user_id="ann", lines=[{"item": "tea", "count": 1}]))
    [number] = view["after"]["orders"]
    assert view["before"]["orders"] == {number: None}
    [came] = [change for change in view["changed"] if change["table"] == "orders"]
    assert (came["path"], came["before"], came["absent"]) == ([], None, "before")


def test_calls_and_messages_are_as_they_happened():
    refused = call("cancel_order", order_id="A2")
    view = fields(LOOK, refused, "I cannot do that.")
    assert view["calls"] == [
        {"side": "agent", "name": "get_order", "arguments": {"order_id": "A1"}, "error": False},
        {"side": "agent", "name": "cancel_order", "arguments": {"order_id": "A2"}, "error": True},
    ]
    assert view["said"] == ["I cannot do that."]
    assert [(message["role"], message["error"]) for message in view["messages"]] == [
        ("assistant", False), ("tool", False), ("assistant", False), ("tool", True), ("assistant", False),
    ]  # fmt: skip
    assert view["messages"][0]["tool_calls"] == [{"name": "get_order", "arguments": {"order_id": "A1"}}]
    assert view["messages"][-1]["content"] == "I cannot do that."


def test_reasoning_and_labels_are_not_shown():
    said = Message("assistant", "Hello", thinking="secret", labels=("agent:wrong_argument",))
    task = replace(TASK, verifier=Verifier(()))
    view = last_view(task, SHOP, base_of(), Trajectory("t", (said,), "completed"))
    text = code_input(view, "view")
    assert "Hello" in text
    assert "secret" not in text
    assert "wrong_argument" not in text


def test_needs_are_there_and_rows_named_in_the_code_too():
    checker = Checker("c", "def check(view):\n    return view['needs']['items']['cup'], 'nothing'")
    view = fields(CANCEL, verifier=Verifier((), needs=(("orders", "B1"), ("orders", "zz")), checkers=(checker,)))
    assert view["needs"]["orders"]["B1"]["user"] == "bob"
    assert view["needs"]["orders"]["zz"] is None
    assert view["needs"]["items"] == {"cup": {"name": "Cup", "price": 8.0, "stock": 5}}
    assert view["needs"]["users"] == {}


def test_environment_has_what_the_assertions_ask():
    verifier = Verifier((AcceptableOutcome("on", (Environment("is_online", {"line_id": "L1"}),)),))
    view = state_of(open_world(ROUTER), verifier).view((), ())
    assert json.loads(code_input(view, "view"))["view"]["environment"] == {'is_online(line_id="L1")': False}


def test_databases_hold_what_differs_and_what_was_asked_for():
    verifier = Verifier((), needs=(("orders", "B1"), ("orders", "zz")))
    found = fields(CANCEL, "Done.", verifier=verifier, form="databases")
    assert list(found) == ["initial_db", "final_db", "actions", "messages"]
    assert set(found["initial_db"]) == {"users", "orders", "items"}
    assert found["initial_db"]["orders"].keys() == found["final_db"]["orders"].keys() == {"A1", "B1"}
    assert found["initial_db"]["orders"]["A1"]["status"] == "pending"
    assert found["final_db"]["orders"]["A1"]["status"] == "cancelled"
    assert found["actions"] == [
        {"side": "agent", "name": "cancel_order", "arguments": {"order_id": "A1"}, "error": False}
    ]
    assert found["messages"][-1]["content"] == "Done."


def test_in_databases_new_rows_are_missing_before():
    found = fields(call("place_order", user_id="ann", lines=[]), form="databases")
    assert found["initial_db"]["orders"] == {}
    assert len(found["final_db"]["orders"]) == 1


def test_a_row_that_the_code_names_never_looks_deleted():
    checker = Checker(
        "c", "def check(initial_db, final_db, actions, messages):\n    return 'B1' not in final_db['orders']"
    )
    found = fields(CANCEL, verifier=Verifier((), checkers=(checker,)), form="databases")
    assert found["final_db"]["orders"]["B1"] == found["initial_db"]["orders"]["B1"]


def test_the_size_is_that_of_what_was_touched():
    sizes = set()
    for more in (0, 500):
        tables = shop_tables()
        tables["items"] |= {f"item {number}": {"name": "x", "price": 1.0, "stock": 1} for number in range(more)}
        world = World(SHOP, Base(tables))
        world.call(CANCEL)
        sizes.add(len(code_input(state_of(world, Verifier(())).view((), ()), "view")))
    assert len(sizes) == 1


@pytest.mark.parametrize(("given", "seen"), [(10**30, 10**30), (float("nan"), None), ("\ud800", "\ud800"), (1.0, 1.0)])
def test_what_policies_may_write_into_arguments_arrives(given, seen):
    made = MadeCall(call("rename_user", name=given), error=True)
    view = state_of(open_world(), Verifier(())).view((made,), ())
    [shown] = json.loads(code_input(view, "view"))["view"]["calls"]
    assert shown["arguments"] == {"name": seen}
