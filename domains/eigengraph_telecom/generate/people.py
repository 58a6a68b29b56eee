"""Customers, as far as they are people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from eigengraph_telecom.generate.names import FIRST_NAMES, LAST_NAMES, STREETS

_KINDS = ("Street", "Avenue", "Lane", "Road", "Court", "Drive", "Terrace", "Way")
_CITIES = (
    ("Akron", "OH", 443), ("Albany", "NY", 122), ("Ann Arbor", "MI", 481), ("Augusta", "GA", 309),
    ("Bend", "OR", 977), ("Boise", "ID", 837), ("Chattanooga", "TN", 374), ("Corpus Christi", "TX", 784),
    ("Dayton", "OH", 454), ("Duluth", "MN", 558), ("Durham", "NC", 277), ("Eugene", "OR", 974),
    ("Flagstaff", "AZ", 860), ("Fresno", "CA", 937), ("Green Bay", "WI", 543), ("Knoxville", "TN", 379),
    ("Lansing", "MI", 489), ("Lincoln", "NE", 685), ("Macon", "GA", 312), ("Mobile", "AL", 366),
    ("Peoria", "IL", 616), ("Pueblo", "CO", 810), ("Reno", "NV", 895), ("Roanoke", "VA", 240),
    ("Salem", "OR", 973), ("Syracuse", "NY", 132), ("Tallahassee", "FL", 323), ("Topeka", "KS", 666),
    ("Waco", "TX", 767), ("Wichita", "KS", 672), ("Worcester", "MA", 16), ("Yakima", "WA", 989),
)  # fmt: skip
_METHODS = ("Credit Card", "Debit Card", "PayPal")


def draw_customer(random: Random) -> dict[str, Any]:
    """Draw who a customer is, in the fields of ``CustomerRow`` that have nothing to do with lines and bills."""
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    city, state, zone = random.choice(_CITIES)
    joined = datetime(2018, 1, 1) + timedelta(minutes=random.randrange(7 * 365 * 24 * 60))
    extended = date(2024, 3, 1) + timedelta(days=random.randrange(330)) if random.random() < 0.15 else None
    return {
        "full_name": f"{first} {last}",
        "date_of_birth": (date(1940, 1, 1) + timedelta(days=random.randrange(66 * 365))).isoformat(),
        "email": f"{first}.{last}{random.randint(1, 99)}@example.com".lower(),
        "address": {
            "street": f"{random.randint(2, 990)} {random.choice(STREETS)} {random.choice(_KINDS)}",
            "city": city,
            "state": state,
            "zip_code": f"{zone:03d}{random.randint(1, 99):02d}",
        },
        "payment_methods": [_draw_method(random) for _ in range(random.choices((1, 2, 3), (6, 3, 1))[0])],
        "created_at": str(joined),
        "last_extension_date": extended.isoformat() if extended else None,
        "goodwill_credit_used_this_year": float(random.choice((0, 0, 0, 0, 5, 10, 15, 25))),
    }


def _draw_method(random: Random) -> dict[str, str]:
    return {
        "method_type": random.choice(_METHODS),
        "account_number_last_4": f"{random.randrange(10_000):04d}",
        "expiration_date": f"{random.randint(1, 12):02d}/{random.randint(2026, 2031)}",
    }
