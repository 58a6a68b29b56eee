"""What the rows of the tables look like, in tau2-bench's fields (``domains/mock/*data_model.py``)."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from eigengraph.world import TableSchema


class TaskRow(TypedDict):
    """A task."""

    task_id: str
    title: str
    description: Annotated[NotRequired[str | None], Field(default=None)]
    status: Literal["pending", "completed"]


class UserRow(TypedDict):
    """A user with the ids of their tasks, oldest first."""

    user_id: str
    name: str
    tasks: list[str]


class NotificationRow(TypedDict):
    """A message in the user's inbox, about a task or not."""

    notification_id: str
    message: str
    status: Annotated[NotRequired[Literal["unread", "read"]], Field(default="unread")]
    task_id: Annotated[NotRequired[str | None], Field(default=None)]


SCHEMA: dict[str, TableSchema] = {
    "tasks": TableSchema(TaskRow, key="task_id"),
    "users": TableSchema(UserRow, key="user_id", references={"tasks[]": "tasks"}),
    "notifications": TableSchema(NotificationRow, "user", key="notification_id"),
}
"""Row models, sides and keys of every table."""
