"""Requests that the policy forbids whatever the reservation is like."""

from __future__ import annotations

from typing import Any

from eigengraph.authoring import DeadEnd
from eigengraph.records import Fact, Goal, ToolCall
from eigengraph_airline.sampler.lookups import look_up, look_up_user
from eigengraph_airline.sampler.picking import extra_bags, is_flown, may_cancel, methods, people, pick_reservation
from eigengraph_airline.sampler.scene import Scene
from eigengraph_airline.sampler.telling import bags_fact, passengers_fact, reason_fact, reservation_fact

_STRANGERS = 12


def remove_bags(scene: Scene) -> tuple[Goal, ...]:
    """Ask to take checked bags off a reservation."""
    row = pick_reservation(scene, lambda row: row["total_baggages"] > 0 and not is_flown(scene.world, row))
    about = row["reservation_id"]
    total = scene.random.randrange(row["total_baggages"])
    nonfree = extra_bags(scene, row["cabin"], len(row["passengers"]), total)
    cards = methods(scene, "credit_card", "gift_card")
    if not cards:
        raise DeadEnd("the user cannot be refunded")
    bags = {"total_baggages": total, "nonfree_baggages": nonfree, "payment_id": cards[0]}
    script = scene.script()
    located = look_up(scene, script, row)
    return (
        Goal(
            intent="remove_bags",
            decision="refuse",
            facts=(*located, bags_fact(total, about)),
            calls=tuple(script.steps),
            tempting=(ToolCall("update_reservation_baggages", {"reservation_id": about, **bags}),),
            clauses=("airline.bags.add_only",),
            outcome=f"Bags can be added to reservation {about}, but not removed.",
        ),
    )


def add_insurance(scene: Scene) -> tuple[Goal, ...]:
    """Ask for travel insurance after the booking."""
    row = pick_reservation(scene, lambda row: row["insurance"] == "no" and not is_flown(scene.world, row))
    script = scene.script()
    located = look_up(scene, script, row)
    wish = Fact("insurance", "yes", "with travel insurance", row["reservation_id"], "start")
    return (
        Goal(
            intent="add_insurance",
            decision="refuse",
            facts=(*located, wish),
            calls=tuple(script.steps),
            clauses=("airline.insurance.booking_only",),
            outcome=f"Travel insurance cannot be added to reservation {row['reservation_id']} after it was booked.",
        ),
    )


def add_passenger(scene: Scene) -> tuple[Goal, ...]:
    """Ask to take one more person along on a reservation."""
    row = pick_reservation(scene, lambda row: len(row["passengers"]) < 5 and not is_flown(scene.world, row))
    about = row["reservation_id"]
    script = scene.script()
    located = look_up(scene, script, row)
    passengers = [dict(person) for person in row["passengers"]]
    passengers.append(next(person for person in people(scene) if person not in passengers))
    count = Fact("passenger_count", len(passengers), f"{len(passengers)} passengers", about)
    return (
        Goal(
            intent="add_passenger",
            decision="refuse",
            facts=(*located, count, passengers_fact(passengers, about)),
            calls=tuple(script.steps),
            clauses=("airline.passengers.count",),
            outcome=f"Nobody can be added to reservation {about}; the number of passengers is fixed.",
        ),
    )


def cancel_not_own(scene: Scene) -> tuple[Goal, ...]:
    """Ask to cancel somebody else's reservation, which its owner could cancel."""

    def fits(row: Any) -> bool:
        return row["status"] is None and may_cancel(scene.world, row, "change_of_plan")

    others = scene.random.sample(scene.everybody, min(_STRANGERS, len(scene.everybody)))
    theirs = [
        reservation_id
        for user_id in others
        if user_id != scene.user_id
        for reservation_id in scene.world.users.peek(user_id)["reservations"]  # type: ignore[index]
        if fits(scene.reservation(reservation_id))
    ]
    if not theirs:
        raise DeadEnd("nobody else has a reservation that could be cancelled")
    about = theirs[0]
    # The profile lists the user's own reservations, and the reservation names its owner: either look is enough.
    script, shorter = scene.script(), scene.script()
    for way in (script, shorter):
        look_up_user(scene, way)
    shorter.demand()
    script.run("I check whose reservation this is.", "get_reservation_details", reservation_id=about)
    script.demand()
    return (
        Goal(
            intent="cancel_reservation",
            decision="refuse",
            facts=(reservation_fact(about, "start"), reason_fact(about, "change_of_plan")),
            calls=tuple(script.steps),
            alternatives=(tuple(shorter.steps),),
            tempting=(ToolCall("cancel_reservation", {"reservation_id": about}),),
            clauses=("airline.modify.not_own",),
            outcome=f"Reservation {about} does not belong to this user, so nothing was done about it.",
        ),
    )
