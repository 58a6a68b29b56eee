"""Orders as they were placed, paid and shipped, with every cent accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from eigengraph.authoring import draw_address

_STATUSES = {"pending": 0.53, "processed": 0.09, "delivered": 0.38}
_MOST_ITEMS = 5
_SAME_PRODUCT = 0.04
"""How likely an item is of the same product as the one before it."""
_SHIPPED_HOME = 0.8


def draw_orders(
    random: Random, products: Mapping[str, Mapping[str, Any]], customers: Mapping[str, Mapping[str, Any]], count: int
) -> dict[str, dict[str, Any]]:
    """Draw orders by order id, in the fields of ``OrderRow``."""
    goods, owners = list(products.values()), list(customers.values())
    numbers = random.sample(range(1_000_000, 10_000_000), count)
    return {f"#W{number}": _place(random, f"#W{number}", random.choice(owners), goods) for number in numbers}


def _place(random: Random, order_id: str, owner: Mapping[str, Any], goods: list[Mapping[str, Any]]) -> dict[str, Any]:
    status = random.choices(list(_STATUSES), list(_STATUSES.values()))[0]
    items = _draw_items(random, goods)
    shipment = {"tracking_id": [f"{random.randrange(10**12):012d}"], "item_ids": [item["item_id"] for item in items]}
    payment = {
        "transaction_type": "payment",
        "amount": round(sum(item["price"] for item in items), 2),
        "payment_method_id": random.choice(list(owner["payment_methods"])),
    }
    return {
        "order_id": order_id,
        "user_id": owner["user_id"],
        "address": dict(owner["address"]) if random.random() < _SHIPPED_HOME else draw_address(random),
        "items": items,
        "status": status,
        "fulfillments": [] if status == "pending" else [shipment],
        "payment_history": [payment],
        "cancel_reason": None,
        "exchange_items": None,
        "exchange_new_items": None,
        "exchange_payment_method_id": None,
        "exchange_price_difference": None,
        "return_items": None,
        "return_payment_method_id": None,
    }


def _draw_items(random: Random, goods: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Draw what is bought together: as a rule different products, at today's prices."""
    count = random.randint(1, _MOST_ITEMS)
    bought = random.sample(goods, min(count, len(goods)))
    for index in range(1, len(bought)):
        if random.random() < _SAME_PRODUCT:
            bought[index] = bought[index - 1]
    return [_draw_item(random, product) for product in bought]


def _draw_item(random: Random, product: Mapping[str, Any]) -> dict[str, Any]:
    variant = random.choice(list(product["variants"].values()))
    return {
        "name": product["name"],
        "product_id": product["product_id"],
        "item_id": variant["item_id"],
        "price": variant["price"],
        "options": dict(variant["options"]),
    }
