"""Clauses on returning and exchanging what was delivered."""

from __future__ import annotations

from eigengraph.records import Facts, ToolCall
from eigengraph.world import World, clause
from eigengraph_retail.rules import swaps
from eigengraph_retail.rules.reading import method_of, order_of, original_method_id
from eigengraph_retail.rules.terms import CLOSED, DELIVERED, EXCHANGE, RETURN


def _is_delivered(before: World, call: ToolCall, _: Facts) -> bool | None:
    order = order_of(before, call)
    return None if order is None else bool(order["status"] == DELIVERED)


@clause(
    "retail.return.refund_method",
    "The refund of a return goes to what the order was paid with, or to a gift card of the customer.",
    RETURN,
)
def refund_method(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Compare with the first payment of the order; an id outside the profile is no gift card of the customer."""
    order, method_id = order_of(before, call), call.arguments.get("payment_method_id")
    if order is None or not isinstance(method_id, str):
        return None
    method = method_of(before, call)
    return method_id == original_method_id(order) or (method is not None and method["source"] == "gift_card")


@clause(
    "retail.exchange.once",
    "A delivered order takes one exchange or one return, not both and not a second one.",
    EXCHANGE,
    RETURN,
)
def once(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at the status, which says whether one was requested before."""
    order = order_of(before, call)
    return None if order is None else order["status"] not in CLOSED


return_delivered = clause("retail.return.delivered", "Only a delivered order is returned.", RETURN)(_is_delivered)
exchange_delivered = clause("retail.exchange.delivered", "Only a delivered order is exchanged.", EXCHANGE)(
    _is_delivered
)
exchange_same_product = clause(
    "retail.exchange.same_product", "An item is exchanged only for another item of the same product.", EXCHANGE
)(swaps.same_product)
exchange_available = clause(
    "retail.exchange.available", "An item is exchanged only for one that is available.", EXCHANGE
)(swaps.available)
exchange_gift_balance = clause(
    "retail.exchange.gift_balance",
    "A gift card pays for an exchange only if its balance covers the difference in price.",
    EXCHANGE,
)(swaps.gift_balance)

RULES = (
    return_delivered,
    refund_method,
    exchange_delivered,
    once,
    exchange_same_product,
    exchange_available,
    exchange_gift_balance,
)
