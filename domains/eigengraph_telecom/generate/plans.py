"""What the carrier sells."""

from __future__ import annotations

from random import Random
from typing import Any

_OFFERS = (
    ("P2001", "Pocket", 2, 12, 6.0),
    ("P2002", "Starter", 5, 28, 4.5),
    ("P2003", "Everyday", 10, 42, 3.0),
    ("P2004", "Commuter", 15, 55, 2.5),
    ("P2005", "Household", 30, 79, 2.0),
    ("P2006", "Studio", 60, 98, 1.5),
    ("P2007", "Boundless", 999, 120, 0.5),
    ("P2008", "Gadget", 1, 8, 9.0),
)
"""Id, name, monthly limit in GB, price a month and price of an added GB, in dollars."""

GADGET_PLAN = "P2008"
"""The plan of watches and routers."""


def draw_plans(random: Random) -> dict[str, dict[str, Any]]:
    """Draw the price list, in the fields of ``PlanRow``; ids and names are always the same, prices vary a little."""
    return {
        plan_id: {
            "plan_id": plan_id,
            "name": name,
            "data_limit_gb": float(limit),
            "price_per_month": float(price + random.randint(-2, 4)),
            "data_refueling_price_per_gb": added + random.choice((0.0, 0.5, 1.0)),
        }
        for plan_id, name, limit, price, added in _OFFERS
    }
