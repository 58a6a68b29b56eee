"""The lookups that every tool of the agent shares; each refuses what it cannot find."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph.errors import ToolError
from eigengraph.world import RowView, Table, World


def find_customer(world: World, customer_id: str) -> RowView:
    """Return a customer, read-only.

    Raises:
        ToolError: There is no such customer.
    """
    return _find(world.customers, "Customer", customer_id)


def find_line(world: World, line_id: str) -> RowView:
    """Return a line, read-only.

    Raises:
        ToolError: There is no such line.
    """
    return _find(world.lines, "Line", line_id)


def find_bill(world: World, bill_id: str) -> RowView:
    """Return a bill, read-only.

    Raises:
        ToolError: There is no such bill.
    """
    return _find(world.bills, "Bill", bill_id)


def find_plan(world: World, plan_id: str) -> RowView:
    """Return a plan, read-only.

    Raises:
        ToolError: There is no such plan.
    """
    return _find(world.plans, "Plan", plan_id)


def find_device(world: World, device_id: str) -> RowView:
    """Return a device, read-only.

    Raises:
        ToolError: There is no such device.
    """
    return _find(world.devices, "Device", device_id)


def find_owned_line(world: World, customer_id: str, line_id: str) -> RowView:
    """Return a line of a customer, read-only.

    Raises:
        ToolError: There is no such customer, or it is none of their lines.
    """
    if line_id not in find_customer(world, customer_id)["line_ids"]:
        raise ToolError(f"Line {line_id} not found for customer {customer_id}")
    return find_line(world, line_id)


def bills_of(world: World, customer: RowView, status: str) -> Iterator[RowView]:
    """Yield a customer's bills of one status, read-only, in the order in which the customer has them.

    Raises:
        ToolError: The customer has a bill that is not there.
    """
    bills = [find_bill(world, bill_id) for bill_id in customer["bill_ids"]]
    return (bill for bill in bills if bill["status"] == status)


def _find(table: Table, what: str, key: str) -> RowView:
    row = table.peek(key) if isinstance(key, str) else None
    if row is None:
        raise ToolError(f"{what} with ID {key} not found")
    return row
