"""The mock domain answers as tau2-bench's does."""

import json

import pytest
from eigengraph_tau2.mock import MOCK

from eigengraph.records import ToolCall
from eigengraph.world import Base, World, check_tables


@pytest.fixture
def world(ground):
    return World(ground.domain, ground.base)


def test_a_task_is_created_for_a_user(world):
    result = world.run("create_task", user_id="user_1", title="Sweep")
    task = {"task_id": "task_2", "title": "Sweep", "description": None, "status": "pending"}
    assert (json.loads(result.content), result.error) == (task, False)
    assert json.loads(world.run("get_users").content)[0]["tasks"] == ["task_1", "task_2"]


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("create_task", {"user_id": "nobody", "title": "x"}, "Error: User nobody not found"),
        ("update_task_status", {"task_id": "task_9", "status": "pending"}, "Error: Task task_9 not found"),
        ("create_task", {"user_id": "user_1"}, "Error: MockTools.create_task() missing 1 required positional argument"),
        ("create_task", {"user_id": "user_1", "title": 5}, "Error: 1 validation error for Task\ntitle\n"),
        ("add_notification", {}, "Error: Tool 'add_notification' not found."),
    ],
)
def test_a_call_that_does_not_fit_is_told_why(world, name, arguments, told):
    result = world.run(name, **arguments)
    assert result.error
    assert result.content.startswith(told)
    assert world.delta() == {}


def test_the_user_reads_their_inbox(world):
    def call(name, **arguments):
        return world.call(ToolCall(name, arguments, "user"))

    assert json.loads(call("check_notifications").content)[0]["status"] == "unread"
    assert call("dismiss_notification", notification_id="note_1").content == "Notification note_1 dismissed"
    assert json.loads(call("check_notifications").content)[0]["status"] == "read"
    assert call("dismiss_notification", notification_id="x").content == "Error: Notification x not found"
    assert call("dismiss_notification").content.startswith("Error: MockUserTools.dismiss_notification() missing")


def test_its_own_tables_fit_its_schema():
    base = Base(check_tables(MOCK.schema, MOCK.tables(0)), MOCK.sides())
    assert World(MOCK, base).run("get_users").content.startswith('[{"user_id": "user_1"')
