"""Whole dialogues about the airline's own tasks."""

import asyncio
from random import Random

import pytest
from eigengraph_airline.domain import AIRLINE
from eigengraph_offline.model import open_offline

from eigengraph.dialogue import model_participant, rollout
from eigengraph.models import Context, Request
from eigengraph.records import Outcome, Scenario, Task, ToolCall, Verifier, decode
from eigengraph.world import FIXED, Base, World

TASKS = 100


@pytest.fixture(scope="module")
def dialogues():
    """Return tasks with their faultless dialogues, over a generated database."""
    base = Base(AIRLINE.tables(3))
    model = open_offline("", {})

    async def play(seed):
        blueprint = AIRLINE.sampler(World(AIRLINE, base), Random(seed), FIXED)
        if blueprint is None:
            return None
        context = Context(AIRLINE, seed, blueprint=blueprint)
        scenario = decode(Scenario, (await model.complete(Request("scenario", (), context))).message.content)
        task = Task(f"airline-{seed}", "airline", blueprint, scenario, Verifier(()))
        context = Context(AIRLINE, seed, task=task)
        sides = [model_participant(model, side, context) for side in ("agent", "user")]
        return task, await rollout(World(AIRLINE, base), *sides)

    return [found for seed in range(TASKS) if (found := asyncio.run(play(seed)))]


def test_every_dialogue_makes_exactly_the_gold_calls_and_completes(dialogues):
    for task, trajectory in dialogues:
        made = [ToolCall(call.name, call.arguments) for call in trajectory.calls()]
        assert made == list(task.blueprint.gold()), task.id
        assert trajectory.outcome is Outcome.COMPLETED, task.id
        assert trajectory.errors == 0, task.id


def test_every_dialogue_says_what_it_must_before_it_ends(dialogues):
    for task, trajectory in dialogues:
        said = " ".join(message.content for message in trajectory.messages if message.role == "assistant")
        for goal in task.blueprint.goals:
            assert all(text in said for text in goal.say), task.id


def test_talk_takes_a_bounded_number_of_messages_a_goal(dialogues):
    for task, trajectory in dialogues:
        calls = 2 * len(task.blueprint.gold())
        assert 8 <= len(trajectory.messages) <= calls + 2 + 14 * len(task.blueprint.goals), task.id


def test_scenarios_hold_every_known_fact_and_no_unknown_one(dialogues):
    for task, _ in dialogues:
        known = {fact.text for goal in task.blueprint.goals for fact in goal.facts if fact.disclosure != "unknown"}
        unknown = {fact.text for goal in task.blueprint.goals for fact in goal.facts if fact.disclosure == "unknown"}
        assert all(text in task.scenario.known_info for text in known), task.id
        assert not any(text in task.scenario.known_info for text in unknown - known), task.id


def test_no_call_rests_on_a_fact_before_the_user_has_told_it(dialogues):
    computed = 0
    for task, trajectory in dialogues:
        goals = [goal for goal in task.blueprint.goals for _ in goal.calls]
        told, shown = "", ""
        for message in trajectory.messages:
            if message.role == "user":
                told += f"\n{message.content.lower()}"
            shown += f"\n{message.content}"
            for call in message.tool_calls:
                facts = [fact for fact in goals.pop(0).facts if fact.disclosure != "unknown"]
                untold = [fact for fact in facts if fact.text.lower() not in told]
                if call.name == "calculate":
                    computed += 1
                    assert untold == [], (task.id, call)
                given = {text for fact in facts if fact not in untold for text in texts(fact.value)}
                for text in {*texts(call.arguments)} & {*texts([fact.value for fact in untold])} - given:
                    assert text in shown, (task.id, call)
    assert computed > 50


def texts(value):
    """Yield the texts in a value that tell one thing from another: ids, dates and names."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str) and len(value) > 3:
        yield value
