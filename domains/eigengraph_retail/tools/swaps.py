"""Replacing items of an order by other variants of the same products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import RowView, World
from eigengraph_retail.tools.lookups import find_variant


def check_ordered(order: RowView, item_ids: list[str], told: Callable[[str], str]) -> None:
    """Check that an order has every item as often as it is asked for.

    Args:
        order: The order.
        item_ids: The items asked for; an id stands there once for each piece.
        told: The error text for an item id of which there are too few.

    Raises:
        ToolError: There are too few of an item.
    """
    ordered = [item["item_id"] for item in order["items"]]
    for item_id in item_ids:
        if item_ids.count(item_id) > ordered.count(item_id):
            raise ToolError(told(item_id))


def find_item(items: Any, item_id: str) -> Any:
    """Return the first item of this id among the items of an order that has one."""
    return next(item for item in items if item["item_id"] == item_id)


def quote_swap(world: World, order: RowView, item_id: str, new_item_id: str) -> tuple[RowView, float]:
    """Return the variant that would replace an item of an order, and the dollars that the customer would owe for it.

    Raises:
        ToolError: It is no variant of the same product, or cannot be had.
    """
    item = find_item(order["items"], item_id)
    variant = find_variant(world, item["product_id"], new_item_id)
    if not variant["available"]:
        raise ToolError(f"New item {new_item_id} not found or available")
    return variant, variant["price"] - item["price"]
