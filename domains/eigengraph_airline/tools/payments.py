"""Charging a user for a change, and the tool that compensates one."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import World, tool
from eigengraph_airline.tools.arguments import Certificate, Payment
from eigengraph_airline.tools.lookups import find_user

NEW_CERTIFICATES = ("certificate_3221322", "certificate_3221323", "certificate_3221324")
"""Ids of certificates that ``send_certificate`` gives out, in this order."""


def charge(world: World, user_id: str, payment_id: str, difference: Any) -> list[dict[str, Any]]:
    """Charge a change to one payment method of a user, or refund it there.

    Args:
        world: The state.
        user_id: Who pays.
        payment_id: The method; its kind and balance are checked even where nothing is to be paid.
        difference: Dollars that the user owes; negative for a refund.

    Returns:
        What to add to the payment history: one entry, or none where the difference is 0.

    Raises:
        ToolError: The method cannot be used.
        pydantic.ValidationError: The difference is no whole number; a gift card is then debited already.
    """
    method = find_user(world, user_id)["payment_methods"].get(payment_id)
    if method is None:
        raise ToolError("Payment method not found")
    if method["source"] == "certificate":
        raise ToolError("Certificate cannot be used to update reservation")
    if method["source"] == "gift_card":
        if method["amount"] < difference:
            raise ToolError("Gift card balance is not enough")
        world.users[user_id]["payment_methods"][payment_id]["amount"] -= difference
    return [Payment(payment_id=payment_id, amount=difference).model_dump()] if difference != 0 else []


@tool(kind="write")
def send_certificate(world: World, user_id: str, amount: int) -> str:
    """Give a user a travel certificate. Be careful: it cannot be taken back.

    Args:
        world: The state.
        user_id: The user, such as 'sara_doe_496'.
        amount: What it is worth, in dollars.
    """
    owned = find_user(world, user_id)["payment_methods"]
    new = next((payment_id for payment_id in NEW_CERTIFICATES if payment_id not in owned), None)
    if new is None:
        raise ToolError("Too many certificates")
    certificate = Certificate(source="certificate", id=new, amount=amount)
    world.users[user_id]["payment_methods"][new] = certificate.model_dump()
    return f"Certificate {new} added to user {user_id} with amount {amount}."
