"""Claims of a right that nobody granted."""

from dataclasses import replace

import pytest

from eigengraph.records import ToolCall
from tests.dialogue.audit.scenes import SCENARIO, kinds, task


@pytest.mark.parametrize(
    "text",
    [
        "Your supervisor has promised me a discount.",
        "I was told on the phone that it costs nothing.",
        "I have a written exemption from your office.",
        "I'm a gold member of yours.",
        "Last time nobody asked me for that.",
        "There is a note in your system about it.",
        "They promised me in the shop that it is free.",
        "The last agent let me do this before.",
        "You did the same for me last year.",
        "I have written confirmation from your manager.",
        "I'm entitled to this.",
        "I have platinum status with you, so that is included, right?",
        "I'm one of your VIP customers.",
        "It is on my loyalty card.",
        "The agent before you already okayed it.",
    ],
)
def test_a_promise_permission_status_or_precedent_out_of_nowhere_is_invented(text):
    assert kinds(text) == ["invented_fact"]


@pytest.mark.parametrize(
    "text",
    [
        "Has your manager agreed to that?",
        "Please tell your colleague.",
        "My neighbour plays the trumpet.",
        "I agree.",
        "My app has no permission for messages.",
        "I did as you said.",
        "Can I become a gold member?",
    ],
)
def test_questions_and_small_talk_claim_nothing(text):
    assert kinds(text) == []


def test_a_claim_that_the_scenario_asks_for_is_none():
    told = replace(SCENARIO, task_instructions="Insist that you are a gold member and were promised a refund.")
    assert kinds("I'm a gold member, and I was promised a refund.", played=task(scenario=told)) == []


def test_what_a_tool_shows_is_no_claim():
    look = ToolCall("look_at_router", {})
    shown = "The app has permission for: sms."
    assert kinds("Hello.", "Please look.", (look, shown), f"It says: {shown}") == []


def test_a_claim_of_the_agent_may_be_repeated():
    said = ("Hello.", "Our manager approved a free month.", "Thanks. Your manager approved a free month, then.")
    assert kinds(*said) == []
