"""How the user ends."""

import pytest

from eigengraph.dialogue import STOP, TRANSFER
from eigengraph.records import Fact, Goal, Message, Outcome, ToolCall
from tests.dialogue.audit.scenes import findings, kinds, talk, task

PROPOSAL = "I would activate line C4471 from May 20. Shall I go ahead (yes/no)?"


def test_leaving_with_the_yes_is_an_early_stop():
    assert kinds("Activate C4471.", PROPOSAL, f"Yes, please do. {STOP}") == ["early_stop"]


@pytest.mark.parametrize(
    ("agent", "user"),
    [
        (PROPOSAL, f"No, leave it. {STOP}"),
        ("Line C4471 is active. Can I do anything else for you?", f"That's all, thanks. {STOP}"),
        ("Done. Would you like to know anything else?", f"Okay, goodbye. {STOP}"),
    ],
)
def test_declining_and_saying_goodbye_are_not(agent, user):
    assert kinds("Activate C4471.", agent, user) == []


def test_a_transfer_is_taken_when_it_has_been_made():
    assert kinds("C4471.", "Shall I transfer you?", f"Yes. {TRANSFER}") == ["early_stop"]
    assert kinds("C4471.", "You are being transferred to a human agent.", f"Okay. {TRANSFER}") == []


FIRST = Goal("activate", "do", (Fact("line_id", "C4471", "C4471"),))
SECOND = Goal("pay", "do", (Fact("bill_id", "B7002", "B7002"),))


def test_a_request_never_brought_up_is_forgotten():
    said = ("Activate C4471.", "It is active. Anything else?", f"No, that was all. {STOP}")
    (finding,) = findings(talk(*said), task(FIRST, SECOND))
    assert (finding.kind, finding.position, finding.evidence) == ("forgotten_goal", 3, "pay")


def test_a_request_passed_over_is_forgotten_even_where_a_transfer_ends_the_dialogue():
    said = ("About B7002.", "You are being transferred to a human agent.", f"Fine. {TRANSFER}")
    assert kinds(*said, played=task(FIRST, SECOND)) == ["forgotten_goal"]


@pytest.mark.parametrize(
    "said",
    [
        ("Activate C4471.", "Done. Anything else?", "Yes, bill B7002.", "Paid.", f"Thanks. {STOP}"),
        ("Activate C4471.", "Done. Anything else?", "I want to pay.", "You can't.", f"A pity. {STOP}"),
        ("Activate C4471.", "You are being transferred to a human agent.", f"Fine. {TRANSFER}"),
    ],
)
def test_a_request_begun_or_cut_off_is_not(said):
    assert kinds(*said, played=task(FIRST, SECOND)) == []


BASIC = Goal("book", "do", (Fact("line_id", "C4471", "C4471"), Fact("plan", "basic plan", "the basic plan")))
PLAIN = Goal("switch", "do", (Fact("plan", "basic", "basic"), Fact("line_id", "D5582", "D5582")))


@pytest.mark.parametrize(
    ("said", "forgotten"),
    [
        # "basic" is part of what belongs to the other request.
        (("C4471 on the basic plan.", "Done. Anything else?"), ["forgotten_goal"]),
        (("C4471 on the basic plan, and basic for my other line.", "Done. Anything else?"), []),
        # D5582 was a slip, unless it is told again.
        (("I mean D5582. No, wait: it is C4471.", "Done. Anything else?"), ["forgotten_goal"]),
        (("I mean D5582. No, wait: it is C4471.", "D5582 can be had as well. Anything else?"), []),
        # What the agent says is no request, but for an id that only one has.
        (("C4471 on the basic plan.", "It was basic before. Anything else?"), ["forgotten_goal"]),
        (("C4471 on the basic plan.", "D5582 is on it, too. Anything else?"), []),
    ],
)
def test_a_request_is_told_by_what_only_it_has(said, forgotten):
    played = task(BASIC, PLAIN, Goal("pay", "do", (Fact("bill_id", "B7002", "B7002"),)))
    said = (*said, "Yes, bill B7002.", "Paid.", f"Thanks, bye. {STOP}")
    assert kinds(*said, played=played) == forgotten


@pytest.mark.parametrize("refused", [False, True])
def test_a_write_that_was_refused_brings_nothing_up(refused):
    name, argument = "activate_line", "line_id"
    first, *others = talk("Pay B7002.", "Done. Anything else?", f"No, thanks. {STOP}")
    call = ToolCall(name, {argument: "C4471"}, "agent", "w")
    answer = Message("tool", "Error: not yours" if refused else "{}", side="agent", call_id="w", error=refused)
    messages = (first, others[0], Message("assistant", tool_calls=(call,)), answer, *others[1:])
    found = [finding.kind for finding in findings(messages, task(FIRST, SECOND))]
    assert found == (["forgotten_goal"] if refused else [])


def test_nothing_is_said_about_requests_where_the_dialogue_was_cut_off():
    cut = talk("Activate C4471.", "Done. Anything else?", "Hm.")
    assert findings(cut, task(FIRST, SECOND), outcome=Outcome.MAX_TURNS) == ()
