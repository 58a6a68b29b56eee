"""The airline's scene: one caller in one world, and what is settled so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eigengraph import authoring
from eigengraph.authoring import outcome
from eigengraph.records import ToolCall
from eigengraph.world.views import thaw


@dataclass
class Scene(authoring.Scene):
    """One caller. Reservations are ``taken``; gift cards and certificates are ``touched``."""

    @property
    def user(self) -> Any:
        """The user's row as it stands, read-only."""
        return self.world.users.peek(self.user_id)

    def reservation(self, reservation_id: str) -> Any:
        """Return a copy of a reservation's row as it stands, or None."""
        return thaw(self.world.reservations.peek(reservation_id))


def feasible(scene: Scene, *calls: ToolCall) -> tuple[ToolCall, ...]:
    """Return the calls, of some, that could be made now and would change something."""
    now = scene.world.digest()
    return tuple(call for call in calls if (after := outcome(scene.world, call)) is not None and after.digest() != now)
