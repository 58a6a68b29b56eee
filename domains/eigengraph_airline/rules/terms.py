"""The numbers of the airline's policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

INSURANCE_PRICE = 30
"""Dollars a passenger."""
BAG_PRICE = 50
"""Dollars for each checked bag beyond the free ones."""
MOST_PASSENGERS = 5
MOST_OF_SOURCE: Mapping[str, int] = {"certificate": 1, "credit_card": 1, "gift_card": 3}
"""How many different payment methods of each kind may pay for one booking."""
CHANGE_SOURCES = frozenset({"credit_card", "gift_card"})
"""Kinds of payment methods that may pay for, or take the refund of, a change."""
COVERED_REASONS = ("health", "weather")
"""Reasons for cancelling that travel insurance covers."""
COOLING_OFF = timedelta(hours=24)
"""How long after booking any reservation may be cancelled."""
COMPENSATION: Mapping[str, int] = {"cancelled_flight": 100, "delayed_flight": 50}
"""Dollars a passenger, by complaint."""
FREQUENT_FLYERS = frozenset({"silver", "gold"})
"""Memberships that are compensated whatever they fly."""

_BY_MEMBERSHIP: Mapping[str, int] = {"regular": 0, "silver": 1, "gold": 2}
_BY_CABIN: Mapping[str, int] = {"basic_economy": 0, "economy": 1, "business": 2}


def free_bags(membership: str, cabin: str) -> int:
    """Return how many checked bags each passenger has free.

    Raises:
        KeyError: There is no such membership or cabin.
    """
    return _BY_MEMBERSHIP[membership] + _BY_CABIN[cabin]
