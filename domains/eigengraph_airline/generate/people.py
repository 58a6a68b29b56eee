"""Customers with their payment methods and the people they travel with."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from eigengraph.authoring import FIRST_NAMES, LAST_NAMES, draw_address

_MEMBERSHIPS = {"regular": 0.4, "silver": 0.33, "gold": 0.27}
_HOW_MANY = {"credit_card": (0.14, 0.58, 0.28), "gift_card": (0.35, 0.38, 0.19, 0.08), "certificate": (0.5, 0.32, 0.18)}
"""How likely a customer has none, one, two, ... of a kind of payment method."""
_BRANDS = ("visa", "mastercard")
_COMPANIONS = (0.2, 0.34, 0.26, 0.13, 0.07)


def draw_customers(random: Random, count: int) -> dict[str, dict[str, Any]]:
    """Draw customers by user id, in the fields of ``UserRow``, without reservations yet."""
    customers: dict[str, dict[str, Any]] = {}
    payment_numbers: set[int] = set()
    while len(customers) < count:
        person = draw_person(random, 1944, 2005)
        first, last = person["first_name"], person["last_name"]
        user_id = f"{first}_{last}_{random.randint(1000, 9999)}".lower()
        if user_id in customers:
            continue
        address = draw_address(random)
        customers[user_id] = {
            "user_id": user_id,
            "name": {"first_name": first, "last_name": last},
            "address": {**address, "address2": address["address2"] or None},
            "email": f"{first}.{last}{random.randint(10, 999)}@example.com".lower(),
            "dob": person["dob"],
            "payment_methods": _draw_methods(random, payment_numbers),
            "saved_passengers": [_draw_companion(random, last) for _ in range(_draw_count(random, _COMPANIONS))],
            "membership": random.choices(list(_MEMBERSHIPS), list(_MEMBERSHIPS.values()))[0],
            "reservations": [],
        }
    return customers


def draw_person(random: Random, oldest: int, youngest: int) -> dict[str, str]:
    """Draw somebody born between the beginnings of two years, in the fields of ``PassengerRow``."""
    born = date(oldest, 1, 1) + timedelta(days=random.randrange((youngest - oldest) * 365))
    return {
        "first_name": random.choice(FIRST_NAMES),
        "last_name": random.choice(LAST_NAMES),
        "dob": born.isoformat(),
    }


def _draw_companion(random: Random, family: str) -> dict[str, str]:
    person = draw_person(random, 1944, 2021)
    return {**person, "last_name": family} if random.random() < 0.5 else person


def _draw_methods(random: Random, taken: set[int]) -> dict[str, dict[str, Any]]:
    """Draw payment methods by id; at least one can pay for a change, which a certificate cannot."""
    kinds = [kind for kind, weights in _HOW_MANY.items() for _ in range(_draw_count(random, weights))]
    if not set(kinds) - {"certificate"}:
        kinds.append(random.choice(("credit_card", "gift_card")))
    random.shuffle(kinds)
    methods = [_draw_method(random, kind, taken) for kind in kinds]
    return {method["id"]: method for method in methods}


def _draw_method(random: Random, kind: str, taken: set[int]) -> dict[str, Any]:
    # Numbers from 3200000 to 3299999 are left to the certificates that tools hand out.
    number = random.choice((random.randint(1_000_000, 3_199_999), random.randint(3_300_000, 9_999_999)))
    if number in taken:
        return _draw_method(random, kind, taken)
    taken.add(number)
    method: dict[str, Any] = {"source": kind, "id": f"{kind}_{number}"}
    match kind:
        case "credit_card":
            return method | {
                "brand": random.choice(_BRANDS),
                "last_four": f"{random.randrange(10_000):04d}",
            }
        case "gift_card":
            return method | {"amount": float(random.randint(8, 420))}
        case _:
            return method | {"amount": float(random.choice((50, 100, 150, 200, 250, 300, 500)))}


def _draw_count(random: Random, weights: tuple[float, ...]) -> int:
    return random.choices(range(len(weights)), weights)[0]
