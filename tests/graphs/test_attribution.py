"""Whose fault it is that a dialogue cannot be used."""

from __future__ import annotations

import asyncio

import pytest

from eigengraph.graphs import Attribution
from eigengraph.graphs.default_workers import rule_attributor
from eigengraph.records import Message, Outcome, Trajectory, Verdict

FAILED = Verdict(0.0, "nothing changed")
PASSED = Verdict(1.0, "")
SKIPPED = Message("assistant", "Hi.", labels=("agent:skipped_step",))
LEFT = Message("user", "Bye.", labels=("user:early_stop",))
CASES = [
    ((), Outcome.COMPLETED, PASSED, ("", "")),
    ((LEFT,), Outcome.COMPLETED, PASSED, ("", "")),
    ((), Outcome.COMPLETED, FAILED, ("agent", "failed the task")),
    ((SKIPPED,), Outcome.COMPLETED, FAILED, ("agent", "failed the task")),
    ((LEFT,), Outcome.COMPLETED, FAILED, ("user", "injected user:early_stop")),
    ((SKIPPED, LEFT), Outcome.COMPLETED, FAILED, ("user", "injected user:early_stop")),
    ((LEFT,), Outcome.MAX_TURNS, FAILED, ("user", "injected user:early_stop")),
    ((), Outcome.MAX_TURNS, FAILED, ("agent", "max_turns")),
    ((LEFT,), Outcome.ENVIRONMENT_ERROR, Verdict(None, "x"), ("environment", "tool crashed")),
    ((LEFT,), Outcome.USER_FAULT, Verdict(None, "x"), ("user", "could not speak")),
    ((), Outcome.BUDGET, Verdict(None, "x"), ("environment", "budget")),
    ((LEFT,), Outcome.COMPLETED, Verdict(None, "x"), ("verifier", "could not decide")),
]


@pytest.mark.parametrize(("messages", "outcome", "verdict", "expected"), CASES)
def test_rules(messages, outcome, verdict, expected):
    found: Attribution = asyncio.run(rule_attributor(None)(None, None, Trajectory("t", messages, outcome), verdict))
    assert (found.fault, found.reason) == expected


def test_user_faults_of_the_offline_model_are_blamed_on_the_user(drive):
    store = drive(options={"offline": {"user_faults": {"early_stop": 1.0}}}, tasks=2)
    blamed = {result.reason for result in store.finals().values()} - {"", "duplicate"}
    assert blamed == {"user: injected user:early_stop"}
