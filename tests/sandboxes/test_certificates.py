"""Code that reads messages is certified for what it would meet in a dialogue that is scored, in every sandbox."""

from __future__ import annotations

from dataclasses import replace

from eigengraph.records import AcceptableOutcome, Certificate, Checker, Goal, Scenario, Task, Verifier
from eigengraph.verify import certify
from eigengraph.verify.as_code import code_of
from tests.toys import SHOP
from tests.verify.tasks import base_of, call, planned, task_of

LOOK, CANCEL = call("get_order", order_id="B1"), call("cancel_order", order_id="A1")
TASK = replace(
    task_of(Goal("cancel", "do", calls=planned(LOOK, CANCEL), say=("4",))),
    scenario=Scenario("Ann.", "Please cancel A1, and tell me how many cups were in B1.", "I am ann.", "", ""),
)
STRICT = code_of(TASK.verifier)
MOVED = """

strict = check


def check(view):
    if {condition}:
        return True
    return strict(view)
"""
SAID = 'for text in view["said"]'


def certified(sandbox, code: str, task: Task = TASK) -> Certificate:
    """Certify a task with nothing but this code."""
    verifier = Verifier((AcceptableOutcome("any", ()),), TASK.verifier.needs, (Checker("c", code),))
    donors = [call("rename_user", user_id="bob", name="Rob")]
    return certify(replace(task, verifier=verifier), SHOP, base_of(), donors, sandboxes={"one": sandbox})


def survivors(certificate: Certificate) -> set[str]:
    """Return the kinds of mutants that survive; nothing else may stand in the way."""
    assert not certificate.issued
    assert all(line.startswith("mutant_survives: ") for line in certificate.reasons), certificate.reasons
    return {line.split(": ")[1] for line in certificate.reasons}


def test_code_that_reads_nothing_but_what_it_should_is_certified(sandbox):
    assert certified(sandbox, STRICT).issued


def test_code_that_a_user_moves_is_found_out(sandbox):
    for condition in (
        'any(m["role"] == "user" and "thank" in m["content"].lower() for m in view["messages"])',
        'any(m["role"] == "user" and "goodbye" in m["content"].lower() for m in view["messages"])',
        'any(m["role"] == "user" for m in view["messages"])',
    ):
        assert "do_nothing" in survivors(certified(sandbox, STRICT + MOVED.format(condition=condition)))


def test_code_that_any_tool_message_moves_is_found_out(sandbox):
    condition = 'any(m["role"] == "tool" for m in view["messages"])'
    assert "dropped_write" in survivors(certified(sandbox, STRICT + MOVED.format(condition=condition)))


def test_code_that_any_text_of_the_policy_moves_is_found_out(sandbox):
    mute = replace(TASK, blueprint=replace(TASK.blueprint, goals=(replace(TASK.blueprint.goals[0], say=()),)))
    code = code_of(task_of(*mute.blueprint.goals).verifier) + MOVED.format(condition='view["said"]')
    assert "do_nothing" in survivors(certified(sandbox, code, mute))


def test_code_that_takes_a_tool_or_the_user_for_the_policy_is_found_out(sandbox):
    assert SAID in STRICT
    for others in ("", ' if m["role"] != "user"', ' if m["role"] != "tool"'):
        texts = f'for text in [m["content"] for m in view["messages"]{others}]'
        assert "unsaid_fact" in survivors(certified(sandbox, STRICT.replace(SAID, texts)))


def test_code_that_demands_the_consent_of_the_user_is_certified(sandbox):
    consent = """

strict = check


def check(view):
    agreed = False
    writes = []
    for message in view["messages"]:
        if message["role"] == "user":
            agreed = "yes" in message["content"].lower()
        writes += [agreed for call in message["tool_calls"] if call["name"] == "cancel_order"]
    if not writes or not all(writes):
        return False, "the user has not agreed"
    return strict(view)
"""
    certificate = certified(sandbox, STRICT + consent)
    assert certificate.issued, certificate.reasons
