"""Faults of the user's conduct: labelled where they are made, and made in the words of the message."""

from dataclasses import replace

import pytest
from eigengraph_offline.faults import CONDUCT_KINDS
from eigengraph_offline.misconduct import PHRASES
from eigengraph_offline.model import open_offline

from eigengraph.records import Outcome
from eigengraph.world import World, tool


@tool(side="user")
def restart_phone(_world: World) -> str:
    """Restart the phone."""
    return "Data is ON, 3 bars"


def faulty(shop, kind, *goals, seeds=range(8)):
    """Yield dialogues with the messages that carry the fault."""
    tools = [restart_phone if each.name == "restart_phone" else each for each in shop.domain.tools]
    domain = replace(shop.domain, tools=tools)
    model = open_offline("", {"user_faults": {kind: 1.0}})
    for seed in seeds:
        task = shop.task(*goals, seed=seed, domain=domain)
        trajectory = shop.play(task, seed=seed, model=model, domain=domain)
        yield task, trajectory, [message for message in trajectory.messages if message.labels]


@pytest.mark.parametrize("kind", CONDUCT_KINDS)
def test_each_kind_is_made_and_does_not_stop_the_dialogue(shop, kind):
    made = 0
    for _, trajectory, messages in faulty(shop, kind, "move", "refuse", "cancel", "phone"):
        assert set(trajectory.labels()) <= {f"user:{kind}"}
        assert trajectory.outcome is Outcome.COMPLETED
        made += bool(messages)
    assert made


def test_one_state_that_a_tool_shows_is_read_as_another(shop):
    for _, _, messages in faulty(shop, "misreported_result", "phone"):
        [message] = messages
        assert "Data is OFF, 3 bars" in message.content


def test_a_phrase_of_the_agent_is_added(shop):
    for _, _, messages in faulty(shop, "role_confusion", "move", "cancel"):
        for message in messages:
            assert any(message.content.endswith(phrase) for phrase in PHRASES["role_confusion"])


def test_a_sentence_of_the_instructions_is_read_out(shop):
    found = 0
    for task, _, messages in faulty(shop, "leaked_instructions", "move", "cancel"):
        for message in messages:
            found += any(part in message.content for part in task.scenario.task_instructions.split(". "))
            assert found
    assert found


def test_an_unknown_fact_is_told(shop):
    texts = [message.content for _, _, messages in faulty(shop, "unknown_fact", "refuse") for message in messages]
    assert texts
    assert all("B2" in text for text in texts)


def test_the_first_text_is_said_once_more(shop):
    for _, trajectory, messages in faulty(shop, "repetition", "move", "cancel"):
        first = next(message.content for message in trajectory.messages if message.role == "user")
        assert all(message.content.endswith(first) for message in messages)
