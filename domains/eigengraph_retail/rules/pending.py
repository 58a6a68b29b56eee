"""Clauses on cancelling and changing pending orders."""

from __future__ import annotations

from eigengraph.records import Facts, ToolCall
from eigengraph.world import World, clause
from eigengraph_retail.rules import swaps
from eigengraph_retail.rules.reading import can_hold, method_of, order_of, original_method_id
from eigengraph_retail.rules.terms import CANCEL, CANCEL_REASONS, ITEMS, ITEMS_MODIFIED, MODIFY, PAYMENT, PENDING


@clause("retail.cancel.pending", "Only a pending order is cancelled.", CANCEL)
def cancel_pending(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at the status."""
    order = order_of(before, call)
    return None if order is None else bool(order["status"] == PENDING)


@clause(
    "retail.cancel.reason",
    "An order is cancelled only because it is no longer needed or was ordered by mistake, as the customer says.",
    CANCEL,
)
def cancel_reason(_: World, call: ToolCall, facts: Facts) -> bool | None:
    """Hold the stated reason against the accepted ones, and against the user's own where the scenario has it."""
    order_id, stated = call.arguments.get("order_id"), call.arguments.get("reason")
    if not isinstance(order_id, str) or not isinstance(stated, str):
        return None
    given = facts.get("cancel_reason", order_id)
    return stated in CANCEL_REASONS and given in (None, stated)


@clause("retail.modify.pending", "Only a pending order is changed.", *MODIFY)
def modify_pending(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at the status; an order whose items were changed is another clause's matter."""
    order = order_of(before, call)
    return None if order is None else order["status"] in (PENDING, ITEMS_MODIFIED)


@clause(
    "retail.modify.payment_different",
    "The payment of an order moves to another method than the one that paid for it.",
    PAYMENT,
)
def payment_different(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Compare with the first payment of the order."""
    order, method_id = order_of(before, call), call.arguments.get("payment_method_id")
    original = None if order is None else original_method_id(order)
    return None if original is None or not isinstance(method_id, str) else method_id != original


@clause(
    "retail.modify.gift_balance",
    "A gift card pays for a change only if its balance covers the order's total, or the difference in price.",
    PAYMENT,
    ITEMS,
)
def modify_gift_balance(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compute what the card would have to pay."""
    if call.name == ITEMS:
        return swaps.gift_balance(before, call, facts)
    order = order_of(before, call)
    if order is None or not order["payment_history"]:
        return None
    return can_hold(method_of(before, call), order["payment_history"][0]["amount"])


@clause(
    "retail.modify.items_once",
    "The items of an order are changed once; after that it is neither changed nor cancelled.",
    CANCEL,
    *MODIFY,
)
def items_once(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at the status."""
    order = order_of(before, call)
    return None if order is None else bool(order["status"] != ITEMS_MODIFIED)


modify_same_product = clause(
    "retail.modify.same_product", "An item is replaced only by another item of the same product.", ITEMS
)(swaps.same_product)
modify_available = clause("retail.modify.available", "An item is replaced only by one that is available.", ITEMS)(
    swaps.available
)

RULES = (
    cancel_pending,
    cancel_reason,
    modify_pending,
    payment_different,
    modify_gift_balance,
    items_once,
    modify_same_product,
    modify_available,
)
