"""Tools for bills, and charging something to the next one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import RowView, World, tool
from eigengraph_telecom.agent_tools.records import bills_of, find_bill, find_customer


@tool
def get_bills_for_customer(world: World, customer_id: str, limit: int = 12) -> list[RowView]:
    """List a customer's bills, newest first.

    Args:
        world: The state.
        customer_id: The customer, such as 'C1001'.
        limit: At most this many.
    """
    bills = [find_bill(world, bill_id) for bill_id in find_customer(world, customer_id)["bill_ids"]]
    return sorted(bills, key=lambda bill: str(bill["issue_date"]), reverse=True)[:limit]


@tool(kind="write")
def send_payment_request(world: World, customer_id: str, bill_id: str) -> str:
    """Ask a customer to pay a bill; they can have one request at a time.

    Make sure first that the bill is not paid: this tool does not look.

    Args:
        world: The state.
        customer_id: The customer who owns the bill.
        bill_id: The bill.
    """
    customer = find_customer(world, customer_id)
    if any(bills_of(world, customer, "Awaiting Payment")):
        raise ToolError("A bill is already awaiting payment for this customer")
    if bill_id not in customer["bill_ids"]:
        raise ToolError(f"Bill {bill_id} not found for customer {customer_id}")
    world.bills[bill_id]["status"] = "Awaiting Payment"  # sync tells the user
    return f"Payment request sent to the customer for bill {bill_id}"


def charge_once(world: World, customer_id: str, amount: float, description: str) -> None:
    """Put a charge on a customer's first draft bill, or on a new one for the coming month.

    Args:
        world: The state, in a write tool.
        customer_id: The customer.
        amount: Dollars; negative for a credit.
        description: What it is for.

    Raises:
        ToolError: There is no such customer, or one of their bills is not there.
    """
    customer = find_customer(world, customer_id)
    draft = next(bills_of(world, customer, "Draft"), None)
    bill_id = _open_draft(world, customer_id) if draft is None else str(draft["bill_id"])
    bill = world.bills[bill_id]
    bill["line_items"].append(charge_item(world, description, amount))
    bill["total_due"] += amount


def charge_item(world: World, description: str, amount: float) -> dict[str, Any]:
    """Return today's charge, as a bill lists it."""
    kind = "Credit" if amount < 0 else "Charge"
    return {"description": description, "amount": amount, "date": world.now.date().isoformat(), "item_type": kind}


def _open_draft(world: World, customer_id: str) -> str:
    bill_id = f"B{world.random.getrandbits(32):08x}"
    first, last = month_of(month_of(world.now.date())[1] + timedelta(days=1))
    add_bill(world, bill_id, customer_id, (first, last), "Draft")
    return bill_id


def add_bill(world: World, bill_id: str, customer_id: str, period: tuple[date, date], status: str) -> None:
    """Add an empty bill, issued on the first day of its period and due two weeks later.

    Raises:
        ToolError: There is a bill of this id.
    """
    if bill_id in world.bills:
        raise ToolError(f"Bill with ID {bill_id} already exists")
    first, last = period
    world.bills[bill_id] = {
        "bill_id": bill_id,
        "customer_id": customer_id,
        "period_start": first.isoformat(),
        "period_end": last.isoformat(),
        "issue_date": first.isoformat(),
        "total_due": 0.0,
        "due_date": (first + timedelta(days=14)).isoformat(),
        "line_items": [],
        "status": status,
    }
    world.customers[customer_id]["bill_ids"].append(bill_id)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
