"""Payment methods of customers, and what is booked on them."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import RowView, World
from eigengraph_retail.tools.lookups import find_user


def find_method(world: World, user_id: str, method_id: str) -> RowView:
    """Return a payment method of a customer, read-only.

    Raises:
        ToolError: There is no such customer, or they have no such method.
    """
    methods: RowView = find_user(world, user_id)["payment_methods"]
    if method_id not in methods:
        raise ToolError("Payment method not found")
    method: RowView = methods[method_id]
    return method


def can_pay(method: RowView, amount: float) -> bool:
    """Return whether a method can pay an amount: only a gift card can hold too little."""
    return bool(method["source"] != "gift_card" or method["balance"] >= amount)


def credit(world: World, user_id: str, method_id: str, amount: float) -> None:
    """Add dollars to a gift card, or take a negative amount off it; other methods hold no balance here.

    Raises:
        ToolError: There is no such customer, or they have no such method.
    """
    if find_method(world, user_id, method_id)["source"] == "gift_card":
        card = world.users[user_id]["payment_methods"][method_id]
        card["balance"] = round(card["balance"] + amount, 2)


def payment(amount: float, method_id: str) -> dict[str, Any]:
    """Return an entry for a payment history: dollars that the customer paid."""
    return {"transaction_type": "payment", "amount": amount, "payment_method_id": method_id}


def refund(amount: float, method_id: str) -> dict[str, Any]:
    """Return an entry for a payment history: dollars that the customer got back."""
    return {"transaction_type": "refund", "amount": amount, "payment_method_id": method_id}
