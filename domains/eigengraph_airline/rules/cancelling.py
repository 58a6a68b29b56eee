"""Clauses on cancelling a reservation, and on handing over to a human."""

from __future__ import annotations

from datetime import datetime

from eigengraph.records import Facts, ToolCall
from eigengraph.world import RowView, World, clause
from eigengraph_airline.rules.reading import any_flown, find, legs_of, reservation_of, status_of
from eigengraph_airline.rules.terms import COOLING_OFF, COVERED_REASONS

CANCEL = "cancel_reservation"
TRANSFER = "transfer_to_human_agents"


@clause(
    "airline.cancel.window",
    "A reservation is cancelled only if it was booked less than 24 hours ago, the airline cancelled a flight of it, it "
    "is business, or it is insured and the reason is covered.",
    CANCEL,
)
def window(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Try each ground; without a known reason nothing can be said of an insured reservation."""
    reservation = reservation_of(before, call)
    if reservation is None:
        return None
    if reservation["cabin"] == "business" or _is_fresh(before, reservation) or _airline_cancelled(before, reservation):
        return True
    if reservation["insurance"] != "yes":
        return False
    reason = facts.get("cancel_reason", reservation["reservation_id"])
    return None if reason is None else reason in COVERED_REASONS


@clause("airline.cancel.flown", "A reservation is not cancelled once any leg has been flown.", CANCEL)
def flown(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at every leg."""
    reservation = reservation_of(before, call)
    return None if reservation is None else not any_flown(before, reservation)


@clause(
    "airline.transfer.scope",
    "The user is handed over to a human only with a request that the tools cannot serve and the policy does not "
    "refuse: to cancel a reservation of which a leg has been flown, or a problem beyond the booking itself.",
    TRANSFER,
)
def transfer_scope(before: World, _: ToolCall, facts: Facts) -> bool | None:
    """Look for a reservation of the user that has a problem of another kind, or is to be cancelled although flown."""
    customer = find(before.users, facts.get("user_id"))
    if customer is None:
        return None
    if any(facts.get("problem", number) is not None for number in customer["reservations"]):
        return True
    unwanted = [number for number in customer["reservations"] if facts.get("cancel_reason", number) is not None]
    rows = [before.reservations.peek(number) for number in unwanted]
    return any(row is not None and any_flown(before, row) for row in rows)


def _is_fresh(before: World, reservation: RowView) -> bool:
    try:
        booked = datetime.fromisoformat(reservation["created_at"])
    except ValueError:
        return False
    return before.now.replace(tzinfo=None) - booked.replace(tzinfo=None) < COOLING_OFF


def _airline_cancelled(before: World, reservation: RowView) -> bool:
    legs = legs_of(reservation["flights"]) or ()
    return any(status_of(before, number, date) == "cancelled" for number, date in legs)


RULES = (window, flown, transfer_scope)
