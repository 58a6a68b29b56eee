"""Requests that come in pairs, the second resting on the first."""

from __future__ import annotations

from collections.abc import Callable

from eigengraph.authoring import DeadEnd
from eigengraph.records import Goal
from eigengraph_airline.sampler.booking import book
from eigengraph_airline.sampler.cancelling import refuse_this
from eigengraph_airline.sampler.changes import change_cabin, rebook
from eigengraph_airline.sampler.extras import add_bags, exchange_passenger
from eigengraph_airline.sampler.picking import CABINS, balance, is_flown, is_open, may_cancel, methods, pick_reservation
from eigengraph_airline.sampler.scene import Scene


def upgrade_then_change(scene: Scene) -> tuple[Goal, ...]:
    """Leave basic economy first, which makes a change of flights possible."""
    row = pick_reservation(scene, lambda row: row["cabin"] == "basic_economy" and is_open(scene.world, row))
    methods_left = methods(scene, "credit_card", "gift_card")
    if not methods_left:
        raise DeadEnd("the user cannot pay")
    first = change_cabin(scene, row, to=("economy", "business"), by_id=True, only=methods_left[0])
    then = rebook(scene, scene.reservation(row["reservation_id"]), by_id=True, only=methods_left[0])
    return (*first, then)


def refund_then_spend(scene: Scene) -> tuple[Goal, ...]:
    """Have a downgrade refunded to a gift card, then spend from it what it did not hold before."""
    cards = methods(scene, "gift_card")
    if not cards:
        raise DeadEnd("the user has no gift card")
    card, before = cards[0], balance(scene, cards[0])
    row = pick_reservation(scene, lambda row: row["cabin"] != "basic_economy" and is_open(scene.world, row))
    first = change_cabin(scene, row, to=CABINS[: CABINS.index(row["cabin"])], only=card)
    refunded = balance(scene, card)
    if refunded <= before:
        raise DeadEnd("the downgrade refunds nothing")
    spenders: list[Callable[..., tuple[Goal, ...]]] = [_upgrade, book, book, add_bags]
    for spend in scene.shuffled(spenders):
        twin = scene.fork()
        try:
            then = spend(twin, only=card)
        except DeadEnd:
            continue
        if refunded - balance(twin, card) > before:
            scene.world, scene.taken, scene.touched = twin.world, twin.taken, twin.touched
            return (*first, *then)
    raise DeadEnd("nothing needs the refund")


def cancel_or_else(scene: Scene) -> tuple[Goal, ...]:
    """Ask to cancel what may not be cancelled and, after that is refused, for a change that is allowed."""
    reason = scene.random.choice(("change_of_plan", "other"))
    row = pick_reservation(
        scene, lambda row: not is_flown(scene.world, row) and not may_cancel(scene.world, row, reason)
    )
    refused = refuse_this(scene, row, reason, by_id=True)
    if row["cabin"] != "basic_economy" and scene.chance(0.6):
        return refused, rebook(scene, row, by_id=True)
    return (refused, *exchange_passenger(scene, row, by_id=True))


def _upgrade(scene: Scene, *, only: str) -> tuple[Goal, ...]:
    return change_cabin(scene, to=("business",), only=only)
