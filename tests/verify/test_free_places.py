"""Tasks whose end is judged by what works: assertions, free places, and a beginning of their own."""

from dataclasses import replace

import pytest

from eigengraph.records import (
    Blueprint,
    Environment,
    Goal,
    InitialState,
    PlannedCall,
    Scenario,
    Task,
    ToolCall,
    decode,
    encode,
)
from eigengraph.verify import certify, derive_verifier, score_steps
from eigengraph.verify.replay import Step
from eigengraph.world import Base
from tests.toys import ROUTER as PLAIN_ROUTER
from tests.toys import router_tables

ROUTER = replace(PLAIN_ROUTER, tool_errors=(KeyError,))  # mutants name lines that are not there
ACTIVATE = ToolCall("activate_line", {"line_id": "L1"})
ON = ToolCall("switch_router", {"on": True}, "user")
OFF = ToolCall("switch_router", {"on": False}, "user")
BASE = Base(router_tables(), ROUTER.sides())
ONLINE = Environment("is_online", {"line_id": "L1"})
FREE = (("device", "router", ()), ("lines", "L1", ("seen_online",)))
REPAIR = Goal(
    "repair",
    "do",
    calls=(PlannedCall(ACTIVATE, "It is suspended."), PlannedCall(ON, "It is off.")),
    assertions=(ONLINE,),
    free=FREE,
)


def task_of(goal: Goal, initial: InitialState = InitialState()) -> Task:
    blueprint = Blueprint((), (goal,), initial)
    verifier = derive_verifier(ROUTER, BASE, blueprint, blueprint.initial, 0)
    return Task("t", "router", blueprint, Scenario("", "", "", "", ""), verifier, blueprint.initial)


def accepted(task: Task, *calls: ToolCall) -> bool:
    return score_steps(task, ROUTER, BASE, map(Step, calls)).passed


@pytest.mark.parametrize(
    ("calls", "right"),
    [
        ((ACTIVATE, ON), True),
        ((ON, ACTIVATE), True),
        ((ACTIVATE, ON, OFF, ON), True),
        ((ACTIVATE,), False),
        ((ACTIVATE, ON, OFF), False),
        ((ON,), False),
        ((), False),
    ],
)
def test_it_counts_what_works_in_the_end(calls, right):
    assert accepted(task_of(REPAIR), *calls) is right


def test_outside_free_places_every_change_counts():
    strict = task_of(replace(REPAIR, free=FREE[:1]))
    assert accepted(strict, ACTIVATE, ON)
    unasked = task_of(replace(REPAIR, calls=REPAIR.calls[1:], assertions=(), free=FREE))
    assert accepted(unasked, ON)
    assert accepted(unasked, OFF)
    assert not accepted(unasked, ACTIVATE, ON)


def test_a_certificate_takes_what_differs_in_free_places_alone_for_the_same_ending():
    loose = task_of(replace(REPAIR, calls=(*REPAIR.calls, PlannedCall(ON, "To be sure."))))
    certificate = certify(loose, ROUTER, BASE)
    assert certificate.issued, certificate.reasons
    assert certificate.mutants["dropped_write"].not_applicable == 2
    assert certificate.mutants["dropped_write"].good == 1


def test_a_certificate_is_refused_where_the_assertions_miss_a_repair():
    verifier = task_of(replace(REPAIR, assertions=())).verifier
    certificate = certify(replace(task_of(REPAIR), verifier=verifier), ROUTER, BASE)
    assert any(reason.startswith("mutant_survives: dropped_write: switch_router") for reason in certificate.reasons)


def test_a_task_begins_as_its_blueprint_says():
    initial = InitialState(calls=(ACTIVATE,))
    rest = replace(REPAIR, calls=REPAIR.calls[1:])
    task = task_of(rest, initial)
    assert accepted(task, ON)
    assert not accepted(task)
    certificate = certify(task, ROUTER, BASE)
    assert certificate.issued, certificate.reasons


def test_a_blueprint_keeps_its_beginning_and_its_assertions_in_json():
    blueprint = task_of(REPAIR, InitialState(calls=(ACTIVATE,))).blueprint
    assert decode(Blueprint, encode(blueprint)) == blueprint
    assert blueprint.free() == tuple(sorted(FREE))
