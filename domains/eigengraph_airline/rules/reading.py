"""Reads calls and rows for the rules; whatever is malformed or missing is None, never an error.

Arguments come from a language model, and some tools store them unchecked, so rows are read with the same care.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eigengraph.records import ToolCall
from eigengraph.world import RowView, Table, World
from eigengraph_airline.rules.terms import free_bags


def find(table: Table, key: object) -> RowView | None:
    """Return the row of a key, whatever the key is."""
    return table.peek(key) if isinstance(key, str) else None


def reservation_of(before: World, call: ToolCall) -> RowView | None:
    """Return the reservation that a call names."""
    return find(before.reservations, call.arguments.get("reservation_id"))


def owner_of(before: World, reservation: RowView) -> RowView | None:
    """Return the customer whose reservation it is."""
    return find(before.users, reservation["user_id"])


def items(value: object) -> Sequence[Any] | None:
    """Return a value if it is a list."""
    return value if isinstance(value, Sequence) and not isinstance(value, str | bytes) else None


def whole(value: object) -> int | None:
    """Return a value as a whole number, as the tools read one: ``2``, ``2.0`` and ``"2"`` are the same."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.isdecimal() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) else None


def legs_of(flights: object) -> list[tuple[str, str]] | None:
    """Return flight numbers with dates, in order; of the legs of a row as well as of an argument."""
    legs = items(flights)
    if legs is None or not all(isinstance(leg, Mapping) for leg in legs):
        return None
    pairs = [(leg.get("flight_number"), leg.get("date")) for leg in legs]
    texts = [(number, date) for number, date in pairs if isinstance(number, str) and isinstance(date, str)]
    return texts if len(texts) == len(pairs) else None


def instance_of(before: World, number: str, date: str) -> RowView | None:
    """Return the state of a flight on a day."""
    flight = find(before.flights, number)
    found: RowView | None = None if flight is None else flight["dates"].get(date)
    return found


def status_of(before: World, number: str, date: str) -> str | None:
    """Return the status of a flight on a day."""
    instance = instance_of(before, number, date)
    return None if instance is None else instance["status"]


def any_flown(before: World, reservation: RowView) -> bool:
    """Return whether a leg has left: it is in the air or has landed, or its day is over and it was not cancelled."""
    today = before.now.date().isoformat()
    for number, date in legs_of(reservation["flights"]) or ():
        status = status_of(before, number, date)
        if status in ("flying", "landed") or (date < today and status != "cancelled"):
            return True
    return False


def bags_to_pay(customer: RowView, cabin: object, passengers: int, total: int) -> int | None:
    """Return how many of some checked bags are beyond the free ones."""
    try:
        return max(0, total - free_bags(customer["membership"], cabin) * passengers)  # type: ignore[arg-type]
    except (KeyError, TypeError):  # a cabin that the policy does not know
        return None
