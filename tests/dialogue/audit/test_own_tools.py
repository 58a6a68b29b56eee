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
    ],
)
def test_what_is_shown_may_be_told_in_other_words(text):
    assert kinds("Hello.", "Please look.", (LOOK, SHOWN), text) == []
