"""Requests that no tool serves and the policy does not settle: a human must look at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eigengraph.records import Fact, Goal
from eigengraph.world import World
from eigengraph_airline.sampler.lookups import look_up
from eigengraph_airline.sampler.picking import is_open, pick_reservation, statuses
from eigengraph_airline.sampler.scene import Scene


@dataclass(frozen=True)
class Problem:
    """Something about a trip that is outside the tools.

    Attributes:
        intent: The intent of the request.
        text: What the user says of it.
        summary: What the human is told of it.
        fits: Which reservations it can happen to.
    """

    intent: str
    text: str
    summary: str
    fits: Callable[[World, Any], bool]


def _has_landed_with_bags(world: World, row: Any) -> bool:
    return bool(row["total_baggages"]) and row["status"] is None and set(statuses(world, row)) == {"landed"}


_PROBLEMS = (
    Problem(
        "lost_luggage",
        "a suitcase that I checked in has not turned up",
        "misses a checked bag after the trip",
        _has_landed_with_bags,
    ),
    Problem(
        "special_assistance",
        "one of us needs a wheelchair from the check-in desk to the gate",
        "asks for a wheelchair at the airport",
        lambda world, row: row["status"] is None and is_open(world, row),
    ),
)


def hand_over(scene: Scene) -> tuple[Goal, ...]:
    """Report something about a trip that only a human can take care of."""
    problem = scene.random.choice(_PROBLEMS)
    row = pick_reservation(scene, lambda row: problem.fits(scene.world, row))
    about = row["reservation_id"]
    script = scene.script()
    located = look_up(scene, script, row)
    script.run(
        "None of my tools can do anything about this, and the policy does not settle it, so a human has to take over.",
        "transfer_to_human_agents",
        summary=f"User {scene.user_id} {problem.summary}: reservation {about}.",
    )
    return (
        Goal(
            intent=problem.intent,
            decision="transfer",
            facts=(*located, Fact("problem", problem.intent, problem.text, about, "start")),
            calls=tuple(script.steps),
            clauses=("airline.transfer.scope",),
            outcome=f"I cannot take care of this for reservation {about} myself, so a human agent takes over.",
        ),
    )
