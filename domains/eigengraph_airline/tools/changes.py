"""Tools that change or cancel a reservation."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import World, tool
from eigengraph_airline.rows import Cabin
from eigengraph_airline.tools.arguments import FlightInfo, Passenger, coerce, plain
from eigengraph_airline.tools.booking import BAG_PRICE
from eigengraph_airline.tools.lookups import find_reservation, find_user
from eigengraph_airline.tools.payments import charge
from eigengraph_airline.tools.seats import quote_leg


@tool(kind="write")
def cancel_reservation(world: World, reservation_id: str) -> dict[str, Any]:
    """Cancel a whole reservation and refund its payments.

    Args:
        world: The state.
        reservation_id: The reservation, such as 'ZFA04Y'.
    """
    find_reservation(world, reservation_id)
    reservation: dict[str, Any] = world.reservations[reservation_id]
    # The refund is only noted: balances and seats stay as they are, as in tau2-bench.
    history = reservation["payment_history"]
    history += [{"payment_id": entry["payment_id"], "amount": -entry["amount"]} for entry in history]
    reservation["status"] = "cancelled"
    return reservation


@tool(kind="write")
def update_reservation_baggages(
    world: World, reservation_id: str, total_baggages: int, nonfree_baggages: int, payment_id: str
) -> dict[str, Any]:
    """Change the number of checked bags of a reservation.

    Args:
        world: The state.
        reservation_id: The reservation, such as 'ZFA04Y'.
        total_baggages: How many checked bags there shall be in all.
        nonfree_baggages: How many of these must be paid for, those paid for already included.
        payment_id: A payment method of the user, such as 'credit_card_7815826' or 'gift_card_7815826'.
    """
    before = find_reservation(world, reservation_id)
    find_user(world, before["user_id"])
    difference = BAG_PRICE * max(0, nonfree_baggages - before["nonfree_baggages"])
    payment = charge(world, before["user_id"], payment_id, difference)
    reservation: dict[str, Any] = world.reservations[reservation_id]
    reservation["payment_history"] += payment
    # Stored as passed, unlike at booking: tau2-bench does not coerce here, and 2 and 2.0 are different states.
    reservation["total_baggages"] = total_baggages
    reservation["nonfree_baggages"] = nonfree_baggages
    return reservation


@tool(kind="write")
def update_reservation_flights(
    world: World, reservation_id: str, cabin: Cabin, flights: list[FlightInfo | dict[str, Any]], payment_id: str
) -> dict[str, Any]:
    """Change the flights or the cabin of a reservation.

    Args:
        world: The state.
        reservation_id: The reservation, such as 'ZFA04Y'.
        cabin: The cabin that every flight shall have.
        flights: Every flight of the changed reservation, in order, those that stay included.
        payment_id: A payment method of the user, such as 'credit_card_7815826' or 'gift_card_7815826'.
    """
    wanted = coerce(FlightInfo, flights)
    before = find_reservation(world, reservation_id)
    find_user(world, before["user_id"])
    count = len(before["passengers"])
    # A leg that stays keeps the price it was bought at; a change of cabin prices every leg anew.
    same_cabin = cabin == before["cabin"]
    kept = {(leg["flight_number"], leg["date"]): leg for leg in reversed(before["flights"]) if same_cabin}
    legs = [
        kept.get((flight.flight_number, flight.date))
        or quote_leg(world, flight.flight_number, flight.date, cabin, count)
        for flight in wanted
    ]
    difference = count * (sum(leg["price"] for leg in legs) - sum(leg["price"] for leg in before["flights"]))
    payment = charge(world, before["user_id"], payment_id, difference)
    reservation: dict[str, Any] = world.reservations[reservation_id]
    reservation["payment_history"] += payment
    reservation["flights"] = [dict(leg) for leg in legs]
    reservation["cabin"] = cabin
    return reservation


@tool(kind="write")
def update_reservation_passengers(
    world: World, reservation_id: str, passengers: list[Passenger | dict[str, Any]]
) -> dict[str, Any]:
    """Replace the passengers of a reservation by as many others.

    Args:
        world: The state.
        reservation_id: The reservation, such as 'ZFA04Y'.
        passengers: Every passenger of the changed reservation.
    """
    travellers = coerce(Passenger, passengers)
    before = find_reservation(world, reservation_id)
    if len(travellers) != len(before["passengers"]):
        raise ToolError("Number of passengers does not match")
    reservation: dict[str, Any] = world.reservations[reservation_id]
    reservation["passengers"] = plain(travellers)
    return reservation
