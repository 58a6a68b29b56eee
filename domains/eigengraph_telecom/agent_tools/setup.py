"""What may have happened at the carrier before the dialogue; tasks call it, nobody else can."""

from __future__ import annotations

from datetime import timedelta

from eigengraph.errors import ToolError
from eigengraph.world import Tool, World, tool
from eigengraph_telecom.agent_tools.billing import add_bill, charge_item, month_of
from eigengraph_telecom.agent_tools.records import bills_of, find_customer, find_line, find_owned_line, find_plan


@tool
def get_available_plan_ids(world: World) -> list[str]:
    """List every plan."""
    return list(world.plans)


@tool(kind="write")
def set_data_usage(world: World, customer_id: str, line_id: str, data_used_gb: float) -> str:
    """Set how much data a line has used."""
    find_owned_line(world, customer_id, line_id)
    world.lines[line_id]["data_used_gb"] = data_used_gb
    return f"Data usage set to {data_used_gb} GB for line {line_id}"


@tool(kind="write")
def suspend_line_for_overdue_bill(
    world: World, customer_id: str, line_id: str, new_bill_id: str, contract_ended: bool
) -> str:
    """Suspend a line for a bill of last month that was not paid, and end its contract on request.

    The line need not be the customer's.
    """
    line = find_line(world, line_id)
    if line["status"] != "Active":
        raise ToolError("Line must be active to suspend for unpaid bill")
    amount = find_plan(world, line["plan_id"])["price_per_month"]
    if amount <= 0:
        raise ToolError("Amount must be positive for overdue bill")
    if any(bills_of(world, find_customer(world, customer_id), "Overdue")):
        raise ToolError("Customer already has an overdue bill")
    today = world.now.date()
    first, last = month_of(today.replace(day=1) - timedelta(days=1))
    add_bill(world, new_bill_id, customer_id, (first, last), "Overdue")
    bill = world.bills[new_bill_id]
    bill["line_items"].append(charge_item(world, f"Charge for line {line_id}", amount))
    bill["total_due"] += amount
    suspended = world.lines[line_id]
    suspended["status"] = "Suspended"
    suspended["suspension_start_date"] = today.isoformat()
    if contract_ended:
        suspended["contract_end_date"] = last.isoformat()
    return f"Line {line_id} suspended for unpaid bill {new_bill_id}. Contract ended: {contract_ended}"


SETUP: tuple[Tool, ...] = (get_available_plan_ids, set_data_usage, suspend_line_for_overdue_bill)
"""Every function of the agent's side that only initial states call."""
