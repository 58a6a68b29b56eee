"""Putting requests of one caller together into a blueprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from eigengraph.authoring import (
    DeadEnd,
    Group,
    Kind,
    Menu,
    asks_for_something,
    draw_requests,
    first_sound,
    rehearse,
    same_facts,
    without_repeats,
)
from eigengraph.records import Blueprint, Goal
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
    transfers,
)
from eigengraph_airline.sampler.scene import Scene
from eigengraph_airline.sampler.soundness import is_telling
from eigengraph_airline.sampler.telling import user_fact

_USERS = 80
_REMEMBERED = frozenset({"get_user_details", "list_all_airports"})
_CREATING = frozenset({"book_reservation", "send_certificate"})
_MENU = Menu(
    done=(
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
    ),
    refused=(
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
    ),
    transferred=(
        Kind(cancelling.transfer_flown, ("cancel_reservation",), 1),
        Kind(transfers.hand_over, ("lost_luggage", "special_assistance"), 1.5),
    ),
    refused_share=0.3,
    transferred_share=0.07,
)


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
    return first_sound(world, plan, lambda: _compose(world, random, plan))


def _compose(world: World, random: Random, plan: Plan) -> Blueprint:
    """Find a caller for one leading request, then add requests of the same caller.

    Raises:
        DeadEnd: There is none, or what was found is no sound task.
    """
    scene, goals = draw_requests(world, random, _MENU, plan, lambda _size: _scenes(world, random), _agree)
    kept = without_repeats(goals, remembered=_REMEMBERED, subject="get_reservation_details")
    blueprint = Blueprint((user_fact(scene.user_id),), kept)
    if not asks_for_something(world, kept) or not is_telling(blueprint, rehearse(world, blueprint)):
        raise DeadEnd("doing nothing would do, or what must be said is said anyway")
    return blueprint


def _scenes(world: World, random: Random) -> Iterator[Scene]:
    users = list(world.users)
    for _ in range(_USERS):
        yield Scene(world.fork(), random, random.choice(users), users)


def _agree(told: Sequence[Goal], new: Group) -> bool:
    """Whether a request can stand beside others.

    New reservations and certificates get the next free id, so two of a kind would make the outcome depend on their
    order.
    """
    return not _creations(told) & _creations(new) and same_facts(told, new, but="reservation_id")


def _creations(goals: Iterable[Goal]) -> set[str]:
    return {planned.call.name for goal in goals for planned in goal.calls} & _CREATING
