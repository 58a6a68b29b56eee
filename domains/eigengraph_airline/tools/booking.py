"""The tool that books a reservation."""

from __future__ import annotations

from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world import RowView, World, tool
from eigengraph_airline.rows import Cabin, FlightType, Insurance
from eigengraph_airline.tools.arguments import FlightInfo, Leg, Passenger, Payment, Reservation, coerce
from eigengraph_airline.tools.lookups import find_user
from eigengraph_airline.tools.seats import quote_leg

NEW_RESERVATIONS = ("HATHAT", "HATHAU", "HATHAV")
"""Ids of reservations that ``book_reservation`` gives out, in this order."""

INSURANCE_PRICE = 30
"""Dollars a passenger."""

BAG_PRICE = 50
"""Dollars for each checked bag beyond the free ones."""


@tool(kind="write")
def book_reservation(
    world: World,
    user_id: str,
    origin: str,
    destination: str,
    flight_type: FlightType,
    cabin: Cabin,
    flights: list[FlightInfo | dict[str, Any]],
    passengers: list[Passenger | dict[str, Any]],
    payment_methods: list[Payment | dict[str, Any]],
    total_baggages: int,
    nonfree_baggages: int,
    insurance: Insurance,
) -> dict[str, Any]:
    """Book a reservation.

    Args:
        world: The state.
        user_id: The user who books, such as 'sara_doe_496'.
        origin: The airport where the trip begins, such as 'SFO'.
        destination: The airport where the trip leads, such as 'JFK'.
        flight_type: Whether the trip leads back again.
        cabin: The cabin of every flight.
        flights: Each flight of the trip, in order.
        passengers: Each passenger.
        payment_methods: Each payment; together they must be exactly the total price.
        total_baggages: How many checked bags there are in all.
        nonfree_baggages: How many of these must be paid for.
        insurance: Whether to add travel insurance.
    """
    wanted = coerce(FlightInfo, flights)
    travellers = coerce(Passenger, passengers)
    payments = coerce(Payment, payment_methods)
    user = find_user(world, user_id)
    reservation = Reservation(
        reservation_id=_new_id(world),
        user_id=user_id,
        origin=origin,
        destination=destination,
        flight_type=flight_type,
        cabin=cabin,
        flights=[],
        passengers=travellers,
        payment_history=payments,
        created_at=world.now.strftime("%Y-%m-%dT%H:%M:%S"),
        total_baggages=total_baggages,
        nonfree_baggages=nonfree_baggages,
        insurance=insurance,
    )

    total = 0
    for flight in wanted:
        leg = quote_leg(world, flight.flight_number, flight.date, cabin, len(travellers))
        reservation.flights.append(Leg(**leg))
        total += leg["price"] * len(travellers)
    if insurance == "yes":
        total += INSURANCE_PRICE * len(travellers)
    total += BAG_PRICE * nonfree_baggages
    _check_payments(user, payments, total)

    _pay(world.users[user_id]["payment_methods"], payments)
    for flight in wanted:
        world.flights[flight.flight_number]["dates"][flight.date]["available_seats"][cabin] -= len(travellers)
    row = reservation.model_dump()
    world.reservations[reservation.reservation_id] = row
    world.users[user_id]["reservations"].append(reservation.reservation_id)
    return row


def _new_id(world: World) -> str:
    for reservation_id in NEW_RESERVATIONS:
        if reservation_id not in world.reservations:
            return reservation_id
    raise ToolError("Too many reservations")


def _check_payments(user: RowView, payments: list[Payment], total: int) -> None:
    """Refuse payments that the user cannot make; each is checked by itself, even if two share a method."""
    for payment in payments:
        method = user["payment_methods"].get(payment.payment_id)
        if method is None:
            raise ToolError(f"Payment method {payment.payment_id} not found")
        if method["source"] != "credit_card" and method["amount"] < payment.amount:
            raise ToolError(f"Not enough balance in payment method {payment.payment_id}")
    paid = sum(payment.amount for payment in payments)
    if paid != total:
        raise ToolError(f"Payment amount does not add up, total price is {total}, but paid {paid}")


def _pay(methods: dict[str, Any], payments: list[Payment]) -> None:
    """Take the payments; a certificate is used up whole, whatever part of it was needed."""
    for payment in payments:
        source = methods[payment.payment_id]["source"]
        if source == "gift_card":
            methods[payment.payment_id]["amount"] -= payment.amount
        elif source == "certificate":
            del methods[payment.payment_id]
