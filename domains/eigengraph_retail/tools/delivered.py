"""Tools that exchange or return items of a delivered order. They only note what is wanted: no money moves yet."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import World, tool
from eigengraph_retail.tools.lookups import find_order
from eigengraph_retail.tools.payments import can_pay, find_method
from eigengraph_retail.tools.swaps import check_ordered, quote_swap


@tool(kind="write")
def exchange_delivered_order_items(
    world: World, order_id: str, item_ids: list[str], new_item_ids: list[str], payment_method_id: str
) -> dict[str, Any]:
    """Ask for the exchange of items of a delivered order for other items of the same products.

    A delivered order can be exchanged or returned only once. Say what will be exchanged and get an explicit yes first.

    Args:
        world: The state.
        order_id: The order, such as '#W0000000'; the '#' belongs to it.
        item_ids: The items to give back, each such as '1008292230'; an item stands there once for each piece.
        new_item_ids: The items to get for them, in the same order, each of the same product as the one it replaces.
        payment_method_id: What pays the difference in price or takes the refund, such as 'gift_card_0000000' or
            'credit_card_0000000'; the customer's profile and the order list them.
    """
    before = find_order(world, order_id)
    if before["status"] != "delivered":
        raise ToolError("Non-delivered order cannot be exchanged")
    check_ordered(before, item_ids, lambda item_id: f"Number of {item_id} not found.")
    if len(item_ids) != len(new_item_ids):
        raise ToolError("The number of items to be exchanged should match.")
    # Added one by one from the integer 0, as in tau2-bench: its states tell 0 from 0.0, and sum() may round otherwise.
    difference: float = 0
    for item_id, new_item_id in zip(item_ids, new_item_ids, strict=True):
        difference += quote_swap(world, before, item_id, new_item_id)[1]
    difference = round(difference, 2)
    if not can_pay(find_method(world, before["user_id"], payment_method_id), difference):
        raise ToolError("Insufficient gift card balance to pay for the price difference")
    order: dict[str, Any] = world.orders[order_id]
    order["status"] = "exchange requested"
    order["exchange_items"] = sorted(item_ids)
    order["exchange_new_items"] = sorted(new_item_ids)
    order["exchange_payment_method_id"] = payment_method_id
    order["exchange_price_difference"] = difference
    return order


@tool(kind="write")
def return_delivered_order_items(
    world: World, order_id: str, item_ids: list[str], payment_method_id: str
) -> dict[str, Any]:
    """Ask for the return of items of a delivered order; the customer is told by email how and where to.

    A delivered order can be exchanged or returned only once. Say what will be returned and get an explicit yes first.

    Args:
        world: The state.
        order_id: The order, such as '#W0000000'; the '#' belongs to it.
        item_ids: The items to give back, each such as '1008292230'; an item stands there once for each piece.
        payment_method_id: What takes the refund, such as 'gift_card_0000000' or 'credit_card_0000000': a gift card of
            the customer, or what the order was paid with.
    """
    before = find_order(world, order_id)
    if before["status"] != "delivered":
        raise ToolError("Non-delivered order cannot be returned")
    method = find_method(world, before["user_id"], payment_method_id)
    if method["source"] != "gift_card" and payment_method_id != before["payment_history"][0]["payment_method_id"]:
        raise ToolError("Payment method should be the original payment method")
    check_ordered(before, item_ids, lambda _: "Some item not found")
    order: dict[str, Any] = world.orders[order_id]
    order["status"] = "return requested"
    order["return_items"] = sorted(item_ids)
    order["return_payment_method_id"] = payment_method_id
    return order
