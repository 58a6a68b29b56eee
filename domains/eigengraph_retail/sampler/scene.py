"""The store's scene: one customer in one world, and what is settled so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from eigengraph import authoring
from eigengraph.records import Fact, PlannedCall
from eigengraph.world.views import thaw


@dataclass(frozen=True)
class Identity:
    """How a customer is recognised.

    Attributes:
        facts: What they say about themselves.
        forgotten: What they are asked for first, in vain.
        calls: The calls that find and read their profile, all executed.
    """

    facts: tuple[Fact, ...]
    forgotten: tuple[Fact, ...]
    calls: tuple[PlannedCall, ...]


@dataclass
class Scene(authoring.Scene):
    """One customer. Orders are ``taken``; gift cards, and the default address if anything, are ``touched``.

    Attributes:
        identity: How the customer is recognised.
    """

    identity: Identity = field(kw_only=True)

    @property
    def user(self) -> Any:
        """The user's row as it stands, read-only."""
        return self.world.users.peek(self.user_id)

    def order(self, order_id: str) -> Any:
        """Return a copy of an order's row as it stands."""
        return thaw(self.world.orders.peek(order_id))

    def product(self, product_id: str) -> Any:
        """Return a product's row, read-only."""
        return self.world.products.peek(product_id)
