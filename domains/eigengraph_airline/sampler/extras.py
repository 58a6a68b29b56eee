"""Adding bags to a reservation and changing who travels."""

from __future__ import annotations

from typing import Any

from eigengraph.records import Goal, ToolCall
from eigengraph_airline.sampler.lookups import look_up
from eigengraph_airline.sampler.paying import pay, tell_amount
from eigengraph_airline.sampler.picking import BAG_PRICE, extra_bags, is_flown, misjudged_bags, people, pick_reservation
from eigengraph_airline.sampler.scene import Scene, feasible
from eigengraph_airline.sampler.telling import amount_text, bags_fact, passengers_fact, people_text


def add_bags(scene: Scene, *, only: str = "") -> tuple[Goal, ...]:
    """Add checked bags, free ones as far as the allowance goes."""
    row = pick_reservation(scene, lambda row: not is_flown(scene.world, row))
    about = row["reservation_id"]
    script = scene.script()
    located = look_up(scene, script, row)
    total = row["total_baggages"] + scene.random.randint(1, 4)
    nonfree = extra_bags(scene, row["cabin"], len(row["passengers"]), total)
    cost = BAG_PRICE * max(0, nonfree - row["nonfree_baggages"])

    def adding(nonfree: int, payment_id: str) -> ToolCall:
        bags = {"total_baggages": total, "nonfree_baggages": nonfree}
        return ToolCall("update_reservation_baggages", {"reservation_id": about, **bags, "payment_id": payment_id})

    paid = pay(
        scene,
        script,
        f"With this membership and cabin {nonfree} of the {total} bags are not free.",
        lambda payment_id: [adding(nonfree, payment_id)],
        about,
        only=only,
    )
    asked, say = tell_amount(scene, cost, about)
    return (
        Goal(
            intent="add_bags",
            decision="do",
            facts=(*located, bags_fact(total, about), paid.fact, *asked),
            calls=tuple(script.steps),
            alternatives=paid.alternatives,
            say=say,
            tempting=feasible(scene, adding(misjudged_bags(nonfree, total), paid.value)),
            clauses=("airline.bags.add_only", "airline.bags.allowance", "airline.modify.not_own"),
            outcome=f"Reservation {about} now has {total} checked bags, {amount_text(cost, paid.value)}.",
        ),
    )


def change_passengers(scene: Scene) -> tuple[Goal, ...]:
    """Exchange one passenger for someone else."""
    return exchange_passenger(scene, pick_reservation(scene, lambda row: not is_flown(scene.world, row)))


def exchange_passenger(scene: Scene, row: Any, *, by_id: bool = False) -> tuple[Goal, ...]:
    """Exchange one passenger of a reservation, the others staying in their order."""
    about = row["reservation_id"]
    script = scene.script()
    located = look_up(scene, script, row, by_id=by_id)
    passengers = [dict(person) for person in row["passengers"]]
    newcomer = next(person for person in people(scene) if person not in passengers)
    passengers[scene.random.randrange(len(passengers))] = newcomer
    script.run(
        "The number of passengers stays the same, so I may exchange them.",
        "update_reservation_passengers",
        reservation_id=about,
        passengers=passengers,
    )
    return (
        Goal(
            intent="change_passengers",
            decision="do",
            facts=(*located, passengers_fact(passengers, about)),
            calls=tuple(script.steps),
            clauses=("airline.passengers.count", "airline.modify.not_own"),
            outcome=f"The passengers of reservation {about} are now {people_text(passengers)}.",
        ),
    )
