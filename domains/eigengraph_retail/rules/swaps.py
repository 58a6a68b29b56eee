"""Judgements on items that shall replace others, which changes of pending orders and exchanges have in common.

A call that names items the order does not have, or lists of different lengths, is the tool's matter.
"""

from __future__ import annotations

from eigengraph.records import Facts, ToolCall
from eigengraph.world import RowView, World
from eigengraph_retail.rules.reading import can_hold, find, method_of, order_of, texts


def same_product(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look for each new item, which must not be the old one, among the variants of the old one's product."""
    pairs = _pairs(before, call)
    if pairs is None:
        return None
    return all(new != item["item_id"] and _variant(before, item, new) is not None for item, new in pairs)


def available(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look whether each new item can be had; what is no variant of the product is another clause's matter."""
    variants = _variants(before, call)
    return None if variants is None else all(variant["available"] for _, variant in variants)


def gift_balance(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Compare the balance of a gift card with what the new items cost more than the old ones did."""
    variants = _variants(before, call)
    if variants is None:
        return None
    return can_hold(method_of(before, call), sum(variant["price"] - item["price"] for item, variant in variants))


def _pairs(before: World, call: ToolCall) -> list[tuple[RowView, str]] | None:
    """Return the items of the order that the call replaces, each with the id of its replacement."""
    order = order_of(before, call)
    old, new = texts(call.arguments.get("item_ids")), texts(call.arguments.get("new_item_ids"))
    if order is None or not old or new is None or len(old) != len(new):
        return None
    ordered = {item["item_id"]: item for item in order["items"]}
    if not all(item_id in ordered for item_id in old):
        return None
    return [(ordered[item_id], new_id) for item_id, new_id in zip(old, new, strict=True)]


def _variants(before: World, call: ToolCall) -> list[tuple[RowView, RowView]] | None:
    """Return the same with the new items themselves, or None where one is no variant of the product."""
    pairs = _pairs(before, call)
    found = [(item, _variant(before, item, new)) for item, new in pairs or ()]
    known = [(item, variant) for item, variant in found if variant is not None]
    return known if known and len(known) == len(found) else None


def _variant(before: World, item: RowView, item_id: str) -> RowView | None:
    product = find(before.products, item["product_id"])
    variant: RowView | None = None if product is None else product["variants"].get(item_id)
    return variant
