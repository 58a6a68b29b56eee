"""A web store's service desk: orders changed and cancelled before they leave, exchanged and returned once delivered."""

from __future__ import annotations

from eigengraph.hookspecs import hookimpl
from eigengraph.world import Domain
from eigengraph_retail.domain import RETAIL
from eigengraph_retail.micro import RETAIL_MICRO

__all__ = ["RETAIL", "RETAIL_MICRO", "register_domains"]


@hookimpl
def register_domains() -> list[Domain]:
    """Register the store, and its reduction for small models."""
    return [RETAIL, RETAIL_MICRO]
