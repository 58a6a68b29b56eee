"""A carrier's service desk: the agent holds the carrier's records, the user the phone."""

from __future__ import annotations

from eigengraph.hookspecs import hookimpl
from eigengraph.world import Domain
from eigengraph_telecom.domain import TELECOM

__all__ = ["TELECOM", "register_domains"]


@hookimpl
def register_domains() -> list[Domain]:
    """Register the carrier."""
    return [TELECOM]
