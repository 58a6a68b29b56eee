"""Tools for the data allowance of a line."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import World, tool
from eigengraph_telecom.agent_tools.billing import charge_once, month_of
from eigengraph_telecom.agent_tools.records import find_owned_line, find_plan

# In what follows numbers are told as text: tau2-bench does so wherever a tool answers with anything but a record.


@tool
def get_data_usage(world: World, customer_id: str, line_id: str) -> dict[str, str]:
    """Look up how much data a line has used in this billing cycle, and how much it may use.

    Args:
        world: The state.
        customer_id: The customer who owns the line.
        line_id: The line.
    """
    line = find_owned_line(world, customer_id, line_id)
    plan = find_plan(world, line["plan_id"])
    return {
        "line_id": line_id,
        "data_used_gb": str(line["data_used_gb"]),
        "data_limit_gb": str(plan["data_limit_gb"]),
        "data_refueling_gb": str(line["data_refueling_gb"]),
        "cycle_end_date": month_of(world.now.date())[1].isoformat(),
    }


@tool(kind="write")
def refuel_data(world: World, customer_id: str, line_id: str, gb_amount: float) -> dict[str, Any]:
    """Add data to a line's allowance, charged to the customer at the price of the line's plan.

    Args:
        world: The state.
        customer_id: The customer who owns the line.
        line_id: The line.
        gb_amount: How many gigabytes to add.
    """
    line = find_owned_line(world, customer_id, line_id)
    if gb_amount <= 0:
        raise ToolError("Refuel amount must be positive")
    price = find_plan(world, line["plan_id"])["data_refueling_price_per_gb"]
    charge = gb_amount * price
    world.lines[line_id]["data_refueling_gb"] += gb_amount
    charge_once(world, customer_id, charge, f"Data refueling: {gb_amount} GB at ${price}/GB")
    return {
        "message": f"Successfully added {gb_amount} GB of data for line {line_id} for ${charge:.2f}",
        "new_data_refueling_gb": str(world.lines[line_id]["data_refueling_gb"]),
        "charge": str(charge),
    }
