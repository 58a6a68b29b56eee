"""Finding out what a request is about: the first calls of every gold solution."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eigengraph.authoring import DeadEnd, Script
from eigengraph.records import Disclosure, Fact
from eigengraph_airline.sampler.picking import statuses
from eigengraph_airline.sampler.scene import Scene
from eigengraph_airline.sampler.telling import day_fact, place_fact, reservation_fact

_UNKNOWN = 0.4
_FAR = 5
_BY_CITY = 0.35
Leg = Mapping[str, Any]


def look_up_user(scene: Scene, script: Script) -> None:
    """Look the user's profile up."""
    script.run(
        "The profile tells me the user's membership, reservations and payment methods.",
        "get_user_details",
        user_id=scene.user_id,
    )


def look_up(
    scene: Scene, script: Script, row: Any, *, by_id: bool = False, essential: bool = False
) -> tuple[Fact, ...]:
    """Look up the user, then the reservation: by its id or, where the user does not know it, by what the trip is.

    Args:
        scene: Who asks.
        script: Gets the calls.
        row: The reservation.
        by_id: Whether the user certainly knows the id.
        essential: Whether the request cannot be judged rightly without having seen the reservation.

    Returns:
        The facts by which the user names the reservation.
    """
    look_up_user(scene, script)
    about = row["reservation_id"]
    told = () if by_id or not scene.chance(_UNKNOWN) else _trip(scene, row)
    if told:
        for other in scene.user["reservations"]:
            script.run(
                "The user does not know the reservation id, so I go through the user's reservations for the trip.",
                "get_reservation_details",
                reservation_id=other,
            )
            if other == about:
                break
        facts = (*told, reservation_fact(about, "unknown"))
    else:
        script.run(
            "I need to see the reservation before I can decide anything about it.",
            "get_reservation_details",
            reservation_id=about,
        )
        disclosure: Disclosure = "start" if scene.chance(0.5) else "on_request"
        facts = (reservation_fact(about, disclosure),)
    if essential:
        script.demand()
    return facts


def check_status(scene: Scene, script: Script, row: Any, until: Iterable[str]) -> None:
    """Look up the status of the legs in order, up to the first that has one of these statuses."""
    for leg, status in zip(row["flights"], statuses(scene.world, row), strict=True):
        script.run(
            f"I have to confirm the facts, so I check what became of flight {leg['flight_number']}.",
            "get_flight_status",
            flight_number=leg["flight_number"],
            date=leg["date"],
        )
        if status in until:
            return


def direct_flights(script: Script, origin: str, destination: str, day: str, cabin: str, seats: int) -> list[Leg]:
    """Search direct flights; return those with enough seats, as legs with the price of the cabin and the times."""
    found = script.run(
        f"I search for direct flights from {origin} to {destination} on {day} to see seats and prices.",
        "search_direct_flight",
        origin=origin,
        destination=destination,
        date=day,
    )
    return [_leg(offer, day, cabin) for offer in json.loads(found) if offer["available_seats"][cabin] >= seats]


def onestop_flights(script: Script, origin: str, destination: str, day: str, cabin: str, seats: int) -> list[list[Leg]]:
    """Search connections with one stop; return those with enough seats, as pairs of legs."""
    found = script.run(
        f"I search for connections with one stop from {origin} to {destination} on {day}.",
        "search_onestop_flight",
        origin=origin,
        destination=destination,
        date=day,
    )
    return [
        [_leg(offer, offer["date"], cabin) for offer in pair]
        for pair in json.loads(found)
        if all(offer["available_seats"][cabin] >= seats for offer in pair)
    ]


def name_places(scene: Scene, script: Script, origin: str, destination: str) -> tuple[Fact, ...]:
    """Say where a trip goes: by airport codes or, now and then, by cities, whose codes have to be looked up."""
    if not scene.chance(_BY_CITY):
        return place_fact("origin", origin), place_fact("destination", destination)
    listed = json.loads(script.run("The user names cities, so I need their airport codes.", "list_all_airports"))
    cities = {airport["iata"]: airport["city"] for airport in listed}
    named = [cities.get(code, "") for code in (origin, destination)]
    if any(list(cities.values()).count(city) != 1 for city in named):
        raise DeadEnd("the city has no airport, or more than one")
    return tuple(
        place_fact(name, code, text=city)
        for name, code, city in zip(("origin", "destination"), (origin, destination), named, strict=True)
    )


def calculate(script: Script, expression: str, what: str) -> int:
    """Have an amount of whole dollars worked out."""
    return round(float(script.run(f"I work out {what}.", "calculate", expression=expression)))


def added(prices: Iterable[int]) -> str:
    """Return the expression for a sum."""
    return " + ".join(map(str, prices))


def difference(new: Iterable[int], old: Iterable[int]) -> str:
    """Return the expression for how much more the new prices are than the old ones."""
    return f"{_grouped(added(new))} - {_grouped(added(old))}"


def times(count: int, expression: str) -> str:
    """Return the expression for a multiple."""
    return expression if count == 1 else f"{count} * {_grouped(expression)}"


def best(legs: Sequence[Leg], preference: str) -> list[Leg]:
    """Return every direct flight that satisfies a preference: more than one where they tie, or where any will do."""
    if preference == "any_direct":
        return list(legs)
    key = "price" if preference == "cheapest_direct" else "departure"
    return [leg for leg in legs if leg[key] == min(other[key] for other in legs)]


def wanted(legs: Iterable[Leg]) -> list[dict[str, str]]:
    """Return legs as write tools take them."""
    return [{"flight_number": leg["flight_number"], "date": leg["date"]} for leg in legs]


def _grouped(expression: str) -> str:
    return f"({expression})" if " " in expression else expression


def _leg(offer: Mapping[str, Any], day: str, cabin: str) -> Leg:
    return {
        "flight_number": offer["flight_number"],
        "date": day,
        "price": offer["prices"][cabin],
        "departure": offer["scheduled_departure_time_est"],
    }


def _trip(scene: Scene, row: Any) -> tuple[Fact, ...]:
    """Describe a reservation by its trip, if that is enough to tell it from the user's other reservations."""
    ids = list(scene.user["reservations"])
    if row["reservation_id"] not in ids[:_FAR]:
        return ()
    others = [scene.reservation(other) for other in ids if other != row["reservation_id"]]
    same_route = [other for other in others if _route(other) == _route(row)]
    day = row["flights"][0]["date"]
    if any(leg["date"] == day for other in same_route for leg in other["flights"]):
        return ()
    about = row["reservation_id"]
    places = (
        place_fact("trip_origin", row["origin"], about),
        place_fact("trip_destination", row["destination"], about),
    )
    return (*places, day_fact("trip_date", day, about)) if same_route or scene.chance(0.6) else places


def _route(row: Any) -> tuple[str, str]:
    return row["origin"], row["destination"]
