"""Whom and what a phone number leads to, without looking through the tables at every call.

The numbers of the tables that worlds begin with are listed once. A world that has changed a number, or who has which
line, is looked through instead; both ways give the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from eigengraph.errors import ToolError
from eigengraph.world import RowView, Tables, World
from eigengraph_telecom.agent_tools.records import find_customer, find_line


def find_customer_by_number(world: World, phone_number: str) -> RowView:
    """Return the first customer who can be reached at a number or has a line with it, read-only.

    Raises:
        ToolError: There is none, or a customer before them has a line that is not there.
    """
    known = world.base.derived(_customers_by_number).get(phone_number) if isinstance(phone_number, str) else None
    if known is None or world.customers.differs("phone_number", "line_ids") or world.lines.differs("phone_number"):
        return _look_for_customer(world, phone_number)
    return find_customer(world, known)


def find_line_by_number(world: World, phone_number: str) -> RowView:
    """Return the first line with a number, read-only.

    Raises:
        ToolError: There is none.
    """
    known = world.base.derived(_lines_by_number).get(phone_number) if isinstance(phone_number, str) else None
    if known is None or world.lines.differs("phone_number"):
        return _look_for_line(world, phone_number)
    return find_line(world, known)


def _look_for_customer(world: World, phone_number: str) -> RowView:
    for customer in world.customers.values():
        if customer["phone_number"] == phone_number:
            return customer  # type: ignore[no-any-return]
        if any(find_line(world, line_id)["phone_number"] == phone_number for line_id in customer["line_ids"]):
            return customer  # type: ignore[no-any-return]
    raise ToolError(f"Customer with phone number {phone_number} not found")


def _look_for_line(world: World, phone_number: str) -> RowView:
    for line in world.lines.values():
        if line["phone_number"] == phone_number:
            return line  # type: ignore[no-any-return]
    raise ToolError(f"Line with phone number {phone_number} not found")


def _customers_by_number(tables: Tables) -> Mapping[str, str]:
    """Return the customer to whom each number leads, up to the first one with a line that is not there."""
    found: dict[str, str] = {}
    for key, customer in tables["customers"].items():
        found.setdefault(customer["phone_number"], key)
        for line_id in customer["line_ids"]:
            if line_id not in tables["lines"]:
                return found
            found.setdefault(tables["lines"][line_id]["phone_number"], key)
    return found


def _lines_by_number(tables: Tables) -> Mapping[str, str]:
    """Return the first line with each number."""
    found: dict[str, str] = {}
    for key, line in tables["lines"].items():
        found.setdefault(line["phone_number"], key)
    return found
