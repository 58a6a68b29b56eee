"""Dialogues as turns with typed acts."""

import pytest

from eigengraph.dataset.realism import ACTS, turns
from eigengraph.dialogue import GREETING, STOP, TRANSFER
from eigengraph.records import Message, ToolCall


def user(text: str) -> Message:
    return Message("user", text, side="user")


def agent(text: str) -> Message:
    return Message("assistant", text)


def acts(*messages: Message) -> list[str]:
    return [turn.act for turn in turns(messages)]


def test_calls_in_a_row_are_one_turn_and_results_are_none():
    call = Message("assistant", tool_calls=(ToolCall("look", {}), ToolCall("look", {})))
    found = list(turns([GREETING, user("Hello there"), call, Message("tool", "{}"), call, agent("Done.")]))
    assert [turn.act for turn in found] == ["user opens", "agent calls", "agent informs"]
    assert found[1].calls == 4
    assert found[0].words == ["hello", "there"]


def test_calls_of_both_sides_stay_apart_and_the_last_ones_count():
    mine = Message("user", tool_calls=(ToolCall("toggle", {}, "user"),), side="user")
    theirs = Message("assistant", tool_calls=(ToolCall("look", {}),))
    assert acts(theirs, mine) == ["agent calls", "user calls"]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (STOP, "user closes"),
        (f"Thanks {TRANSFER}", "user closes"),
        ("Great, thank you!", "user closes"),
        ("No, leave it.", "user declines"),
        ("Yes, please.", "user agrees"),
        ("Yes, it is 12345.", "user informs"),
        ("What about the fee?", "user asks"),
        ("It is Mia Li.", "user informs"),
    ],
)
def test_acts_of_the_user(text, act):
    assert acts(user("Hi"), agent("And?"), user(text))[2] == act


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("You are being transferred to a human.", "agent transfers"),
        ("Shall I go ahead?", "agent confirms"),
        ("I'm sorry, I cannot do that.", "agent refuses"),
        ("Done. Is there anything else?", "agent wraps up"),
        ("Please provide your user id.", "agent asks"),
        ("Your flight leaves at nine.", "agent informs"),
    ],
)
def test_acts_of_the_agent(text, act):
    assert acts(user("Hi"), agent(text))[1] == act


def test_what_follows_a_call_of_the_users_own_reports_it():
    call = Message("user", tool_calls=(ToolCall("toggle", {}, "user"),), side="user")
    assert acts(user("Hi"), agent("Toggle it."), call, Message("tool", "on", side="user"), user("It is on.")) == [
        *("user opens", "agent informs", "user calls", "user reports")
    ]


def test_stop_tokens_are_no_words_and_every_act_is_listed():
    [turn] = turns([user(f"Bye {STOP}")])
    assert turn.words == ["bye"]
    assert turn.act in ACTS
