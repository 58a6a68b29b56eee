"""Tools that show records of the carrier."""

from __future__ import annotations

from eigengraph.errors import ToolError
from eigengraph.world import RowView, World, tool
from eigengraph_telecom.agent_tools.by_number import find_customer_by_number
from eigengraph_telecom.agent_tools.records import find_bill, find_customer, find_device, find_line, find_plan

_FIND_BY_INITIAL = {"L": find_line, "D": find_device, "B": find_bill, "C": find_customer, "P": find_plan}


@tool
def get_customer_by_phone(world: World, phone_number: str) -> RowView:
    """Find a customer by the number where they can be reached, or the number of one of their lines.

    Args:
        world: The state.
        phone_number: The number, such as '555-123-2002'.
    """
    return find_customer_by_number(world, phone_number)


@tool
def get_customer_by_id(world: World, customer_id: str) -> RowView:
    """Look up a customer by id.

    Args:
        world: The state.
        customer_id: The customer, such as 'C1001'.
    """
    return find_customer(world, customer_id)


@tool
def get_customer_by_name(world: World, full_name: str, dob: str) -> list[RowView]:
    """Find customers by name and date of birth; several may share both.

    Args:
        world: The state.
        full_name: The full name, in any case.
        dob: The date of birth as 'YYYY-MM-DD'.
    """
    return [
        customer
        for customer in world.customers.values()
        if customer["full_name"].lower() == full_name.lower() and customer["date_of_birth"] == dob
    ]


@tool
def get_details_by_id(world: World, id: str) -> RowView:
    """Look up any record by its id: a customer, line, device, bill or plan.

    Args:
        world: The state.
        id: The record; its first letter says what it is: 'C', 'L', 'D', 'B' or 'P'.
    """
    for initial, find in _FIND_BY_INITIAL.items():
        if id.startswith(initial):
            return find(world, id)
    raise ToolError(f"Unknown ID format or type: {id}")
