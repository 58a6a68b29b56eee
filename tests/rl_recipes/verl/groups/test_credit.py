"""Credit for single messages, from stored progress."""

from __future__ import annotations

import pytest
from eigengraph_verl.groups.credit import turn_credit

from eigengraph.dialogue import GREETING
from eigengraph.engine.reopen import reopen
from eigengraph.records import Check, Message, Outcome, ToolCall, Trajectory, Verdict
from eigengraph.verify import score

LOOK, WRITE = ToolCall("get", {}, id="1"), ToolCall("set", {}, id="2")
DIALOGUE = Trajectory(
    "t",
    (
        GREETING,
        Message("user", "Please.", side="user"),
        Message("assistant", tool_calls=(LOOK,)),
        Message("tool", "{}", call_id="1"),
        Message("assistant", "Shall I?"),
        Message("user", "Yes.", side="user"),
        Message("assistant", tool_calls=(WRITE,)),
        Message("tool", "{}", call_id="2"),
        Message("assistant", "Done."),
        Message("user", "###STOP###", side="user"),
    ),
    Outcome.COMPLETED,
)


def test_a_message_is_credited_with_what_its_calls_changed():
    first = Check(True, "", (False, False, True))
    second = Check(True, "", (True, False, True))
    verdict = Verdict(1.0, "", checks=(first, second, Check(True, "code has no progress")))
    assert turn_credit(DIALOGUE, verdict) == [-0.5, 0.0, 1.0, 0.0]


def test_without_progress_there_is_no_credit():
    assert turn_credit(DIALOGUE, Verdict(None, "")) == [0.0] * 4
    assert turn_credit(Trajectory("t", (), Outcome.MODEL_ERROR), Verdict(None, "")) == []


def test_what_the_user_does_goes_to_the_message_that_asked_for_it():
    call = ToolCall("restart", {}, side="user", id="1")
    messages = (
        GREETING,
        Message("user", "It is slow.", side="user"),
        Message("assistant", "Restart it."),
        Message("user", tool_calls=(call,), side="user"),
        Message("tool", "ok", side="user", call_id="1"),
    )
    verdict = Verdict(1.0, "", checks=(Check(True, "", (False, True)),))
    assert turn_credit(Trajectory("t", messages, Outcome.COMPLETED), verdict) == [1.0]


def test_credits_of_a_run_lead_from_the_first_state_to_the_last(run):
    domain, base = reopen(run.host, run.path)
    for datum in run.train:
        verdict = score(datum.task, domain, base, datum.trajectory)
        told = [check.progress for check in verdict.checks]
        begin, end = (sum(progress[at] for progress in told) / len(told) for at in (0, -1))
        assert sum(turn_credit(datum.trajectory, verdict)) == pytest.approx(end - begin)
