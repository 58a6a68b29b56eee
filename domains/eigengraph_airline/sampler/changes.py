"""Changing the flights or the cabin of a reservation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eigengraph.authoring import Choice, DeadEnd, Script
from eigengraph.records import Fact, Goal, ToolCall
from eigengraph_airline.sampler.lookups import Leg, best, calculate, difference, direct_flights, look_up, times, wanted
from eigengraph_airline.sampler.paying import pay, tell_amount
from eigengraph_airline.sampler.picking import (
    CABINS,
    days_after,
    days_between,
    free_days,
    has_seats,
    is_flown,
    is_open,
    pick_reservation,
    today,
)
from eigengraph_airline.sampler.scene import Scene
from eigengraph_airline.sampler.telling import (
    CABIN_TEXT,
    amount_text,
    cabin_fact,
    day_fact,
    flights_fact,
    flights_text,
    preference_fact,
)

_APART = 2  # days between the way out and the way back that leave room for an arrival after midnight
_LAST = "9999-12-31"
_CHANGE = ("airline.modify.not_own", "airline.modify.payment_method")


@dataclass(frozen=True)
class Way:
    """The legs ``start:stop`` of a reservation that lead one way, and the first and last date they may move to."""

    start: int
    stop: int
    origin: str
    destination: str
    first: str
    last: str

    @property
    def day_name(self) -> str:
        """The name of the fact that holds the wanted date."""
        return "date" if self.start == 0 else "return_date"


def change_flights(scene: Scene) -> tuple[Goal, ...]:
    """Move one way of a trip to another date."""
    row = pick_reservation(scene, lambda row: row["cabin"] != "basic_economy" and not is_flown(scene.world, row))
    return (rebook(scene, row),)


def rebook(scene: Scene, row: Any, *, by_id: bool = False, leg: int | None = None, only: str = "") -> Goal:
    """Move the way that contains a leg (or any) to another date: the same flights, or direct ones by preference."""
    script = scene.script()
    located = look_up(scene, script, row, by_id=by_id)
    way = scene.random.choice(ways_of(scene, row, leg))
    seek = _same_flights if scene.chance(0.4) else _direct_flights
    facts, options = seek(scene, script, row, way)
    itineraries = [[*row["flights"][: way.start], *legs, *row["flights"][way.stop :]] for legs in options]
    calculate(script, _difference(row, itineraries[0]), "the difference in price")
    paid = _update(scene, script, row, row["cabin"], itineraries, only)
    cost = charged(scene, row)
    asked, say = ((), ()) if paid.alternatives else tell_amount(scene, cost, row["reservation_id"])
    return Goal(
        intent="change_flights",
        decision="do",
        facts=(*located, *facts, paid.fact, *asked),
        calls=tuple(script.steps),
        alternatives=paid.alternatives,
        say=say,
        clauses=(*_CHANGE, "airline.modify.basic_economy", "airline.modify.route"),
        outcome=f"Reservation {row['reservation_id']} is now on {flights_text(options[0])}, "
        f"{amount_text(cost, paid.value)}.",
    )


def change_cabin(
    scene: Scene, row: Any = None, *, to: Sequence[str] = CABINS, by_id: bool = False, only: str = ""
) -> tuple[Goal, ...]:
    """Move a reservation to another cabin, all flights staying."""
    if row is None:
        row = pick_reservation(scene, lambda row: is_open(scene.world, row) and bool(_cabins(scene, row, to)))
    cabins = _cabins(scene, row, to)
    if not cabins:
        raise DeadEnd("no other cabin has seats")
    cabin = scene.random.choice(cabins)
    script = scene.script()
    located = look_up(scene, script, row, by_id=by_id)
    legs: list[Leg] = []
    for leg in row["flights"]:
        found = direct_flights(script, leg["origin"], leg["destination"], leg["date"], cabin, len(row["passengers"]))
        legs.extend(offer for offer in found if offer["flight_number"] == leg["flight_number"])
    change = calculate(script, _difference(row, legs), "the difference in price")
    paid = _update(scene, script, row, cabin, [legs], only)
    asked, say = tell_amount(scene, change, row["reservation_id"])
    return (
        Goal(
            intent="change_cabin",
            decision="do",
            facts=(*located, cabin_fact(cabin, row["reservation_id"]), paid.fact, *asked),
            calls=tuple(script.steps),
            alternatives=paid.alternatives,
            say=say,
            clauses=(*_CHANGE, "airline.cabin.not_flown"),
            outcome=f"Reservation {row['reservation_id']} is now in {CABIN_TEXT[cabin]}, "
            f"{amount_text(change, paid.value)}.",
        ),
    )


def charged(scene: Scene, row: Any) -> int:
    """Return what a write has charged (or, below 0, refunded) since a reservation looked like this."""
    history = scene.reservation(row["reservation_id"])["payment_history"]
    return sum(int(entry["amount"]) for entry in history[len(row["payment_history"]) :])


def ways_of(scene: Scene, row: Any, leg: int | None = None) -> list[Way]:
    """Split a reservation into the way out and, of a round trip, the way back; of these, the ones that may move.

    Args:
        scene: Where it is.
        row: The reservation.
        leg: Keep only the way that this leg is on.

    Raises:
        DeadEnd: The legs do not lead to where the reservation says, or leave no day free.
    """
    legs = row["flights"]
    ends = [index for index, leg in enumerate(legs) if leg["destination"] == row["destination"]]
    if not ends or legs[0]["origin"] != row["origin"]:
        raise DeadEnd("the legs do not make the trip")
    tomorrow, turn = days_after(today(scene.world), 1), ends[0] + 1
    if row["flight_type"] == "one_way":
        ways = [Way(0, len(legs), row["origin"], row["destination"], tomorrow, _LAST)]
    elif turn == len(legs) or legs[-1]["destination"] != row["origin"]:
        raise DeadEnd("the round trip does not lead back")
    else:
        back = max(tomorrow, days_after(legs[turn - 1]["date"], _APART))
        ways = [
            Way(0, turn, row["origin"], row["destination"], tomorrow, days_after(legs[turn]["date"], -_APART)),
            Way(turn, len(legs), row["destination"], row["origin"], back, _LAST),
        ]
    ways = [way for way in ways if way.first <= way.last and (leg is None or way.start <= leg < way.stop)]
    if not ways:
        raise DeadEnd("no day is left to move to")
    return ways


def _same_flights(scene: Scene, script: Script, row: Any, way: Way) -> tuple[tuple[Fact, ...], list[list[Leg]]]:
    """Fly the same flights some days earlier or later."""
    old, seats, cabin = row["flights"][way.start : way.stop], len(row["passengers"]), row["cabin"]
    day = _new_day(scene, way, old[0])
    shift = days_between(old[0]["date"], day)
    legs: list[Leg] = []
    for leg in old:
        date = days_after(leg["date"], shift)
        if date > way.last or not has_seats(scene.world, leg["flight_number"], date, cabin, seats):
            raise DeadEnd("a flight is not to be had on that day")
        found = direct_flights(script, leg["origin"], leg["destination"], date, cabin, seats)
        legs.extend(offer for offer in found if offer["flight_number"] == leg["flight_number"])
    about = row["reservation_id"]
    return (day_fact(way.day_name, day, about), flights_fact(legs, about)), [legs]


def _direct_flights(scene: Scene, script: Script, row: Any, way: Way) -> tuple[tuple[Fact, ...], list[list[Leg]]]:
    """Take a direct flight on another day, by preference."""
    old = row["flights"][way.start]
    day = _new_day(scene, way, old)
    offers = direct_flights(script, way.origin, way.destination, day, row["cabin"], len(row["passengers"]))
    if not offers:
        raise DeadEnd("no direct flight on that day")
    preference = scene.random.choice(["cheapest_direct", "earliest_direct", "any_direct"])
    about = row["reservation_id"]
    facts = (day_fact(way.day_name, day, about), preference_fact(preference, about))
    return facts, [[leg] for leg in scene.shuffled(best(offers, preference))]


def _new_day(scene: Scene, way: Way, leg: Any) -> str:
    days = [day for day in free_days(scene.world, leg["flight_number"], way.first, way.last) if day != leg["date"]]
    if not days:
        raise DeadEnd("no day is left to move to")
    return scene.random.choice(days)


def _update(
    scene: Scene, script: Script, row: Any, cabin: str, itineraries: Sequence[Sequence[Leg]], only: str
) -> Choice:
    def writes(payment_id: str) -> list[ToolCall]:
        what = {"reservation_id": row["reservation_id"], "cabin": cabin}
        return [
            ToolCall("update_reservation_flights", {**what, "flights": wanted(legs), "payment_id": payment_id})
            for legs in itineraries
        ]

    reason = "The policy allows the change, and its price is known."
    return pay(scene, script, reason, writes, row["reservation_id"], only=only)


def _difference(row: Any, legs: Sequence[Leg]) -> str:
    """Return the expression for the difference in price."""
    new, old = ([leg["price"] for leg in side] for side in (legs, row["flights"]))
    return times(len(row["passengers"]), difference(new, old))


def _cabins(scene: Scene, row: Any, among: Sequence[str]) -> list[str]:
    seats = len(row["passengers"])
    return [
        cabin
        for cabin in among
        if cabin != row["cabin"]
        and all(has_seats(scene.world, leg["flight_number"], leg["date"], cabin, seats) for leg in row["flights"])
    ]
