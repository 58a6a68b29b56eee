"""Reads calls and rows for the rules; whatever is malformed or missing is None, never an error.

Arguments come from a language model, so they are of any type.
"""

from __future__ import annotations

from collections.abc import Sequence

from eigengraph.records import ToolCall
from eigengraph.world import RowView, Table, World


def find(table: Table, key: object) -> RowView | None:
    """Return the row of a key, whatever the key is."""
    return table.peek(key) if isinstance(key, str) else None


def order_of(before: World, call: ToolCall) -> RowView | None:
    """Return the order that a call names."""
    return find(before.orders, call.arguments.get("order_id"))


def owner_of(before: World, call: ToolCall) -> RowView | None:
    """Return the customer whose order, or whose profile, a call would change."""
    order = order_of(before, call)
    return find(before.users, call.arguments.get("user_id") if order is None else order["user_id"])


def method_of(before: World, call: ToolCall) -> RowView | None:
    """Return the payment method that a call names, if it stands in the profile of the order's customer."""
    owner, method_id = owner_of(before, call), call.arguments.get("payment_method_id")
    if owner is None or not isinstance(method_id, str):
        return None
    method: RowView | None = owner["payment_methods"].get(method_id)
    return method


def can_hold(method: RowView | None, dollars: float) -> bool | None:
    """Return whether the balance of a gift card covers an amount; other methods have none."""
    if method is None or method["source"] != "gift_card":
        return None
    return bool(method["balance"] >= round(dollars, 2))


def original_method_id(order: RowView) -> str | None:
    """Return the id of the payment method that an order was first paid with."""
    history = order["payment_history"]
    return history[0]["payment_method_id"] if history else None


def texts(value: object) -> list[str] | None:
    """Return a value if it is a list of texts."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return None
    found = [item for item in value if isinstance(item, str)]
    return found if len(found) == len(value) else None
