"""Whose fault it is that a dialogue cannot be used."""

from __future__ import annotations

import asyncio

import pytest

from eigengraph.graphs import Attribution, Item
from eigengraph.graphs.default_workers import rule_attributor
from eigengraph.records import Finding, Message, Outcome, Trajectory, Verdict

FAILED = Verdict(0.0, "nothing changed")
PASSED = Verdict(1.0, "")
LABELLED = Message("user", "Bye.", labels=("user:early_stop",))
LEFT = Finding("early_stop", 1, "the user agrees and leaves before it is done: 'Yes.'", "Yes.")
LEAKED = Finding("leaked_instructions", 3, "the user says 'my instructions'", "my instructions")
CASES = [
    ((), (), Outcome.COMPLETED, PASSED, ("", "")),
    ((), (LEFT,), Outcome.COMPLETED, PASSED, ("", "")),
    ((), (), Outcome.COMPLETED, FAILED, ("agent", "failed the task")),
    ((), None, Outcome.COMPLETED, FAILED, ("agent", "failed the task")),
    ((LABELLED,), (), Outcome.COMPLETED, FAILED, ("agent", "failed the task")),
    ((), (LEFT,), Outcome.COMPLETED, FAILED, ("user", "early_stop")),
    ((), (LEFT, LEAKED), Outcome.COMPLETED, FAILED, ("user", "early_stop")),
    ((), (LEFT,), Outcome.MAX_TURNS, FAILED, ("user", "early_stop")),
    ((), (), Outcome.MAX_TURNS, FAILED, ("agent", "max_turns")),
    ((), (LEFT,), Outcome.ENVIRONMENT_ERROR, Verdict(None, "x"), ("environment", "tool crashed")),
    ((), (LEFT,), Outcome.USER_FAULT, Verdict(None, "x"), ("user", "could not speak")),
    ((), (), Outcome.BUDGET, Verdict(None, "x"), ("environment", "budget")),
    ((), (LEFT,), Outcome.COMPLETED, Verdict(None, "x"), ("verifier", "could not decide")),
]


@pytest.mark.parametrize(("messages", "findings", "outcome", "verdict", "expected"), CASES)
def test_rules(messages, findings, outcome, verdict, expected):
    """Findings count, and labels of faults do not."""
    item, trajectory = Item(0, findings=findings), Trajectory("t", messages, outcome)
    found: Attribution = asyncio.run(rule_attributor(None)(item, None, trajectory, verdict))
    assert (found.fault, found.reason) == expected


def test_user_faults_of_the_offline_model_are_blamed_on_the_user(drive):
    store = drive(options={"offline": {"user_faults": {"early_stop": 1.0}}}, tasks=2)
    blamed = {result.reason for result in store.finals().values()} - {"", "duplicate"}
    assert blamed == {"user: early_stop"}


def test_findings_of_a_dialogue_that_passes_stand_in_its_datum(drive):
    [datum] = drive(options={"offline": {"user_faults": {"role_confusion": 1.0}}}, tasks=1).data()
    [at] = [at for at, message in enumerate(datum.trajectory.messages) if "user:role_confusion" in message.labels]
    assert [(finding.kind, finding.position) for finding in datum.findings] == [("role_confusion", at)]
