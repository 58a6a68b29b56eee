"""Verifiers that can judge nothing: certificates say why, and nothing of them is tried."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eigengraph.errors import ToolError
from eigengraph.records import Assertion, Called, Environment, Goal, OnlyChanged, Ordered, Task
from eigengraph.verify import certify
from eigengraph.world import Domain, World
from tests.toys import ROUTER
from tests.verify.tasks import base_of, call, only, planned, task_of

TASK = task_of(Goal("on", "do", calls=planned(call("activate_line", line_id="L1"))), domain=ROUTER)


def reasons(*assertions: Assertion, domain: Domain = ROUTER, task: Task = TASK) -> tuple[str, ...]:
    """Return what stands in the way of a verifier of these assertions."""
    return certify(replace(task, verifier=only(*assertions)), domain, base_of(domain)).reasons


@pytest.mark.parametrize(
    ("assertion", "line"),
    [
        (Environment("is_on"), "unknown assertion function of domain 'router' 'is_on'; did you mean 'is_online'?"),
        (Environment("is_online"), "is_online() cannot be answered: TypeError: missing a required argument: 'line_id'"),
        (Environment("is_online", {"line_id": "L9"}), "is_online(line_id=\"L9\") cannot be answered: KeyError: 'L9'"),
        (OnlyChanged((("line", "L1", ()),)), "unknown table of domain 'router' 'line'; did you mean 'lines'?"),
        (Ordered(Called("get_line"), Called("get_router")), "unknown tool of domain 'router' 'get_router'"),
        (Called("look_at_router", side="robot"), "outcomes.0.assertions.0.called.side: Input should be 'agent' or"),
    ],
)
def test_what_a_verifier_makes_up_is_told_in_a_line(assertion: Assertion, line: str) -> None:
    [reason] = reasons(assertion)
    assert reason.startswith(f"invalid_verifier: {line}")


def test_what_an_assertion_function_has_no_answer_to_yet_is_no_fault() -> None:
    def is_there(world: World, line_id: str) -> bool:
        raise ToolError("not yet")

    domain = replace(ROUTER, assertions={"is_there": is_there})
    assert not any(
        line.startswith("invalid") for line in reasons(Environment("is_there", {"line_id": "L1"}), domain=domain)
    )
