"""Customers with their addresses and payment methods."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from eigengraph.authoring import FIRST_NAMES, LAST_NAMES, draw_address

_SOURCES = ("credit_card", "gift_card", "paypal")
_HOW_MANY = {1: 0.4, 2: 0.36, 3: 0.18, 4: 0.06}
"""How likely a customer has so many payment methods."""
_BRANDS = ("visa", "mastercard")
_SMALL, _LARGE = (0, 100), (100, 900)
"""Dollars on gift cards: half of them cover a difference in price at most, the others a whole order."""


def draw_customers(random: Random, count: int) -> dict[str, dict[str, Any]]:
    """Draw customers by user id, in the fields of ``UserRow``, without orders yet.

    No two share an email address, or name and zip code: either is enough to find one.
    """
    numbers = iter(random.sample(range(1_000_000, 10_000_000), count * max(_HOW_MANY)))
    customers: dict[str, dict[str, Any]] = {}
    taken: set[tuple[str, ...]] = set()
    while len(customers) < count:
        first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
        user_id = f"{first}_{last}_{random.randint(1000, 9999)}".lower()
        email = f"{first}.{last}{random.randint(1000, 9999)}@example.com".lower()
        address = draw_address(random)
        identities = {(user_id,), (email,), (first, last, address["zip"])}
        if identities & taken:
            continue
        taken |= identities
        customers[user_id] = {
            "user_id": user_id,
            "name": {"first_name": first, "last_name": last},
            "address": address,
            "email": email,
            "payment_methods": _draw_methods(random, numbers),
            "orders": [],
        }
    return customers


def _draw_methods(random: Random, numbers: Iterator[int]) -> dict[str, dict[str, Any]]:
    wanted = random.choices(list(_HOW_MANY), list(_HOW_MANY.values()))[0]
    methods = [_draw_method(random, random.choice(_SOURCES), next(numbers)) for _ in range(wanted)]
    return {method["id"]: method for method in methods}


def _draw_method(random: Random, source: str, number: int) -> dict[str, Any]:
    method: dict[str, Any] = {"source": source, "id": f"{source}_{number}"}
    match source:
        case "credit_card":
            return method | {"brand": random.choice(_BRANDS), "last_four": f"{random.randrange(10_000):04d}"}
        case "gift_card":
            return method | {"balance": float(random.randint(*random.choice((_SMALL, _LARGE))))}
        case _:
            return method
