"""Clauses on booking a reservation."""

from __future__ import annotations

from collections.abc import Mapping

from eigengraph.records import Facts, ToolCall
from eigengraph.world import World, clause
from eigengraph_airline.rules.reading import bags_to_pay, find, instance_of, items, legs_of, whole
from eigengraph_airline.rules.terms import MOST_OF_SOURCE, MOST_PASSENGERS

BOOK = "book_reservation"


@clause("airline.book.passengers_max", "A reservation has at most five passengers.", BOOK)
def passengers_max(_before: World, call: ToolCall, _facts: Facts) -> bool | None:
    """Count passengers."""
    passengers = items(call.arguments.get("passengers"))
    return None if passengers is None else len(passengers) <= MOST_PASSENGERS


@clause("airline.book.payment_owned", "Every payment method of a booking stands in the customer's profile.", BOOK)
def payment_owned(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look payment ids up in the profile."""
    customer, ids = find(before.users, call.arguments.get("user_id")), _payment_ids(call)
    if customer is None or ids is None:
        return None
    return all(payment in customer["payment_methods"] for payment in ids)


@clause(
    "airline.book.payment_mix",
    "A booking is paid with at most one certificate, one credit card and three gift cards.",
    BOOK,
)
def payment_mix(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Count different payment methods of each kind; ids that are not in the profile are another clause's matter."""
    customer, ids = find(before.users, call.arguments.get("user_id")), _payment_ids(call)
    if customer is None or ids is None:
        return None
    methods = customer["payment_methods"]
    sources = [methods[payment]["source"] for payment in ids if payment in methods]
    return all(sources.count(source) <= most for source, most in MOST_OF_SOURCE.items())


@clause(
    "airline.book.bags_allowance",
    "A booking charges exactly the checked bags beyond the free ones of its passengers, cabin and membership.",
    BOOK,
)
def bags_allowance(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Compute the bags to pay for."""
    arguments = call.arguments
    customer, passengers = find(before.users, arguments.get("user_id")), items(arguments.get("passengers"))
    total, paid = whole(arguments.get("total_baggages")), whole(arguments.get("nonfree_baggages"))
    if customer is None or passengers is None or total is None or paid is None:
        return None
    right = bags_to_pay(customer, arguments.get("cabin"), len(passengers), total)
    return None if right is None else paid == right


@clause("airline.book.bags_needed", "A booking has no checked bags that the user did not ask for.", BOOK)
def bags_needed(_: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compare with what the user wants, where the scenario says it."""
    total, wanted = whole(call.arguments.get("total_baggages")), whole(facts.get("bags"))
    return None if total is None or wanted is None else total <= wanted


@clause("airline.book.flights_available", "Every booked flight is open for sale and has a seat for everybody.", BOOK)
def flights_available(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at status and seats; flights that do not exist are the tool's matter."""
    legs, passengers = legs_of(call.arguments.get("flights")), items(call.arguments.get("passengers"))
    cabin = call.arguments.get("cabin")
    if legs is None or passengers is None or not isinstance(cabin, str):
        return None
    instances = [instance_of(before, number, date) for number, date in legs]
    known = [instance for instance in instances if instance is not None]
    if len(known) < len(instances):
        return None
    return all(
        instance["status"] == "available" and instance["available_seats"].get(cabin, 0) >= len(passengers)
        for instance in known
    )


def _payment_ids(call: ToolCall) -> set[str] | None:
    payments = items(call.arguments.get("payment_methods"))
    if payments is None or not all(isinstance(payment, Mapping) for payment in payments):
        return None
    ids = {payment["payment_id"] for payment in payments if isinstance(payment.get("payment_id"), str)}
    return ids or None


RULES = (passengers_max, payment_owned, payment_mix, bags_allowance, bags_needed, flights_available)
