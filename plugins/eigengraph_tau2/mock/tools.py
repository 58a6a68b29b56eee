"""Tools of both sides, with tau2-bench's results and error texts (``domains/mock/tools.py``, ``user_tools.py``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel

from eigengraph.errors import ToolError
from eigengraph.world import World, tool


class Task(BaseModel):
    """A task as it is created; its name and fields are part of what a caller is told of one that does not fit."""

    task_id: str
    title: str
    description: str | None = None
    status: Literal["pending", "completed"]


@tool(kind="write")
def create_task(world: World, user_id: str, title: str, description: str | None = None) -> Any:
    """Create a task for a user.

    Args:
        world: The state.
        user_id: The user.
        title: What the task is called.
        description: What it is about.
    """
    if user_id not in world.users:
        raise ToolError(f"User {user_id} not found")
    task_id = f"task_{len(world.tasks) + 1}"
    task = Task(task_id=task_id, title=title, description=description, status="pending").model_dump()
    world.tasks[task_id] = task
    world.users[user_id]["tasks"].append(task_id)
    return task


@tool
def get_users(world: World) -> Any:
    """List every user with the ids of their tasks."""
    return list(world.users.values())


@tool(kind="write")
def update_task_status(world: World, task_id: str, status: Literal["pending", "completed"]) -> Any:
    """Set the status of a task.

    Args:
        world: The state.
        task_id: The task.
        status: Its new status.
    """
    if task_id not in world.tasks:
        raise ToolError(f"Task {task_id} not found")
    task = world.tasks[task_id]
    task["status"] = status
    return task


@tool(kind="generic")
def transfer_to_human_agents(_world: World, summary: str) -> str:  # noqa: ARG001
    """Hand the user over to a human agent, with a summary of the matter.

    Do so only if the user asks for it, or if the policy and the tools leave no way to solve the matter.

    Args:
        summary: What the user wants.
    """
    return "Transfer successful"


@tool(side="user")
def check_notifications(world: World) -> Any:
    """List the notifications in your inbox."""
    return list(world.notifications.values())


@tool(kind="write", side="user")
def dismiss_notification(world: World, notification_id: str) -> str:
    """Mark a notification as read.

    Args:
        world: The state.
        notification_id: The notification.
    """
    if notification_id not in world.notifications:
        raise ToolError(f"Notification {notification_id} not found")
    world.notifications[notification_id]["status"] = "read"
    return f"Notification {notification_id} dismissed"


TOOLS = (
    create_task,
    get_users,
    update_task_status,
    transfer_to_human_agents,
    check_notifications,
    dismiss_notification,
)
"""Every tool of both sides."""


@tool(kind="write", side="user")
def add_notification(world: World, notification_id: str, message: str, task_id: str | None = None) -> Any:
    """Put a notification into the user's inbox, as tasks do before a dialogue.

    Args:
        world: The state.
        notification_id: Its id.
        message: What it says.
        task_id: The task it is about.
    """
    row = {"notification_id": notification_id, "message": message, "status": "unread", "task_id": task_id}
    world.notifications[notification_id] = row
    return row


def assert_number_of_tasks(world: World, user_id: str, expected_number: int) -> bool:
    """Whether a user has so many tasks.

    Raises:
        ToolError: There is no such user.
    """
    user = world.users.peek(user_id)
    if user is None:
        raise ToolError(f"User {user_id} not found")
    return len(user["tasks"]) == expected_number


def assert_task_status(world: World, task_id: str, expected_status: str) -> bool:
    """Whether a task has a status.

    Raises:
        ToolError: There is no such task.
    """
    task = world.tasks.peek(task_id)
    if task is None:
        raise ToolError(f"Task {task_id} not found")
    return bool(task["status"] == expected_status)


def assert_notification_status(world: World, notification_id: str, expected_status: str) -> bool:
    """Whether a notification has a status.

    Raises:
        ToolError: There is no such notification.
    """
    notification = world.notifications.peek(notification_id)
    if notification is None:
        raise ToolError(f"Notification {notification_id} not found")
    return bool(notification["status"] == expected_status)


ASSERTIONS: dict[str, Callable[..., bool]] = {
    "assert_number_of_tasks": assert_number_of_tasks,
    "assert_task_status": assert_task_status,
    "assert_notification_status": assert_notification_status,
}
"""Environment assertions of both sides, by name."""
