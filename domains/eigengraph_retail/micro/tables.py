"""The reduced store's database, drawn from a seed: small rows, and ids that are short numbers."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from eigengraph.world import Tables

FIRST_NAMES = (
    "Ana", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ida", "Jack", "Kim", "Leo", "Mia", "Noah", "Olga",
    "Paul", "Rosa", "Sam", "Tess", "Uma", "Vera", "Will", "Yara", "Zoe",
)  # fmt: skip
GOODS = ("lamp", "chair", "kettle", "clock", "book", "vase", "shirt", "tent", "drone", "mirror", "rug", "phone")
_LAST_NAME = "Doe"
_SOURCES = ("credit_card", "gift_card", "paypal")
_STATUSES = {"pending": 0.45, "processed": 0.15, "delivered": 0.4}
_ORDERS_EACH = 3
_METHODS_EACH = 2
_GIFT_BALANCE = 1000.0
"""Dollars; more than any order costs, so that no decision hangs on arithmetic."""


def generate_tables(seed: int, users: int = 400) -> Tables:
    """Generate a consistent database; the same arguments give identical tables in any process.

    Args:
        seed: Any integer.
        users: How many customers, each with three orders.
    """
    random = Random(f"{seed}:micro")  # seeding with text is the same in every process
    products = _products(random)
    numbers = random.sample(range(1000, 10_000), users * _ORDERS_EACH)
    codes = random.sample(range(100, 1000), users)
    customers = {}
    orders = {}
    for index, code in enumerate(codes):
        mine = [f"#W{number}" for number in numbers[index * _ORDERS_EACH : (index + 1) * _ORDERS_EACH]]
        customer = _customer(random, code, mine)
        customers[customer["user_id"]] = customer
        orders.update({order_id: _order(random, order_id, customer, products) for order_id in mine})
    return {"products": products, "users": customers, "orders": orders}


def _products(random: Random) -> dict[str, dict[str, Any]]:
    rows = {}
    for number, name in zip(random.sample(range(100, 1000), len(GOODS)), GOODS, strict=True):
        item = {"item_id": str(number), "options": {}, "available": True, "price": float(random.randint(10, 99))}
        product_id = f"p{number}"
        rows[product_id] = {"name": name, "product_id": product_id, "variants": {item["item_id"]: item}}
    return rows


def _customer(random: Random, code: int, orders: list[str]) -> dict[str, Any]:
    first = random.choice(FIRST_NAMES)
    methods = [_method(random, source) for source in random.sample(_SOURCES, _METHODS_EACH)]
    return {
        "user_id": f"{first}_{code}".lower(),
        "name": {"first_name": first, "last_name": _LAST_NAME},
        "address": _address(code),
        "email": f"{first}{code}@mail.com".lower(),
        "payment_methods": {method["id"]: method for method in methods},
        "orders": orders,
    }


def _address(code: int) -> dict[str, str]:
    return {
        "address1": f"{code} Main St",
        "address2": "",
        "city": "Reno",
        "country": "USA",
        "state": "NV",
        "zip": "89501",
    }


def _method(random: Random, source: str) -> dict[str, Any]:
    method: dict[str, Any] = {"source": source, "id": f"{source}_{random.randint(10, 99)}"}
    match source:
        case "credit_card":
            return method | {"brand": "visa", "last_four": f"{random.randrange(10_000):04d}"}
        case "gift_card":
            return method | {"balance": _GIFT_BALANCE}
        case _:
            return method


def _order(
    random: Random, order_id: str, customer: Mapping[str, Any], products: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    items = [_item(product) for product in random.sample(list(products.values()), random.randint(1, 2))]
    status = random.choices(list(_STATUSES), list(_STATUSES.values()))[0]
    shipment = {"tracking_id": [order_id[2:]], "item_ids": [item["item_id"] for item in items]}
    payment = {
        "transaction_type": "payment",
        "amount": sum(item["price"] for item in items),
        "payment_method_id": random.choice(list(customer["payment_methods"])),
    }
    return {
        "order_id": order_id,
        "user_id": customer["user_id"],
        "address": dict(customer["address"]),
        "items": items,
        "status": status,
        "fulfillments": [] if status == "pending" else [shipment],
        "payment_history": [payment],
    }


def _item(product: Mapping[str, Any]) -> dict[str, Any]:
    (variant,) = product["variants"].values()
    return {
        "name": product["name"],
        "product_id": product["product_id"],
        "item_id": variant["item_id"],
        "price": variant["price"],
        "options": {},
    }
