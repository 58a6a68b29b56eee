"""Reading the tables as a sampler does: what is flown, allowed, free of charge, still to be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from eigengraph.authoring import DeadEnd
from eigengraph.world import World
from eigengraph_airline.sampler.scene import Scene

CABINS = ("basic_economy", "economy", "business")
BAG_PRICE = 50
INSURANCE_PRICE = 30
_STRANGERS = 20
_FREE_BAGS = {"basic_economy": 0, "economy": 1, "business": 2}
_FREE_BAGS_OF_MEMBERS = {"regular": 0, "silver": 1, "gold": 2}


def pick_reservation(scene: Scene, fits: Callable[[Any], bool]) -> Any:
    """Return a random reservation of the user that no other request is about and that fits, and take it.

    Raises:
        DeadEnd: The user has none.
    """
    for reservation_id in scene.shuffled(scene.user["reservations"]):
        row = scene.reservation(reservation_id)
        if reservation_id not in scene.taken and row is not None and row.get("status") is None and fits(row):
            scene.taken.add(reservation_id)
            return row
    raise DeadEnd("no reservation of the user fits")


def statuses(world: World, reservation: Any) -> list[str]:
    """Return the status of each leg; empty where the calendar does not have it."""
    return [status_of(world, leg["flight_number"], leg["date"]) for leg in reservation["flights"]]


def status_of(world: World, flight_number: str, day: str) -> str:
    """Return the status of a flight on a date, or an empty text."""
    flight = world.flights.peek(flight_number)
    instance = flight["dates"].get(day) if flight is not None else None
    return str(instance["status"]) if instance is not None else ""


def is_flown(world: World, reservation: Any) -> bool:
    """Whether any leg has taken off. A past leg counts as flown unless the airline cancelled it."""
    return any(
        status in ("landed", "flying") or (leg["date"] < today(world) and status != "cancelled")
        for leg, status in zip(reservation["flights"], statuses(world, reservation), strict=True)
    )


def is_open(world: World, reservation: Any) -> bool:
    """Whether every leg can still be booked, which is what a cabin change needs."""
    return all(status == "available" for status in statuses(world, reservation)) and bool(reservation["flights"])


def is_recent(world: World, reservation: Any) -> bool:
    """Whether the booking was made within the last 24 hours."""
    age = world.now.replace(tzinfo=None) - datetime.fromisoformat(reservation["created_at"])
    return age < timedelta(hours=24)


def may_cancel(world: World, reservation: Any, reason: str) -> bool:
    """Whether the policy lets a user cancel for this reason. Flown reservations never are."""
    return not is_flown(world, reservation) and (
        is_recent(world, reservation)
        or "cancelled" in statuses(world, reservation)
        or reservation["cabin"] == "business"
        or (reservation["insurance"] == "yes" and reason in ("health", "weather"))
    )


def may_compensate(scene: Scene, reservation: Any) -> bool:
    """Whether the user may be compensated at all: membership, insurance or cabin."""
    return bool(
        scene.user["membership"] != "regular" or reservation["insurance"] == "yes" or reservation["cabin"] == "business"
    )


def extra_bags(scene: Scene, cabin: str, passengers: int, total: int) -> int:
    """Return how many of the checked bags the user has to pay for."""
    free = _FREE_BAGS[cabin] + _FREE_BAGS_OF_MEMBERS[scene.user["membership"]]
    return max(0, total - free * passengers)


def misjudged_bags(nonfree: int, total: int) -> int:
    """Return how many bags would be charged by who forgets the allowance, or by who takes all for free."""
    return 0 if nonfree else total


def methods(scene: Scene, *sources: str) -> list[str]:
    """Return the user's payment methods of some kinds, in random order, without those that others depend on."""
    owned = scene.user["payment_methods"]
    return scene.shuffled([key for key in owned if owned[key]["source"] in sources and key not in scene.touched])


def balance(scene: Scene, payment_id: str) -> float:
    """Return what is left on a gift card or certificate, in dollars; a credit card has no end."""
    return float(scene.user["payment_methods"][payment_id].get("amount", float("inf")))


def touch(scene: Scene, *payment_ids: str) -> None:
    """Keep later requests off these methods, as far as they have a balance (a spent certificate has none left)."""
    owned = scene.user["payment_methods"]
    scene.touched.update(key for key in payment_ids if key not in owned or owned[key]["source"] != "credit_card")


def today(world: World) -> str:
    """Return the current date."""
    return world.now.date().isoformat()


def days_after(day: str, days: int) -> str:
    """Return the date some days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def days_between(first: str, last: str) -> int:
    """Return the number of days from one date to another."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def has_seats(world: World, flight_number: str, day: str, cabin: str, seats: int) -> bool:
    """Whether a flight can be booked for so many people."""
    flight = world.flights.peek(flight_number)
    instance = flight["dates"].get(day) if flight is not None else None
    return (
        instance is not None and instance["status"] == "available" and int(instance["available_seats"][cabin]) >= seats
    )


def fare(world: World, flight_number: str, day: str, cabin: str) -> int:
    """Return today's price of an available flight, a passenger, in dollars."""
    return int(world.flights.peek(flight_number)["dates"][day]["prices"][cabin])  # type: ignore[index]


def free_days(world: World, flight_number: str, first: str, last: str) -> list[str]:
    """Return the dates in a range, both ends included, on which a flight can be booked."""
    dates = world.flights.peek(flight_number)["dates"]  # type: ignore[index]
    return [day for day in dates if first <= day <= last and dates[day]["status"] == "available"]


def people(scene: Scene) -> Iterator[dict[str, str]]:
    """Yield people who might travel, each once: the user, saved passengers, then strangers.

    Raises:
        DeadEnd: There are no more.
    """
    saved = scene.shuffled([dict(row) for row in scene.user["saved_passengers"]])
    strangers = scene.random.sample(scene.everybody, min(_STRANGERS, len(scene.everybody)))
    known: list[dict[str, str]] = []
    for person in chain([_person(scene.user), *saved], (_person(scene.world.users.peek(key)) for key in strangers)):
        if person not in known:
            known.append(person)
            yield person
    raise DeadEnd("the database has too few people")


def _person(user: Any) -> dict[str, str]:
    return {**user["name"], "dob": user["dob"]}
