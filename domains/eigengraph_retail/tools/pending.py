"""Tools that change or cancel an order that has not been processed."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import RowView, World, tool
from eigengraph_retail.rows import UserAddress
from eigengraph_retail.tools.lookups import find_order
from eigengraph_retail.tools.payments import can_pay, credit, find_method, payment, refund
from eigengraph_retail.tools.swaps import check_ordered, find_item, quote_swap


@tool(kind="write")
def cancel_pending_order(world: World, order_id: str, reason: str) -> dict[str, Any]:
    """Cancel a whole pending order and refund it; processed and delivered orders cannot be cancelled.

    A gift card is credited at once; any other refund takes 5 to 7 business days. Say what will happen and get an
    explicit yes first.

    Args:
        world: The state.
        order_id: The order, such as '#W0000000'; the '#' belongs to it.
        reason: Either 'no longer needed' or 'ordered by mistake'.
    """
    before = find_order(world, order_id)
    if before["status"] != "pending":
        raise ToolError("Non-pending order cannot be cancelled")
    if reason not in {"no longer needed", "ordered by mistake"}:
        raise ToolError("Invalid reason")
    history = before["payment_history"]
    # Every entry is refunded, even one that is a refund itself, as in tau2-bench.
    for entry in history:
        credit(world, before["user_id"], entry["payment_method_id"], entry["amount"])
    order: dict[str, Any] = world.orders[order_id]
    order["status"] = "cancelled"
    order["cancel_reason"] = reason
    order["payment_history"] += [refund(entry["amount"], entry["payment_method_id"]) for entry in history]
    return order


@tool(kind="write")
def modify_pending_order_address(
    world: World, order_id: str, address1: str, address2: str, city: str, state: str, country: str, zip: str
) -> dict[str, Any]:
    """Change where a pending order is shipped to. Say what will change and get an explicit yes first.

    Args:
        world: The state.
        order_id: The order, such as '#W0000000'; the '#' belongs to it.
        address1: The first line, such as '123 Main St'.
        address2: The second line, such as 'Apt 1', or ''.
        city: The city, such as 'San Francisco'.
        state: The state, such as 'CA'.
        country: The country, such as 'USA'.
        zip: The zip code, such as '12345'.
    """
    _check_pending(find_order(world, order_id))
    address = UserAddress(address1=address1, address2=address2, city=city, country=country, state=state, zip=zip)
    order: dict[str, Any] = world.orders[order_id]
    order["address"] = address.model_dump()
    return order


@tool(kind="write")
def modify_pending_order_items(
    world: World, order_id: str, item_ids: list[str], new_item_ids: list[str], payment_method_id: str
) -> dict[str, Any]:
    """Replace items of a pending order by other items of the same products. This can be done once for an order.

    Say what will change and get an explicit yes first.

    Args:
        world: The state.
        order_id: The order, such as '#W0000000'; the '#' belongs to it.
        item_ids: The items to be replaced, each such as '1008292230'; an item stands there once for each piece.
        new_item_ids: The items to replace them by, in the same order, each another item of the same product.
        payment_method_id: What pays the difference in price or takes the refund, such as 'gift_card_0000000' or
            'credit_card_0000000'; the customer's profile and the order list them.
    """
    before = find_order(world, order_id)
    if before["status"] != "pending":
        raise ToolError("Non-pending order cannot be modified")
    check_ordered(before, item_ids, lambda item_id: f"{item_id} not found")
    if len(item_ids) != len(new_item_ids):
        raise ToolError("The number of items to be exchanged should match")
    pairs = list(zip(item_ids, new_item_ids, strict=True))
    # Added one by one and never rounded, as in tau2-bench; sum() may round otherwise.
    difference = 0.0
    for item_id, new_item_id in pairs:
        if item_id == new_item_id:
            raise ToolError("The new item id should be different from the old item id")
        variant, extra = quote_swap(world, before, item_id, new_item_id)
        difference += extra
    if not can_pay(find_method(world, before["user_id"], payment_method_id), difference):
        raise ToolError("Insufficient gift card balance to pay for the new item")
    credit(world, before["user_id"], payment_method_id, -difference)
    order: dict[str, Any] = world.orders[order_id]
    entry = payment if difference > 0 else refund
    order["payment_history"].append(entry(abs(difference), payment_method_id))
    for item_id, new_item_id in pairs:
        # Every item gets the price and the options of the last variant: tau2-bench does so, and its states are ours.
        item = find_item(order["items"], item_id)
        item.update(item_id=new_item_id, price=variant["price"], options=dict(variant["options"]))
    order["status"] = "pending (item modified)"
    return order


@tool(kind="write")
def modify_pending_order_payment(world: World, order_id: str, payment_method_id: str) -> dict[str, Any]:
    """Pay a pending order with another payment method. Say what will change and get an explicit yes first.

    Args:
        world: The state.
        order_id: The order, such as '#W0000000'; the '#' belongs to it.
        payment_method_id: What shall pay, such as 'gift_card_0000000' or 'credit_card_0000000'; the customer's profile
            lists them.
    """
    before = find_order(world, order_id)
    _check_pending(before)
    user_id, history = before["user_id"], before["payment_history"]
    method = find_method(world, user_id, payment_method_id)
    if len(history) != 1 or history[0]["transaction_type"] != "payment":
        raise ToolError("There should be exactly one payment for a pending order")
    amount, old_method_id = history[0]["amount"], history[0]["payment_method_id"]
    if old_method_id == payment_method_id:
        raise ToolError("The new payment method should be different from the current one")
    if not can_pay(method, amount):
        raise ToolError("Insufficient gift card balance to pay for the order")
    credit(world, user_id, payment_method_id, -amount)
    credit(world, user_id, old_method_id, amount)
    order: dict[str, Any] = world.orders[order_id]
    order["payment_history"] += [payment(amount, payment_method_id), refund(amount, old_method_id)]
    return order


def _check_pending(order: RowView) -> None:
    """Refuse an order that is past changing; one whose items were changed already is pending still."""
    if "pending" not in order["status"]:
        raise ToolError("Non-pending order cannot be modified")
