"""Tools that show one record, and the lookups that every other tool shares."""

from __future__ import annotations

from eigengraph.errors import ToolError
from eigengraph.world import RowView, World, tool

AIRPORTS = {
    "SFO": "San Francisco",
    "JFK": "New York",
    "LAX": "Los Angeles",
    "ORD": "Chicago",
    "DFW": "Dallas",
    "DEN": "Denver",
    "SEA": "Seattle",
    "ATL": "Atlanta",
    "MIA": "Miami",
    "BOS": "Boston",
    "PHX": "Phoenix",
    "IAH": "Houston",
    "LAS": "Las Vegas",
    "MCO": "Orlando",
    "EWR": "Newark",
    "CLT": "Charlotte",
    "MSP": "Minneapolis",
    "DTW": "Detroit",
    "PHL": "Philadelphia",
    "LGA": "LaGuardia",
}
"""Cities by IATA code, in the order in which they are listed."""


def find_user(world: World, user_id: str) -> RowView:
    """Return a user, read-only.

    Raises:
        ToolError: There is no such user.
    """
    user = world.users.peek(user_id)
    if user is None:
        raise ToolError(f"User {user_id} not found")
    return user


def find_reservation(world: World, reservation_id: str) -> RowView:
    """Return a reservation, read-only.

    Raises:
        ToolError: There is no such reservation.
    """
    reservation = world.reservations.peek(reservation_id)
    if reservation is None:
        raise ToolError(f"Reservation {reservation_id} not found")
    return reservation


def find_flight(world: World, flight_number: str) -> RowView:
    """Return a flight with all its dates, read-only.

    Raises:
        ToolError: There is no such flight.
    """
    flight = world.flights.peek(flight_number)
    if flight is None:
        raise ToolError(f"Flight {flight_number} not found")
    return flight


def find_instance(world: World, flight_number: str, date: str) -> RowView:
    """Return a flight on one date, read-only.

    Raises:
        ToolError: There is no such flight, or it does not fly that day.
    """
    dates: RowView = find_flight(world, flight_number)["dates"]
    if date not in dates:
        raise ToolError(f"Flight {flight_number} not found on date {date}")
    instance: RowView = dates[date]
    return instance


@tool
def get_reservation_details(world: World, reservation_id: str) -> RowView:
    """Look up a reservation.

    Args:
        world: The state.
        reservation_id: The reservation, such as '8JX2WO'.
    """
    return find_reservation(world, reservation_id)


@tool
def get_user_details(world: World, user_id: str) -> RowView:
    """Look up a user: profile, payment methods, membership and the ids of their reservations.

    Args:
        world: The state.
        user_id: The user, such as 'sara_doe_496'.
    """
    return find_user(world, user_id)


@tool
def get_flight_status(world: World, flight_number: str, date: str) -> str:
    """Look up how a flight stands on one day.

    Args:
        world: The state.
        flight_number: The flight, such as 'HAT001'.
        date: The day of departure as 'YYYY-MM-DD', such as '2024-05-01'.
    """
    status: str = find_instance(world, flight_number, date)["status"]
    return status


@tool
def list_all_airports(_world: World) -> list[dict[str, str]]:
    """List every airport with its city."""
    return [{"iata": code, "city": city} for code, city in AIRPORTS.items()]
