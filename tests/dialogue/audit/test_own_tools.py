"""What the user says about tools of their own."""

import pytest

from eigengraph.records import ToolCall
from tests.dialogue.audit.scenes import kinds

LOOK = ToolCall("look_at_router", {})
SWITCH = ToolCall("switch_router", {"on": True})
ASK = "Please switch the router on and tell me what happens."


@pytest.mark.parametrize(
    "text",
    [
        "Okay, I did that.",
        "Done.",
        "Did it as you said.",
        "I've switched it on.",
        "It has been done.",
        "It's done, what comes next?",
        "Yep, did that. What should I do next?",
        "I checked it, the light can't be seen.",
        "The router has been switched on now.",
        "I flipped it, yes.",
    ],
)
def test_a_step_that_was_not_taken_is_not_reported(text):
    assert kinds("Hello.", ASK, text) == ["uncalled_tool"]
    assert kinds("Hello.", ASK, (SWITCH, "done"), text) == []


@pytest.mark.parametrize(
    "text", ["I'll do it now.", "How do I do that?", "Have I done that?", "I can't reach it.", "Okay."]
)
def test_saying_something_else_claims_nothing(text):
    assert kinds("Hello.", ASK, text) == []


def test_the_agent_must_have_asked_for_a_tool():
    assert kinds("Hello.", "Please tell me your line.", "I did that, it is C4471.") == []


SHOWN = "Airplane Mode: OFF\nSignal: poor\nMobile Data Enabled: Yes"


@pytest.mark.parametrize(
    "text",
    [
        "It says airplane mode is on.",
        "Mobile data is disabled.",
        "The signal is fair.",
        "It shows a speed of 275.5 now.",
        "The signal is excellent now.",
        "I'm in airplane mode.",
        "Airplane mode isn't off.",
        "There is no signal.",
    ],
)
def test_another_state_grade_or_number_than_shown_is_a_misreport(text):
    assert kinds("Hello.", "Please look.", (LOOK, SHOWN), text) == ["misreported_result"]


@pytest.mark.parametrize(
    "text",
    [
        "Airplane mode is off, the signal is poor and mobile data is enabled.",
        "I toggled airplane mode on and off, no change.",
        "It looks all right to me.",
        "The signal is poor, and it should be excellent.",
        "Airplane mode isn't on.",
    ],
)
def test_what_is_shown_may_be_told_in_other_words(text):
    assert kinds("Hello.", "Please look.", (LOOK, SHOWN), text) == []


def test_what_a_tool_says_can_be_done_cannot_be_denied():
    can = (LOOK, "Your app can send pictures.")
    assert kinds("Hello.", "Please look.", can, "It cannot send them.") == ["misreported_result"]
    assert kinds("Hello.", "Please look.", can, "It can send them.") == []


def test_an_address_or_number_beside_a_report_is_no_part_of_it():
    assert kinds("Hello.", "Please look.", (LOOK, SHOWN), "Signal: poor. Write to a@b.org.") == ["invented_fact"]
