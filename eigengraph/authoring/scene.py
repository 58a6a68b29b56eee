"""What the parts of a blueprint share while it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Self

from eigengraph.authoring.script import Script
from eigengraph.records import PlannedCall
from eigengraph.world import World


@dataclass
class Scene:
    """One user in one world. Every request made for them is carried out in that world.

    A domain derives its own scene, with its tables read as its requests want them.

    Attributes:
        world: Private to the sampler; later requests see what earlier ones did.
        random: The only source of chance.
        user_id: Who gets in touch.
        everybody: The ids of all users, listed once because there may be many.
        greeting: The calls that find the user, executed once at the start; every script begins with them, for any
            request may come to be the first.
        taken: Entities that a request is about already; another request keeps off them.
        touched: What else a request depends on already, such as the balance of a gift card. Keeping off these makes
            the outcome of a task independent of the order in which its requests are handled.
    """

    world: World
    random: Random
    user_id: str
    everybody: Sequence[str]
    greeting: tuple[PlannedCall, ...] = ()
    taken: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    def fork(self) -> Self:
        """Return an independent scene in the same state, drawing from the same source of chance."""
        return replace(self, world=self.world.fork(), taken=set(self.taken), touched=set(self.touched))

    def script(self) -> Script:
        """Begin the script of a request."""
        return Script(self.world, self.greeting)

    def chance(self, share: float) -> bool:
        """Return True in this share of cases."""
        return self.random.random() < share

    def shuffled(self, items: Sequence[Any]) -> list[Any]:
        """Return the items in random order."""
        return self.random.sample(list(items), len(items))
