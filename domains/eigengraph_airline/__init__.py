"""An airline's service desk: bookings, changes, cancellations and compensation."""

from __future__ import annotations

from eigengraph.hookspecs import hookimpl
from eigengraph.world import Domain
from eigengraph_airline.domain import AIRLINE

__all__ = ["AIRLINE", "register_domains"]


@hookimpl
def register_domains() -> list[Domain]:
    """Register the airline."""
    return [AIRLINE]
