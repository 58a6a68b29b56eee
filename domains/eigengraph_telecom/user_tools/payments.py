"""Tools for paying a bill that the carrier asks for."""

from __future__ import annotations

from eigengraph.world import World, tool
from eigengraph_telecom.phone_rows import USER
from eigengraph_telecom.user_tools.handset import around


@tool(side="user")
def check_payment_request(world: World) -> str:
    """Look up whether the carrier asks you to pay a bill."""
    request = around(world)["payment_request"]
    if request is None:
        return "No payment request has been made."
    return f"You have a payment request for bill {request['bill_id']} of {request['amount_due']} USD."


@tool(kind="write", side="user")
def make_payment(world: World) -> str:
    """Pay the bill that the carrier asks you to pay."""
    if around(world)["payment_request"] is None:
        return "You do not have a payment request."
    request = world.surroundings[USER]["payment_request"]
    request["paid"] = True  # sync tells the carrier
    return f"Payment of {request['amount_due']} USD has been made for bill {request['bill_id']}."
