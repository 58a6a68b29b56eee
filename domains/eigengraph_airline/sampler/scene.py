"""What the parts of a blueprint share while it is made: one user in one world, and what is settled so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from eigengraph.records import PlannedCall, ToolCall
from eigengraph.world import World
from eigengraph.world.views import thaw


class DeadEnd(Exception):
    """The database offers no way to carry this request on; the composer tries something else."""


@dataclass
class Scene:
    """One user in one world. Every request made for it is carried out in that world.

    Attributes:
        world: Private to the sampler; later requests see what earlier ones did.
        random: The only source of chance.
        user_id: Who calls.
        everybody: The ids of all users, listed once because there may be many.
        taken: Reservations that a request is about already; another request keeps off them.
        touched: Gift cards and certificates whose balance depends on a request already. Keeping off these makes the
            outcome of a task independent of the order in which its requests are handled.
    """

    world: World
    random: Random
    user_id: str
    everybody: Sequence[str]
    taken: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    @property
    def user(self) -> Any:
        """The user's row as it stands, read-only."""
        return self.world.users.peek(self.user_id)

    def reservation(self, reservation_id: str) -> Any:
        """Return a copy of a reservation's row as it stands, or None."""
        return thaw(self.world.reservations.peek(reservation_id))

    def fork(self) -> Scene:
        """Return an independent scene in the same state, drawing from the same source of chance."""
        return replace(self, world=self.world.fork(), taken=set(self.taken), touched=set(self.touched))

    def chance(self, share: float) -> bool:
        """Return True in this share of cases."""
        return self.random.random() < share

    def shuffled(self, items: Sequence[Any]) -> list[Any]:
        """Return the items in random order."""
        return self.random.sample(list(items), len(items))


class Script:
    """Calls executed in a scene's world, each with the reason for making it."""

    def __init__(self, scene: Scene) -> None:
        self.steps: list[PlannedCall] = []
        self._world = scene.world

    def run(self, reason: str, tool: str, **arguments: Any) -> str:
        """Execute one call and remember it.

        Returns:
            The text of the result.

        Raises:
            DeadEnd: The tool refused.
        """
        call = ToolCall(tool, arguments)
        result = self._world.call(call)
        if result.error:
            raise DeadEnd(result.content)
        self.steps.append(PlannedCall(call, reason))
        return result.content

    def demand(self) -> None:
        """Make the last call essential: nobody can decide rightly without it."""
        self.steps[-1] = replace(self.steps[-1], essential=True)

    def settle(self, reason: str, options: Sequence[ToolCall]) -> tuple[tuple[PlannedCall, ...], ...]:
        """Try each of several equally right writes in a world of its own, then execute the first that works.

        Returns:
            The full scripts of the other writes that work and end in a state of their own.

        Raises:
            DeadEnd: None works.
        """
        before, seen, working = tuple(self.steps), set(), []
        for call in options:
            after = outcome(self._world, call)
            if after is not None and after.digest() not in seen:
                seen.add(after.digest())
                working.append(call)
        if not working:
            raise DeadEnd("no option works")
        self.run(reason, working[0].name, **working[0].arguments)
        return tuple((*before, PlannedCall(call, reason)) for call in working[1:])


def feasible(scene: Scene, *calls: ToolCall) -> tuple[ToolCall, ...]:
    """Return the calls, of some, that could be made now and would change something."""
    now = scene.world.digest()
    return tuple(call for call in calls if (after := outcome(scene.world, call)) is not None and after.digest() != now)


def outcome(world: World, *calls: ToolCall) -> World | None:
    """Return the world as it would be after some calls, or None where one of them is refused."""
    after = world.fork()
    return None if any(after.call(call).error for call in calls) else after
