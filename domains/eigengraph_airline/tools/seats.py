"""What a seat on a flight costs, if there are enough of them."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import World
from eigengraph_airline.tools.lookups import find_flight, find_instance


def quote_leg(world: World, flight_number: str, date: str, cabin: str, passengers: int) -> dict[str, Any]:
    """Return a leg at today's price.

    Args:
        world: The state.
        flight_number: The flight.
        date: The day of departure.
        cabin: The cabin.
        passengers: How many seats are needed.

    Returns:
        The leg as a reservation holds it.

    Raises:
        ToolError: The flight is not on sale that day, or has too few seats.
        KeyError: There is no such cabin.
    """
    flight = find_flight(world, flight_number)
    instance = find_instance(world, flight_number, date)
    if instance["status"] != "available":
        raise ToolError(f"Flight {flight_number} not available on date {date}")
    if instance["available_seats"][cabin] < passengers:
        raise ToolError(f"Not enough seats on flight {flight_number}")
    return {
        "flight_number": flight_number,
        "origin": flight["origin"],
        "destination": flight["destination"],
        "date": date,
        "price": instance["prices"][cabin],
    }
