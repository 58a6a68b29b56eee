"""Derived checkers demand what the assertions do that they are written from."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from eigengraph.records import (
    Absent,
    Called,
    Environment,
    Equals,
    Goal,
    NotCalled,
    OnlyChanged,
    Ordered,
    Said,
    Task,
    Verifier,
)
from eigengraph.verify.as_code import code_of
from eigengraph.verify.checking import opinion_of, passes
from eigengraph.verify.code_view import code_input
from eigengraph.verify.contract import PARAMETERS, problem_in
from eigengraph.verify.replay import replay
from eigengraph.verify.sandbox import CodeRun
from eigengraph.verify.view import View
from eigengraph.world import World
from tests.toys import SHOP
from tests.verify.tasks import base_of, call, only, planned, steps, task_of

CANCEL, LOOK = call("cancel_order", order_id="A1"), call("get_order", order_id="A1")
RENAME, TRANSFER = call("rename_user", user_id="ann", name="Anna"), call("transfer", reason="x")
PLACE = call("place_order", user_id="ann", lines=[])
HAPPENED: list[list[Any]] = [
    [],
    [LOOK],
    [CANCEL],
    [LOOK, CANCEL, "It is $7.00."],
    [CANCEL, LOOK, "It is 77."],
    [LOOK, CANCEL, CANCEL, "7 USD"],
    [LOOK, CANCEL, RENAME, "7"],
    [RENAME, TRANSFER, "Anna, 1,234"],
    [call("get_order", order_id="zz"), CANCEL, "anna  1234"],
    [PLACE, "Done"],
]
ASSERTIONS = [
    Equals("orders", "A1", ("status",), "cancelled"),
    Equals("items", "tea", ("stock",), 12),
    Equals("items", "tea", ("stock",), 12.0),
    Equals("items", "tea", (), {"stock": 12, "name": "Tea", "price": 3.5}),
    Equals("orders", "zz", (), None),
    Equals("users", "ann", ("name", "first"), "Ann"),
    Absent("orders", "zz", ()),
    Absent("orders", "A1", ("status",)),
    Absent("users", "ann", ("nick",)),
    OnlyChanged(()),
    OnlyChanged((("orders", "A1", ("status",)), ("items", "tea", ()))),
    OnlyChanged((("users", "ann", ()), ("orders", "A1", ()))),
    Called("get_order", {"order_id": "A1"}),
    Called("get_order"),
    Called("get_order", {"order_id": "A1"}, "user"),
    NotCalled("transfer"),
    NotCalled("cancel_order", {"order_id": "A1"}),
    Ordered(Called("get_order"), Called("cancel_order")),
    Ordered(Called("cancel_order"), Called("get_order")),
    Said("7"),
    Said("Anna, 1234"),
    Said("it is"),
]


def view_of(task: Task, happened: list[Any]) -> View:
    *_, (view, _) = replay(World(SHOP, base_of(), seed=task.seed), steps(*happened), task.verifier)
    return view


def checked(code: str, view: View) -> tuple[bool | None, tuple[str, ...]]:
    assert problem_in(code, PARAMETERS["view"]) is None
    namespace: dict[str, Any] = {}
    exec(code, namespace)
    opinion = opinion_of("derived", CodeRun("ok", namespace["check"](**json.loads(code_input(view, "view")))))
    return opinion.passed, opinion.reasons


@pytest.mark.parametrize("assertion", ASSERTIONS, ids=str)
def test_each_kind_of_assertion_is_written_as_it_is_meant(assertion):
    needs = [("orders", "A1"), ("orders", "zz"), ("users", "ann"), ("items", "tea")]
    task = replace(task_of(), verifier=only(assertion, needs=needs))
    for happened in HAPPENED:
        view = view_of(task, happened)
        passed, reasons = checked(code_of(task.verifier), view)
        assert passed == passes(task, view), happened
        assert bool(reasons) is not passed


def test_the_assertions_tried_hold_at_times_and_fail_at_others():
    task = replace(
        task_of(), verifier=only(needs=[("orders", "zz"), ("users", "ann"), ("items", "tea"), ("orders", "A1")])
    )
    views = [view_of(task, happened) for happened in HAPPENED]
    seen = {passes(replace(task, verifier=only(assertion)), view) for assertion in ASSERTIONS for view in views}
    assert seen == {True, False}


def test_a_derived_verifier_and_its_code_agree_and_name_what_is_missing():
    goal = Goal(
        "cancel",
        "do",
        calls=planned(LOOK, CANCEL, essential=["get_order"]),
        alternatives=(planned(RENAME),),
        say=("7",),
    )
    task = task_of(goal)
    assert len(task.verifier.outcomes) == 2
    code = code_of(task.verifier)
    for happened in HAPPENED:
        view = view_of(task, happened)
        assert checked(code, view)[0] == passes(task, view)
    assert checked(code, view_of(task, [LOOK, CANCEL])) == (False, ('the user was told "7"',))


def test_code_is_formatted_and_holds_only_what_it_uses():
    code = code_of(only(Equals("orders", "A1", ("status",), "cancelled")))
    assert code.startswith("import json\n\n\ndef same(")
    assert "def told(" not in code
    assert "import re" not in code
    assert code == code_of(only(Equals("orders", "A1", ("status",), "cancelled")))


def test_what_only_a_live_world_can_tell_stays_an_assertion():
    claims = (Environment("is_online", {"line_id": "L1"}), OnlyChanged(()))
    assert "is_online" not in code_of(only(*claims))


def test_odd_names_of_outcomes_become_names_of_functions():
    outcome = only(OnlyChanged(())).outcomes[0]
    verifier = Verifier((replace(outcome, name="alternative 1"), replace(outcome, name="Ünter-wegs!")))
    assert problem_in(code_of(verifier)) is None
