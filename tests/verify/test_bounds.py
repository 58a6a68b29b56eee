"""A policy cannot turn its failure into no verdict by sending what code cannot take."""

from dataclasses import replace
from typing import Any

import pytest

from eigengraph.records import Goal, Message, Outcome, ToolCall, Trajectory
from eigengraph.verify import score
from eigengraph.verify.bounds import MOST_BITS, MOST_CHARACTERS, MOST_DEPTH, MOST_VALUES, excess_of
from tests.toys import SHOP
from tests.verify.tasks import base_of, call, dialogue, planned, task_of

CANCEL = call("cancel_order", order_id="A1")
TASK = task_of(Goal("cancel", "do", calls=planned(CANCEL)))


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def called(value: Any, side: str = "agent") -> Message:
    role = "assistant" if side == "agent" else "user"
    return Message(role, tool_calls=(ToolCall("think", {"thought": value}, side),), side=side)


EXCESSIVE = {
    "deeper than 64 levels": called(nested(MOST_DEPTH)),
    "an integer of 4,097 bits": called(2**MOST_BITS),
    "half of a surrogate pair": Message("assistant", "a\ud800"),
    "characters, at most 200,000 can be judged": Message("assistant", "x" * (MOST_CHARACTERS + 1)),
    "texts and values, at most 10,000 can be judged": called([1] * MOST_VALUES),
}


@pytest.mark.parametrize("said", EXCESSIVE)
def test_who_sends_too_much_fails(said: str) -> None:
    played = dialogue(TASK, SHOP, base_of(), CANCEL, "Done.")
    verdict = score(TASK, SHOP, base_of(), replace(played, messages=(*played.messages, EXCESSIVE[said])))
    assert verdict.reward == 0.0
    assert verdict.reason.startswith("agent_fault: it sent ")
    assert said in verdict.reason


def test_what_stays_within_the_bounds_is_judged() -> None:
    played = dialogue(TASK, SHOP, base_of(), CANCEL, "x" * (MOST_CHARACTERS - 100))
    assert score(TASK, SHOP, base_of(), played).reward == 1.0
    assert excess_of([called(nested(MOST_DEPTH - 1)), called(2**MOST_BITS - 1), called({"\u00e9": None})]) == ""


def test_texts_of_a_dialogue_count_together() -> None:
    assert excess_of([Message("assistant", "x" * (MOST_CHARACTERS // 2))] * 3) != ""


def test_keys_of_arguments_count_too() -> None:
    assert "surrogate" in excess_of([called({"\udfff": 1})])


def test_deep_arguments_need_no_deep_stack() -> None:
    assert "nested" in excess_of([called(nested(100_000))])


def test_what_a_user_sends_is_not_the_policys() -> None:
    assert excess_of([called(nested(MOST_DEPTH + 1), "user"), Message("user", "x" * (MOST_CHARACTERS + 1))]) == ""


def test_a_dialogue_that_was_not_the_policys_to_end_gets_no_verdict_all_the_same() -> None:
    trajectory = Trajectory("t1", (EXCESSIVE["half of a surrogate pair"],), Outcome.USER_FAULT)
    assert score(TASK, SHOP, base_of(), trajectory).reward is None
