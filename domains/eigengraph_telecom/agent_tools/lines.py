"""Tools that change a line: suspending and resuming it, and roaming."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import World, tool
from eigengraph_telecom.agent_tools.records import find_owned_line


@tool(kind="write")
def suspend_line(world: World, customer_id: str, line_id: str, reason: str) -> dict[str, Any]:  # noqa: ARG001
    """Suspend an active line, for 6 months at most.

    Args:
        world: The state.
        customer_id: The customer who owns the line.
        line_id: The line.
        reason: Why it is suspended.
    """
    if find_owned_line(world, customer_id, line_id)["status"] != "Active":
        raise ToolError("Line must be active to suspend")
    line = world.lines[line_id]
    line["status"] = "Suspended"
    line["suspension_start_date"] = world.now.date().isoformat()
    return {"message": "Line suspended successfully. $5/month holding fee will apply.", "line": line}


@tool(kind="write")
def resume_line(world: World, customer_id: str, line_id: str) -> dict[str, Any]:
    """Resume a line that is suspended or waits for its activation.

    Args:
        world: The state.
        customer_id: The customer who owns the line.
        line_id: The line.
    """
    if find_owned_line(world, customer_id, line_id)["status"] not in ("Suspended", "Pending Activation"):
        raise ToolError("Line must be suspended to resume")
    line = world.lines[line_id]
    line["status"] = "Active"
    line["suspension_start_date"] = None
    return {"message": "Line resumed successfully", "line": line}


@tool(kind="write")
def enable_roaming(world: World, customer_id: str, line_id: str) -> str:
    """Allow a line to roam abroad.

    Args:
        world: The state.
        customer_id: The customer who owns the line.
        line_id: The line.
    """
    if find_owned_line(world, customer_id, line_id)["roaming_enabled"]:
        return "Roaming was already enabled"
    world.lines[line_id]["roaming_enabled"] = True
    return "Roaming enabled successfully"


@tool(kind="write")
def disable_roaming(world: World, customer_id: str, line_id: str) -> str:
    """Forbid a line to roam abroad.

    Args:
        world: The state.
        customer_id: The customer who owns the line.
        line_id: The line.
    """
    if not find_owned_line(world, customer_id, line_id)["roaming_enabled"]:
        return "Roaming was already disabled"
    world.lines[line_id]["roaming_enabled"] = False
    return "Roaming disabled successfully"
