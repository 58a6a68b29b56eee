"""Tools that search for flights with seats on sale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigengraph.world import World, tool


@tool
def search_direct_flight(world: World, origin: str, destination: str, date: str) -> list[dict[str, Any]]:
    """Find the direct flights between two airports on one day.

    Args:
        world: The state.
        origin: The airport of departure, such as 'JFK'.
        destination: The airport of arrival, such as 'LAX'.
        date: The day of departure as 'YYYY-MM-DD', such as '2024-01-01'.
    """
    return list(_available(world, date, origin, destination))


@tool
def search_onestop_flight(world: World, origin: str, destination: str, date: str) -> list[list[dict[str, Any]]]:
    """Find the connections with one stop between two airports, as pairs of flights.

    Args:
        world: The state.
        origin: The airport of departure, such as 'JFK'.
        destination: The airport of arrival, such as 'LAX'.
        date: The day of departure as 'YYYY-MM-DD', such as '2024-05-01'.
    """
    pairs = []
    onward: dict[str, list[dict[str, Any]]] = {}
    for first in _available(world, date, origin):
        arrival = first["scheduled_arrival_time_est"]
        second_date = _day_after(date) if "+1" in arrival else date
        if second_date not in onward:
            onward[second_date] = list(_available(world, second_date, None, destination))
        for second in onward[second_date]:
            # Times are compared as text: so '02:00:00' is after '01:30:00+1', and '01:30:00' is not.
            if second["origin"] == first["destination"] and second["scheduled_departure_time_est"] >= arrival:
                pairs.append([first | {"date": date}, second | {"date": second_date}])
    return pairs


def _day_after(date: str) -> str:
    # Not padded and always in May 2024, as in tau2-bench; so the day after '2024-05-08' finds nothing.
    return f"2024-05-{int(date[-2:]) + 1}"


def _available(
    world: World, date: str, origin: str | None = None, destination: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield every flight on sale on a date, in table order; None matches any airport."""
    for flight in world.flights.values():
        if origin is not None and flight["origin"] != origin:
            continue
        if destination is not None and flight["destination"] != destination:
            continue
        instance = flight["dates"].get(date)
        if instance is None or instance["status"] != "available":
            continue
        yield {
            "flight_number": flight["flight_number"],
            "origin": flight["origin"],
            "destination": flight["destination"],
            "status": "available",
            "scheduled_departure_time_est": flight["scheduled_departure_time_est"],
            "scheduled_arrival_time_est": flight["scheduled_arrival_time_est"],
            "date": None,
            "available_seats": instance["available_seats"],
            "prices": instance["prices"],
        }
