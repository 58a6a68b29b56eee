"""What customers did about some of their orders before today. The tools do it, so every trace of it agrees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from eigengraph.records import ToolCall
from eigengraph.world import Base, Domain, Row, Tables, World
from eigengraph_retail.tools import TOOLS

Arguments = dict[str, Any]

_DESK = Domain(name="retail", tools=TOOLS, tables=lambda _: {})
"""The tools without the rest of the domain, which is built on this module."""

_FATES: Mapping[str, Mapping[str, float]] = {
    "pending": {"": 0.77, "cancel_pending_order": 0.19, "modify_pending_order_items": 0.04},
    "delivered": {"": 0.9, "exchange_delivered_order_items": 0.05, "return_delivered_order_items": 0.05},
    "processed": {"": 1.0},
}
"""How likely which tool was used on an order, by its status."""


def play_histories(random: Random, tables: Tables) -> Tables:
    """Return the tables after some orders were cancelled, changed, exchanged or returned.

    What the tools refuse, such as a difference in price that a gift card cannot pay, did not happen.
    """
    world = World(_DESK, Base(tables))
    for order in tables["orders"].values():
        fates = _FATES[order["status"]]
        tool = random.choices(list(fates), list(fates.values()))[0]
        if tool:
            world.call(ToolCall(tool, {"order_id": order["order_id"], **_ARGUMENTS[tool](random, order, tables)}))
    return world.materialise()


def _cancel(random: Random, _order: Row, _tables: Tables) -> Arguments:
    return {"reason": random.choice(("no longer needed", "ordered by mistake"))}


def _swap(random: Random, order: Row, tables: Tables) -> Arguments:
    """Draw one item to be replaced; every product has another item that can be had."""
    item = random.choice(order["items"])
    variants = tables["products"][item["product_id"]]["variants"]
    others = [key for key, variant in variants.items() if variant["available"] and key != item["item_id"]]
    return {"item_ids": [item["item_id"]], "new_item_ids": [random.choice(others)], **_paid_with(order)}


def _give_back(random: Random, order: Row, _tables: Tables) -> Arguments:
    items = random.sample(order["items"], random.randint(1, len(order["items"])))
    return {"item_ids": [item["item_id"] for item in items], **_paid_with(order)}


def _paid_with(order: Row) -> Arguments:
    return {"payment_method_id": order["payment_history"][0]["payment_method_id"]}


_ARGUMENTS: Mapping[str, Callable[[Random, Row, Tables], Arguments]] = {
    "cancel_pending_order": _cancel,
    "modify_pending_order_items": _swap,
    "exchange_delivered_order_items": _swap,
    "return_delivered_order_items": _give_back,
}
