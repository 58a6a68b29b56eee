"""Booking a trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

from eigengraph.authoring import DeadEnd, Script
from eigengraph.records import Fact, Goal, PlannedCall, ToolCall
from eigengraph_airline.sampler.lookups import (
    Leg,
    added,
    best,
    calculate,
    direct_flights,
    look_up_user,
    name_places,
    onestop_flights,
    times,
    wanted,
)
from eigengraph_airline.sampler.paying import BOOKINGS, pay, tell_amount
from eigengraph_airline.sampler.picking import (
    BAG_PRICE,
    CABINS,
    INSURANCE_PRICE,
    balance,
    days_after,
    extra_bags,
    free_days,
    methods,
    misjudged_bags,
    people,
    today,
    touch,
)
from eigengraph_airline.sampler.scene import Scene, feasible
from eigengraph_airline.sampler.telling import (
    bags_fact,
    cabin_fact,
    day_fact,
    flights_fact,
    flights_text,
    passengers_fact,
    preference_fact,
)

_LAST = "9999-12-31"
_MOST_OPTIONS = 5
_CLAUSES = tuple(
    f"airline.book.{name}"
    for name in (
        "passengers_max",
        "payment_owned",
        "payment_mix",
        "bags_allowance",
        "bags_needed",
        "flights_available",
    )
)
Payments = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Trip:
    """Everything about a booking but how it is paid for.

    Attributes:
        arguments: The arguments of the booking, without flights and payments.
        options: The equally right itineraries.
        facts: What the user says about it.
    """

    arguments: Mapping[str, Any]
    options: Sequence[Sequence[Leg]]
    facts: tuple[Fact, ...]

    def sum(self, legs: Sequence[Leg]) -> str:
        """Return the expression for the total price of an itinerary."""
        count = len(self.arguments["passengers"])
        bags = int(self.arguments["nonfree_baggages"])
        insured = [times(count, str(INSURANCE_PRICE))] if self.arguments["insurance"] == "yes" else []
        extra = [times(bags, str(BAG_PRICE))] if bags else []
        return " + ".join([times(count, added(leg["price"] for leg in legs)), *insured, *extra])

    def total(self, legs: Sequence[Leg]) -> int:
        """Return the total price of an itinerary, in dollars."""
        count = len(self.arguments["passengers"])
        insured = INSURANCE_PRICE if self.arguments["insurance"] == "yes" else 0
        fares = sum(int(leg["price"]) for leg in legs)
        return count * (fares + insured) + BAG_PRICE * int(self.arguments["nonfree_baggages"])

    def call(self, legs: Sequence[Leg], payments: Payments) -> ToolCall:
        """Return the booking of an itinerary, paid with these methods and amounts."""
        paid = [{"payment_id": payment_id, "amount": amount} for payment_id, amount in payments]
        return ToolCall("book_reservation", {**self.arguments, "flights": wanted(legs), "payment_methods": paid})


def book(scene: Scene, *, only: str = "") -> tuple[Goal, ...]:
    """Book a trip for up to five people."""
    script = scene.script()
    look_up_user(scene, script)
    trip = plan_trip(scene, script, scene.random.choices((1, 2, 3, 4, 5), (40, 28, 16, 8, 8))[0])
    legs = trip.options[0]
    total = calculate(script, trip.sum(legs), "the total price")
    if not only and len(trip.options) == 1 and scene.chance(0.3):
        told, alternatives = _split(scene, script, trip, total)
    else:
        paid = pay(
            scene,
            script,
            "The flights have seats and every detail and the total are known, so this can be booked.",
            lambda payment_id: [trip.call(legs, [(payment_id, trip.total(legs))]) for legs in trip.options],
            only=only,
            sources=BOOKINGS,
        )
        told, alternatives = paid.fact, paid.alternatives
    scene.taken.add(scene.user["reservations"][-1])  # a stranger to the user until this dialogue
    asked, say = ((), ()) if len(trip.options) > 1 else tell_amount(scene, total)
    goal = Goal(
        intent="book_flight",
        decision="do",
        facts=(*trip.facts, told, *asked),
        calls=tuple(script.steps),
        alternatives=alternatives,
        say=say,
        tempting=_tempting(scene, trip, legs),
        clauses=_CLAUSES,
        outcome=f"The trip on {flights_text(script.steps[-1].call.arguments['flights'])} is booked for ${total} in "
        f"total.",
    )
    return (goal,)


def _tempting(scene: Scene, trip: Trip, legs: Sequence[Leg]) -> tuple[ToolCall, ...]:
    """Return the booking with a wrong number of bags to pay for, and with a bag that nobody asked for."""
    arguments, cards = trip.arguments, methods(scene, "credit_card")
    if not cards:
        return ()
    total, nonfree = int(arguments["total_baggages"]), int(arguments["nonfree_baggages"])
    more = extra_bags(scene, arguments["cabin"], len(arguments["passengers"]), total + 1)
    bags = [(total, misjudged_bags(nonfree, total))] * (total > 0) + [(total + 1, more)]
    wrong = [
        replace(trip, arguments={**arguments, "total_baggages": total, "nonfree_baggages": nonfree})
        for total, nonfree in bags
    ]
    return feasible(scene, *(other.call(legs, [(cards[0], other.total(legs))]) for other in wrong))


def plan_trip(scene: Scene, script: Script, count: int, *, plain: bool = False) -> Trip:
    """Decide where, when and how a number of people travel, by searching.

    Args:
        scene: Who books.
        script: Gets the searches.
        count: The number of passengers.
        plain: Whether flights are named rather than chosen by a preference, so that there is one itinerary.
    """
    random = scene.random
    cabin = random.choice(CABINS)
    first = scene.world.flights.peek(random.choice(list(scene.world.flights)))
    assert first is not None
    days = free_days(scene.world, first["flight_number"], days_after(today(scene.world), 1), _LAST)
    if not days:
        raise DeadEnd("the flight is not on sale")
    day, origin, destination = random.choice(days), first["origin"], first["destination"]
    preference = "" if plain else random.choice(("", "cheapest_direct", "earliest_direct", "any_direct"))
    back = days_after(day, random.randint(2, 7)) if preference != "any_direct" and scene.chance(0.4) else ""
    places = name_places(scene, script, origin, destination)
    if not plain and scene.chance(0.15):
        preference, back = "cheapest_onestop", ""
        options = _connections(scene, script, origin, destination, day, cabin, count)
    else:
        out = _direct(scene, script, (origin, destination, day), cabin, count, preference)
        home = _direct(scene, script, (destination, origin, back), cabin, count, preference) if back else [[]]
        options = [[*there, *then] for there, then in product(out, home)]
    if len(options) > _MOST_OPTIONS:
        raise DeadEnd("too many itineraries are equally right")
    travellers = list(islice(people(scene), count))
    bags = random.choices((0, 1, 2, 3), (4, 3, 2, 1))[0] + (random.randint(0, 2) if count > 1 else 0)
    insurance = random.choice(("yes", "no"))
    arguments = {
        "user_id": scene.user_id,
        "origin": origin,
        "destination": destination,
        "flight_type": "round_trip" if back else "one_way",
        "cabin": cabin,
        "passengers": travellers,
        "total_baggages": bags,
        "nonfree_baggages": extra_bags(scene, cabin, count, bags),
        "insurance": insurance,
    }
    facts = (
        *places,
        Fact("trip_type", arguments["flight_type"], "a round trip" if back else "one way", "", "start"),
        day_fact("date", day),
        *([day_fact("return_date", back)] if back else []),
        preference_fact(preference) if preference else flights_fact(options[0]),
        cabin_fact(cabin),
        Fact("passenger_count", count, f"{count} passenger{'s' if count > 1 else ''}"),
        passengers_fact(travellers),
        bags_fact(bags),
        Fact("insurance", insurance, "with travel insurance" if insurance == "yes" else "no travel insurance"),
    )
    return Trip(arguments, options, facts)


def _direct(
    scene: Scene, script: Script, way: tuple[str, str, str], cabin: str, seats: int, preference: str
) -> list[list[Leg]]:
    """Return the direct flights that satisfy a preference; without one, any single flight, to be named."""
    offers = scene.shuffled(direct_flights(script, *way, cabin, seats))
    if not offers:
        raise DeadEnd("no direct flight has seats")
    return [[leg] for leg in (best(offers, preference) if preference else offers[:1])]


def _connections(
    scene: Scene, script: Script, origin: str, destination: str, day: str, cabin: str, seats: int
) -> list[list[Leg]]:
    pairs = onestop_flights(script, origin, destination, day, cabin, seats)
    if not pairs:
        raise DeadEnd("no connection has seats")
    prices = [sum(leg["price"] for leg in pair) for pair in pairs]
    return scene.shuffled([pair for pair, price in zip(pairs, prices, strict=True) if price == min(prices)])


def _split(scene: Scene, script: Script, trip: Trip, total: int) -> tuple[Fact, tuple[tuple[PlannedCall, ...], ...]]:
    """Pay with a certificate or gift card as far as it goes, and with a credit card for the rest, in either order."""
    partial = [key for key in methods(scene, "certificate", "gift_card") if 0 < balance(scene, key) < total]
    partial = [key for key in partial if balance(scene, key).is_integer()]
    cards = methods(scene, "credit_card")
    if not partial or not cards:
        raise DeadEnd("the user has nothing to pay in part with")
    part, card = partial[0], cards[0]
    amount = int(balance(scene, part))
    payments = [(part, amount), (card, total - amount)]
    alternatives = script.settle(
        f"{part} covers ${amount}, {card} the rest; every detail and the total are known, so this can be booked.",
        [trip.call(trip.options[0], payments), trip.call(trip.options[0], payments[::-1])],
    )
    touch(scene, part)
    return Fact("payment_order", [part, card], f"{part} as far as it goes, then {card} for the rest"), alternatives
