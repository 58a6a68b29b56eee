"""What carrier and phone learn of each other after each call (tau2-bench, ``domains/telecom/environment.py``)."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import World
from eigengraph_telecom.agent_tools.by_number import find_customer_by_number, find_line_by_number
from eigengraph_telecom.agent_tools.records import bills_of, find_plan
from eigengraph_telecom.phone_rows import USER


def sync(world: World) -> None:
    """Carry the state of the line to the user's surroundings, payment requests over, and payments back.

    Until the user's number is known there is no line to look at, and nothing happens. No network search follows: the
    phone learns only at its next one that its line was suspended or resumed.

    Raises:
        ToolError: The number belongs to no line, or the line's plan or a bill is not there.
    """
    before = world.surroundings.peek(USER)
    if before is None or before["phone_number"] is None:
        return
    number = before["phone_number"]
    line = find_line_by_number(world, number)
    plan = find_plan(world, line["plan_id"])
    learnt = {
        "line_active": line["status"] == "Active",
        "roaming_allowed": bool(line["roaming_enabled"]),
        "mobile_data_usage_exceeded": line["data_used_gb"] >= plan["data_limit_gb"] + line["data_refueling_gb"],
        "payment_request": _settle(world, number, before["payment_request"]),
    }
    changed = {name: value for name, value in learnt.items() if before[name] != value}
    if changed:  # most calls change nothing here, and a row that is taken is copied
        world.surroundings[USER].update(changed)


def _settle(world: World, number: str, request: Any) -> Any:
    """Return the payment request that stands, after the one that was paid has reached the carrier."""
    if request is not None and request["paid"]:
        if request["bill_id"] not in world.bills:
            raise ToolError(f"Bill with ID {request['bill_id']} not found")
        world.bills[request["bill_id"]]["status"] = "Paid"
        request = None
    if request is not None:
        return request  # an open request is neither replaced nor withdrawn
    bill = next(bills_of(world, find_customer_by_number(world, number), "Awaiting Payment"), None)
    return None if bill is None else {"bill_id": bill["bill_id"], "amount_due": bill["total_due"], "paid": False}
