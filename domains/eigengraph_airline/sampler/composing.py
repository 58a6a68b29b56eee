"""Putting requests of one user together into a blueprint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import prod
from random import Random

from eigengraph.records import Blueprint, Goal, PlannedCall, ToolCall
from eigengraph.world import Plan, World
from eigengraph_airline.sampler import (
    booking,
    cancelling,
    chains,
    changes,
    compensation,
    extras,
    questions,
    refusals,
    refused_bookings,
    refused_changes,
)
from eigengraph_airline.sampler.scene import DeadEnd, Scene
from eigengraph_airline.sampler.soundness import asks_for_something, holds
from eigengraph_airline.sampler.telling import user_fact

_ATTEMPTS = 12
_USERS = 80
_DRAWS = 16
_REFUSED = 0.3
_REFUSED_AGAIN = 0.3
_TRANSFERRED = 0.07
_SIZES = {1: 25, 2: 25, 3: 20, 4: 16, 5: 14}
_CREATING = frozenset({"book_reservation", "send_certificate"})


@dataclass(frozen=True)
class Kind:
    """A kind of request, or of requests that belong together.

    Attributes:
        make: Makes the goals in a scene; raises DeadEnd where the database does not offer it.
        intents: The intents of its goals; a plan emphasises these.
        weight: How often it is drawn.
        goals: How many goals it makes.
    """

    make: Callable[[Scene], tuple[Goal, ...]]
    intents: tuple[str, ...]
    weight: float
    goals: int = 1


_DONE = (
    Kind(cancelling.cancel, ("cancel_reservation",), 5),
    Kind(cancelling.cancel_cancelled, ("cancel_reservation",), 0.7),
    Kind(changes.change_flights, ("change_flights",), 7),
    Kind(changes.change_cabin, ("change_cabin",), 5),
    Kind(extras.add_bags, ("add_bags",), 4),
    Kind(extras.change_passengers, ("change_passengers",), 3),
    Kind(booking.book, ("book_flight",), 6),
    Kind(compensation.compensate_cancelled, ("compensation",), 2),
    Kind(compensation.compensate_delayed, ("compensation",), 1, 2),
    Kind(questions.ask_total, ("ask_price",), 1),
    Kind(questions.ask_upgrade, ("ask_price",), 1),
    Kind(questions.ask_fare, ("ask_price",), 1),
    Kind(chains.upgrade_then_change, ("change_cabin", "change_flights"), 1.5, 2),
    Kind(chains.refund_then_spend, ("change_cabin",), 3, 2),
)
_FORBIDDEN = (
    Kind(cancelling.refuse_cancelling, ("cancel_reservation",), 4),
    Kind(chains.cancel_or_else, ("cancel_reservation",), 2, 2),
    Kind(refusals.cancel_not_own, ("cancel_reservation",), 1),
    Kind(refused_changes.change_basic_economy, ("change_flights",), 3),
    Kind(refused_changes.change_route, ("change_route",), 2),
    Kind(refused_changes.change_cabin_flown, ("change_cabin",), 1),
    Kind(refusals.remove_bags, ("remove_bags",), 2),
    Kind(refusals.add_insurance, ("add_insurance",), 1),
    Kind(refusals.add_passenger, ("add_passenger",), 1),
    Kind(refused_bookings.book_too_many, ("book_flight",), 1),
    Kind(refused_bookings.book_two_certificates, ("book_flight",), 1),
    Kind(compensation.refuse_ineligible, ("compensation",), 2),
    Kind(compensation.refuse_unfounded, ("compensation",), 1.5),
    Kind(compensation.refuse_unchanged, ("compensation",), 1),
)
_HANDED_OVER = (Kind(cancelling.transfer_flown, ("cancel_reservation",), 1),)
Group = tuple[Goal, ...]


def sample_blueprint(world: World, random: Random, plan: Plan) -> Blueprint | None:
    """Find a blueprint by executing tools.

    Args:
        world: A fresh world of the airline; the gold solution is executed in it.
        random: The only source of chance.
        plan: How many goals, and which intents to prefer. ``refuse`` and ``transfer`` may be emphasised too.

    Returns:
        A blueprint whose gold solution and alternatives all run without an error, and that asks for something: refusals
        that need no look-up come beside other requests, since doing nothing at all would be right otherwise. None where
        none was found.
    """
    for _ in range(_ATTEMPTS):
        blueprint = _compose(world, random, plan)
        if (
            blueprint is not None
            and asks_for_something(world, blueprint.goals)
            and plan.goals[0] <= len(blueprint.goals) <= plan.goals[1]
            and holds(world, blueprint)
        ):
            for call in blueprint.gold():
                world.call(call)
            return blueprint
    return None


def _compose(world: World, random: Random, plan: Plan) -> Blueprint | None:
    """Find a user for one leading request, then add requests of the same user."""
    fewest, most = plan.goals
    sizes = range(fewest, most + 1)
    size = random.choices(sizes, [_SIZES.get(size, 10) for size in sizes])[0]
    leading = _draw(random, plan, [kind for kind in _leading_kinds(random, plan) if kind.goals <= most])
    users = list(world.users)
    for _ in range(_USERS):
        scene, lead = _attempt(Scene(world.fork(), random, random.choice(users), users), leading)
        if lead:
            size = size if asks_for_something(world, lead) else max(size, min(len(lead) + 1, most))
            groups = [lead, *_others(scene, plan, leading, lead, size - len(lead))]
            return Blueprint((user_fact(scene.user_id),), _without_repeats(_ordered(random, groups)))
    return None


def _leading_kinds(random: Random, plan: Plan) -> Sequence[Kind]:
    transferred = _TRANSFERRED * plan.emphasis.get("transfer", 1.0)
    refused = _REFUSED * plan.emphasis.get("refuse", 1.0)
    at = random.random()
    return _HANDED_OVER if at < transferred else _FORBIDDEN if at < transferred + refused else _DONE


def _others(scene: Scene, plan: Plan, leading: Kind, lead: Group, room: int) -> list[Group]:
    """Add requests until there are enough, or until too many draws have led nowhere."""
    groups = [lead]
    kinds = [*_DONE, *_FORBIDDEN] if leading not in _DONE and scene.chance(_REFUSED_AGAIN) else list(_DONE)
    for _ in range(_DRAWS):
        fitting = [kind for kind in kinds if kind.goals <= room]
        if not fitting:
            break
        kind = _draw(scene.random, plan, fitting)
        twin, group = _attempt(scene, kind)
        if group and _agree(groups, group):
            scene = twin
            groups.append(group)
            room -= len(group)
        elif group:
            kinds.remove(kind)
    return groups[1:]


def _draw(random: Random, plan: Plan, kinds: Sequence[Kind]) -> Kind:
    weights = [kind.weight * prod(plan.emphasis.get(intent, 1.0) for intent in kind.intents) for kind in kinds]
    return random.choices(kinds, weights)[0] if any(weights) else random.choice(kinds)


def _attempt(scene: Scene, kind: Kind) -> tuple[Scene, Group]:
    """Make a request in a fork; return the scene after it, or the scene as it was and nothing."""
    twin = scene.fork()
    try:
        return twin, kind.make(twin)
    except DeadEnd:
        return scene, ()


def _agree(groups: Iterable[Group], new: Group) -> bool:
    """Whether a request can stand beside others.

    New reservations and certificates get the next free id, so two of a kind would make the outcome depend on their
    order. And a fact must have one value: two trips to be booked would leave open which one is meant.
    """
    old = [goal for group in groups for goal in group]
    if _creations(old) & _creations(new):
        return False
    known = {(fact.name, fact.about): fact.value for goal in old for fact in goal.facts}
    told = [fact for goal in new for fact in goal.facts if fact.name != "reservation_id"]
    return all(known.get((fact.name, fact.about), fact.value) == fact.value for fact in told)


def _creations(goals: Iterable[Goal]) -> set[str]:
    return {planned.call.name for goal in goals for planned in goal.calls} & _CREATING


def _ordered(random: Random, groups: Sequence[Group]) -> list[Goal]:
    """Return the goals in random order, groups together; a transfer ends the dialogue, so it comes last."""
    shuffled = random.sample(groups, len(groups))
    shuffled.sort(key=lambda group: any(goal.decision == "transfer" for goal in group))
    return [goal for group in shuffled for goal in group]


def _without_repeats(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """Leave out look-ups that an earlier goal made, but for what a goal demands and its look at its own reservation."""
    made: list[ToolCall] = []
    kept = []
    for goal in goals:
        ways = [_new_steps(steps, made) for steps in (goal.calls, *goal.alternatives)]
        kept.append(replace(goal, calls=ways[0], alternatives=tuple(ways[1:])))
        made.extend(planned.call for planned in goal.calls)
    return tuple(kept)


def _new_steps(steps: Sequence[PlannedCall], made: Sequence[ToolCall]) -> tuple[PlannedCall, ...]:
    seen = [planned for planned in steps if planned.call.name == "get_reservation_details"]
    return tuple(
        planned
        for planned in steps
        if not (
            planned.call in made
            and not planned.essential
            and (planned.call.name == "get_user_details" or any(planned is other for other in seen[:-1]))
        )
    )
