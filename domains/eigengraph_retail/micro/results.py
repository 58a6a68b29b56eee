"""What tools answer in the reduced store: one line, in which every name stands before what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eigengraph.world.domain import render_json


def render_briefly(value: object) -> str:
    """Show an order or a customer on one line, anything else as the store does."""
    if isinstance(value, Mapping):
        if "items" in value:
            return _order(value)
        if "payment_methods" in value:
            return _customer(value)
    return render_json(value)


def _order(order: Mapping[str, Any]) -> str:
    items = ", ".join(f"{item['name']} {item['item_id']}" for item in order["items"])
    return f"{order['order_id']} {order['status']}, {items}, paid by {order['payment_history'][0]['payment_method_id']}"


def _customer(user: Mapping[str, Any]) -> str:
    return f"{user['user_id']} orders {', '.join(user['orders'])} payment {', '.join(user['payment_methods'])}"
