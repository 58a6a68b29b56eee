"""The mock domain."""

from __future__ import annotations

from pathlib import Path

from eigengraph.world import TAU2_RESERVED, Domain, Tables
from eigengraph_tau2.mock.rows import SCHEMA
from eigengraph_tau2.mock.tools import ASSERTIONS, TOOLS, add_notification


def _tables(seed: int) -> Tables:  # noqa: ARG001
    """One user with one task, whatever the seed."""
    task = {"task_id": "task_1", "title": "Write the minutes", "description": None, "status": "pending"}
    user = {"user_id": "user_1", "name": "Robin Marsh", "tasks": ["task_1"]}
    note = {"notification_id": "notif_1", "message": "A new task: minutes", "status": "unread", "task_id": "task_1"}
    return {"tasks": {"task_1": task}, "users": {"user_1": user}, "notifications": {"notif_1": note}}


SOLO_POLICY = Path(__file__).with_name("policy_solo.md")
"""The policy of an agent that works on a ticket alone."""

MOCK = Domain(
    name="mock",
    tools=TOOLS,
    tables=_tables,
    setup=(add_notification,),
    schema=SCHEMA,
    policy=Path(__file__).with_name("policy.md"),
    assertions=ASSERTIONS,
    tool_errors=(Exception,),
    check_arguments=False,
    toolkit={"agent": "MockTools", "user": "MockUserTools"},
    reserved_arguments=TAU2_RESERVED,
    transfer_tool="transfer_to_human_agents",
)
"""Users, tasks and an inbox; wire-compatible with tau2-bench's mock domain, for trying things out."""
