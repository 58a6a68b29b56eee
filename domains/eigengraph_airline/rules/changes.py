"""Clauses on changing a reservation."""

from __future__ import annotations

from itertools import pairwise

from eigengraph.records import Facts, ToolCall
from eigengraph.world import RowView, World, clause
from eigengraph_airline.rules.reading import (
    any_flown,
    bags_to_pay,
    find,
    items,
    legs_of,
    owner_of,
    reservation_of,
    whole,
)
from eigengraph_airline.rules.terms import CHANGE_SOURCES

FLIGHTS = "update_reservation_flights"
BAGS = "update_reservation_baggages"
PASSENGERS = "update_reservation_passengers"
CANCEL = "cancel_reservation"


@clause("airline.modify.basic_economy", "The flights of a basic economy reservation are not changed.", FLIGHTS)
def basic_economy(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at the cabin as it was before the call; the same flights in another cabin are no change of flights."""
    reservation = reservation_of(before, call)
    if reservation is None or not _new_legs(reservation, call):
        return None
    return bool(reservation["cabin"] != "basic_economy")


@clause("airline.modify.route", "A change of flights keeps origin, destination and trip type.", FLIGHTS)
def route(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Follow the new legs from airport to airport."""
    reservation = reservation_of(before, call)
    legs = None if reservation is None else _new_legs(reservation, call)
    if reservation is None or legs is None:
        return None
    flights = [find(before.flights, number) for number, _ in legs]
    ways = [(flight["origin"], flight["destination"]) for flight in flights if flight is not None]
    if len(ways) < len(flights):
        return None
    origin, destination = reservation["origin"], reservation["destination"]
    if not ways or ways[0][0] != origin or any(here[1] != there[0] for here, there in pairwise(ways)):
        return False
    if reservation["flight_type"] == "round_trip":
        return ways[-1][1] == origin and any(end == destination for _, end in ways)
    return bool(ways[-1][1] == destination)


@clause(
    "airline.modify.payment_method",
    "A change is settled with one gift card or credit card of the customer's profile.",
    FLIGHTS,
    BAGS,
)
def payment_method(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look the payment id up in the profile of the reservation's owner."""
    reservation, payment = reservation_of(before, call), call.arguments.get("payment_id")
    customer = None if reservation is None else owner_of(before, reservation)
    if customer is None or not isinstance(payment, str):
        return None
    method = customer["payment_methods"].get(payment)
    return method is not None and method["source"] in CHANGE_SOURCES


@clause(
    "airline.modify.not_own",
    "A reservation is changed or cancelled only for the customer whose it is.",
    FLIGHTS,
    BAGS,
    PASSENGERS,
    CANCEL,
)
def not_own(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compare the owner with who the user is."""
    reservation, user_id = reservation_of(before, call), facts.get("user_id")
    return None if reservation is None or user_id is None else bool(reservation["user_id"] == user_id)


@clause("airline.cabin.not_flown", "The cabin is not changed once any leg has been flown.", FLIGHTS)
def cabin_not_flown(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at every leg of the reservation as it was before the call."""
    reservation = reservation_of(before, call)
    if reservation is None or call.arguments.get("cabin") == reservation["cabin"]:
        return None
    return not any_flown(before, reservation)


@clause("airline.bags.add_only", "Checked bags are added, never taken off.", BAGS)
def bags_add_only(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Compare the totals."""
    reservation, total = reservation_of(before, call), whole(call.arguments.get("total_baggages"))
    had = None if reservation is None else whole(reservation["total_baggages"])
    return None if had is None or total is None else total >= had


@clause(
    "airline.bags.allowance",
    "Adding bags charges exactly those beyond the free ones of the passengers, cabin and membership.",
    BAGS,
)
def bags_allowance(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Compute the bags to pay for."""
    reservation = reservation_of(before, call)
    total, paid = whole(call.arguments.get("total_baggages")), whole(call.arguments.get("nonfree_baggages"))
    customer = None if reservation is None else owner_of(before, reservation)
    if reservation is None or customer is None or total is None or paid is None:
        return None
    right = bags_to_pay(customer, reservation["cabin"], len(reservation["passengers"]), total)
    return None if right is None else paid == right


@clause("airline.insurance.booking_only", "Travel insurance cannot be added after booking.")
def insurance_booking_only(_before: World, _call: ToolCall, _facts: Facts) -> bool | None:
    """No tool adds insurance, so no call can break this; tasks refer to it where the request must be refused."""
    return None


@clause("airline.passengers.count", "Passengers may be replaced, but their number stays.", PASSENGERS)
def passengers_count(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Compare the numbers."""
    reservation, passengers = reservation_of(before, call), items(call.arguments.get("passengers"))
    if reservation is None or passengers is None:
        return None
    return len(passengers) == len(reservation["passengers"])


def _new_legs(reservation: RowView, call: ToolCall) -> list[tuple[str, str]] | None:
    """Return the wanted legs, or None where they are malformed or the ones that the reservation has."""
    legs = legs_of(call.arguments.get("flights"))
    return None if legs == legs_of(reservation["flights"]) else legs


RULES = (
    basic_economy,
    route,
    payment_method,
    not_own,
    cabin_not_flown,
    bags_add_only,
    bags_allowance,
    insurance_booking_only,
    passengers_count,
)
