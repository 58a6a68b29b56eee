"""The predicted and the gold world, with tau2-bench's rules for what is repeated."""

import json
from dataclasses import replace

import pytest
from eigengraph_tau2.mock import MOCK
from eigengraph_tau2.replay import Ground, gold_world, predicted_world

from eigengraph.errors import ConfigError, ReplayError, UnknownNameError
from tests.plugins.tau2.dialogues import COMPLETE, called, said

DONE = {"task_id": "task_1", "title": "Count the chairs", "description": None, "status": "completed"}
FINISH = called("update_task_status", json.dumps(DONE), task_id="task_1", status="completed")


def test_writes_are_repeated_and_nothing_else(task, ground):
    messages = [
        *called("get_users", "made up"),
        *called("no_such_tool", "Error: Tool 'no_such_tool' not found.", error=True),
        *FINISH,
        *called("dismiss_notification", "Notification note_1 dismissed", "user", notification_id="note_1"),
        said("Done."),
    ]
    world, differences = predicted_world(task(), ground, messages, strict=True)
    assert differences == ()
    assert world.tasks["task_1"]["status"] == "completed"
    assert world.notifications["note_1"]["status"] == "read"


def test_a_call_that_answers_otherwise_is_told_or_raises(task, ground):
    messages = called("update_task_status", "{}", task_id="task_1", status="completed")
    world, [difference] = predicted_world(task(), ground, messages)
    assert world.tasks["task_1"]["status"] == "completed"
    assert (difference.call.name, difference.recorded) == ("update_task_status", "{}")
    assert json.loads(difference.replayed) == DONE
    with pytest.raises(ReplayError, match=r"update_task_status answered .* but '\{\}' was recorded"):
        predicted_world(task(), ground, messages, strict=True)


def test_answers_are_compared_as_json(task, ground):
    spaced = json.dumps(dict(reversed(DONE.items())), indent=1)
    messages = called("update_task_status", spaced, task_id="task_1", status="completed")
    assert predicted_world(task(), ground, messages)[1] == ()


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        (FINISH[:1], "the call 'update_task_status_id' of 'update_task_status' is not followed by its result"),
        (FINISH[1:], "the tool result 'update_task_status_id' follows no call"),
        ([FINISH[0], said("Done.")], "is not followed by its result"),
        ([FINISH[0], replace(FINISH[1], call_id="other")], "is not followed by its result"),
    ],
)
def test_what_is_no_dialogue_raises(task, ground, messages, told):
    with pytest.raises(ReplayError, match=told):
        predicted_world(task(), ground, messages)


def test_solo_gives_the_agent_the_users_tools(task, ground):
    messages = called("dismiss_notification", "Notification note_1 dismissed", notification_id="note_1")
    alone, differences = predicted_world(task(), ground, messages, solo=True)
    assert (alone.notifications["note_1"]["status"], differences) == ("read", ())
    together, [difference] = predicted_world(task(), ground, messages)
    assert together.notifications["note_1"]["status"] == "unread"
    assert difference.replayed == "Error: Tool 'dismiss_notification' not found."


def test_solo_has_no_user(task, ground):
    with pytest.raises(ReplayError, match="solo mode has none"):
        predicted_world(task(), ground, called("check_notifications", "[]", "user"), solo=True)


def test_gold_goes_on_after_an_action_that_raises(task, ground):
    wrong = {**COMPLETE, "arguments": {"task_id": "task_9", "status": "completed"}}
    world, [error] = gold_world(task({"actions": [wrong, COMPLETE]}), ground)
    assert (error.call.arguments["task_id"], error.error) == ("task_9", "Error: Task task_9 not found")
    assert world.tasks["task_1"]["status"] == "completed"


def read_what_is_done(world):
    for key, row in list(world.tasks.items()):
        if row["status"] == "completed":
            world.notifications[f"note_{key[-1]}"]["status"] = "read"


def test_gold_actions_are_not_synced(task, ground):
    synced = Ground(replace(MOCK, sync=read_what_is_done), ground.base)
    gold, _ = gold_world(task({"actions": [COMPLETE]}), synced)
    predicted, _ = predicted_world(task(), synced, FINISH)
    assert gold.notifications["note_1"]["status"] == "unread"
    assert predicted.notifications["note_1"]["status"] == "read"


def fail(world):
    if world.tasks["task_1"]["status"] == "completed":
        raise ValueError("no line")


def test_a_sync_that_fails_is_told_to_the_caller(task, ground):
    world, [difference] = predicted_world(task(), Ground(replace(MOCK, sync=fail), ground.base), FINISH)
    assert world.tasks["task_1"]["status"] == "completed"
    assert "no line" in difference.replayed


def test_a_task_begins_with_data_calls_and_history(task, ground):
    beginning = {
        "initialization_data": {
            "agent_data": {"tasks": {"task_1": {"title": "Count the tables"}, "task_2": {**DONE, "task_id": "task_2"}}},
            "user_data": {"notifications": {"note_1": {"task_id": "task_1"}}},
        },
        "initialization_actions": [
            {
                "env_type": "user",
                "func_name": "add_notification",
                "arguments": {"notification_id": "note_2", "message": "Tables!"},
            }
        ],
        "message_history": [
            {"role": "assistant", "tool_calls": [{**COMPLETE, "id": "h"}]},
            {"role": "tool", "id": "h", "content": json.dumps({**DONE, "title": "Count the tables"})},
        ],
    }
    gold, _ = gold_world(task({"actions": []}, initial_state=beginning), ground, strict=True)
    assert gold.tasks["task_1"] == {**DONE, "title": "Count the tables"}
    assert list(gold.tasks) == ["task_1", "task_2"]
    assert gold.notifications["note_1"]["task_id"] == "task_1"
    assert gold.notifications["note_2"]["message"] == "Tables!"
    assert list(gold.delta()) == ["tasks"], "only what the history wrote differs from the beginning"
    predicted, _ = predicted_world(task(initial_state=beginning), ground, [])
    assert predicted.tasks["task_1"]["status"] == "pending", "a dialogue holds its history itself"


def test_data_that_does_not_fit_is_told(task, ground):
    def begin(**data):
        return task(initial_state={"initialization_data": data})

    with pytest.raises(
        UnknownNameError, match=r"unknown table in the agent's initialization_data 'taks'; did you mean"
    ):
        predicted_world(begin(agent_data={"taks": {}}), ground, [])
    with pytest.raises(ConfigError, match=r"initialization_data: tasks\['task_1'\]\.status: Input should be 'pending'"):
        predicted_world(begin(agent_data={"tasks": {"task_1": {"status": "lost"}}}), ground, [])
