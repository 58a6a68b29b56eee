"""Kinds of requests, and drawing from them as a plan wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from random import Random
from typing import Generic, TypeVar

from eigengraph.authoring.scene import Scene
from eigengraph.authoring.script import DeadEnd
from eigengraph.records import Goal
from eigengraph.world import Plan

Group = tuple[Goal, ...]
"""Goals that belong together and keep their order."""

SceneT = TypeVar("SceneT", bound=Scene)
_SIZES: Mapping[int, float] = {1: 25, 2: 25, 3: 20, 4: 16, 5: 14}
_LONGER = 10


@dataclass(frozen=True)
class Kind(Generic[SceneT]):
    """A kind of request, or of requests that belong together.

    Attributes:
        make: Makes the goals in a scene; raises DeadEnd where the database does not offer it.
        intents: The intents of its goals; a plan emphasises these.
        weight: How often it is drawn.
        goals: How many goals it makes.
    """

    make: Callable[[SceneT], Group]
    intents: tuple[str, ...]
    weight: float
    goals: int = 1


@dataclass(frozen=True)
class Menu(Generic[SceneT]):
    """All kinds of requests of a domain, by how they end.

    Attributes:
        done: What is carried out.
        refused: What the policy forbids, alone or in part.
        transferred: What a human has to take over.
        refused_share: How often the leading request of a task is refused; a plan may emphasise ``refuse``.
        transferred_share: How often it is transferred; a plan may emphasise ``transfer``.
        refused_again: How often a task that is not led by something done may have further refusals.
    """

    done: Sequence[Kind[SceneT]]
    refused: Sequence[Kind[SceneT]]
    transferred: Sequence[Kind[SceneT]]
    refused_share: float
    transferred_share: float
    refused_again: float = 0.3

    def leading(self, random: Random, plan: Plan) -> Kind[SceneT]:
        """Draw the kind that a task is built around."""
        transferred = emphasised(plan, self.transferred_share, "transfer")
        refused = emphasised(plan, self.refused_share, "refuse")
        at = random.random()
        kinds = self.transferred if at < transferred else self.refused if at < transferred + refused else self.done
        return drawn(random, plan, [kind for kind in kinds if kind.goals <= plan.goals[1]])

    def beside(self, random: Random, leading: Kind[SceneT]) -> list[Kind[SceneT]]:
        """Return the kinds that may stand beside a leading one."""
        if leading not in self.done and random.random() < self.refused_again:
            return [*self.done, *self.refused]
        return list(self.done)


def drawn(random: Random, plan: Plan, kinds: Sequence[Kind[SceneT]]) -> Kind[SceneT]:
    """Draw one of some kinds by weight and emphasis."""
    weights = [emphasised(plan, kind.weight, *kind.intents) for kind in kinds]
    return random.choices(kinds, weights)[0] if any(weights) else random.choice(kinds)


def emphasised(plan: Plan, weight: float, *names: str) -> float:
    """Return a weight multiplied by what a plan gives each of some intents or kinds of task."""
    return weight * prod(plan.emphasis.get(name, 1.0) for name in names)


def drawn_size(random: Random, plan: Plan, weights: Mapping[int, float] = _SIZES, *, beyond: float = _LONGER) -> int:
    """Draw how many goals a task is to have, within the plan's bounds.

    Args:
        random: The only source of chance.
        plan: Says the fewest and the most goals.
        weights: How often each number of goals is drawn.
        beyond: The weight of every other number.
    """
    sizes = range(plan.goals[0], plan.goals[1] + 1)
    return random.choices(sizes, [weights.get(size, beyond) for size in sizes])[0]


def attempt(scene: SceneT, kind: Kind[SceneT]) -> tuple[SceneT, Group]:
    """Make a request in a fork; return the scene after it, or the scene as it was and nothing."""
    twin = scene.fork()
    try:
        return twin, kind.make(twin)
    except DeadEnd:
        return scene, ()
