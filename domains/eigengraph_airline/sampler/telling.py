"""Facts as a person tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from eigengraph.records import Disclosure, Fact

CABIN_TEXT = {"basic_economy": "basic economy", "economy": "economy", "business": "business"}
REASON_TEXT = {
    "change_of_plan": "my plans changed",
    "airline_cancelled": "the airline cancelled a flight of it",
    "weather": "the weather at the destination is dangerous",
    "health": "I am ill and cannot travel",
    "other": "I found a better offer elsewhere",
}
COMPLAINT_TEXT = {
    "cancelled_flight": "a flight in it was cancelled",
    "delayed_flight": "a flight in it is delayed",
    "other": "the crew was rude",
}
PREFERENCE_TEXT = {
    "cheapest_direct": "the cheapest direct flight",
    "earliest_direct": "the direct flight that leaves first",
    "any_direct": "any direct flight",
    "cheapest_onestop": "the cheapest connection with one stop",
}


def user_fact(user_id: str) -> Fact:
    """Say who calls."""
    return Fact("user_id", user_id, user_id)


def reservation_fact(reservation_id: str, disclosure: Disclosure) -> Fact:
    """Say which reservation a request is about."""
    return Fact("reservation_id", reservation_id, reservation_id, disclosure=disclosure)


def reason_fact(reservation_id: str, reason: str) -> Fact:
    """Say why a reservation is to be cancelled."""
    return Fact("cancel_reason", reason, REASON_TEXT[reason], reservation_id)


def complaint_facts(reservation_id: str, complaint: str, *, asks: bool) -> tuple[Fact, ...]:
    """Say what went wrong and, where the user asks for it, that compensation is wanted."""
    told = Fact("complaint", complaint, COMPLAINT_TEXT[complaint], reservation_id, "start")
    wish = Fact("asks_compensation", True, "I want to be compensated", reservation_id, "start")
    return (told, wish) if asks else (told,)


def day_fact(name: str, day: str, about: str = "") -> Fact:
    """Say a date, such as ``date``, ``return_date`` or ``trip_date``."""
    return Fact(name, day, day_text(day), about)


def place_fact(name: str, airport: str, about: str = "", *, text: str = "") -> Fact:
    """Say an airport, such as ``origin`` or ``trip_destination``, by its code or by another text."""
    return Fact(name, airport, text or airport, about, "start")


def cabin_fact(cabin: str, about: str = "") -> Fact:
    """Say which cabin is wanted."""
    return Fact("cabin", cabin, CABIN_TEXT[cabin], about, "start")


def bags_fact(total: int, about: str = "") -> Fact:
    """Say how many checked bags are wanted in total."""
    text = "no checked bags" if total == 0 else f"{total} checked bag{'s' if total > 1 else ''} in total"
    return Fact("bags", total, text, about)


def passengers_fact(passengers: Sequence[Mapping[str, str]], about: str = "") -> Fact:
    """Say who travels, in order."""
    return Fact("passengers", [dict(person) for person in passengers], people_text(passengers), about)


def payment_fact(payment_ids: Sequence[str], about: str = "") -> Fact:
    """Say how to pay: one method, or any one of several."""
    if len(payment_ids) == 1:
        return Fact("payment", payment_ids[0], payment_ids[0], about)
    return Fact("payment", list(payment_ids), f"{', '.join(payment_ids[:-1])} or {payment_ids[-1]}", about)


def flights_fact(legs: Sequence[Mapping[str, Any]], about: str = "") -> Fact:
    """Say which flights are wanted, by number and date."""
    wanted = [{"flight_number": leg["flight_number"], "date": leg["date"]} for leg in legs]
    return Fact("flights", wanted, flights_text(wanted), about)


def preference_fact(preference: str, about: str = "") -> Fact:
    """Say what to choose flights by."""
    return Fact("flight_preference", preference, PREFERENCE_TEXT[preference], about)


def amount_fact(about: str = "") -> Fact:
    """Say that the user wants to be told the amount of money."""
    return Fact("asks_amount", True, "tell me the exact amount in dollars", about)


def day_text(day: str) -> str:
    """Say a date: ``May 20``."""
    at = date.fromisoformat(day)
    return f"{at:%B} {at.day}"


def people_text(passengers: Sequence[Mapping[str, str]]) -> str:
    """Say who travels."""
    return ", ".join(f"{one['first_name']} {one['last_name']} (born {one['dob']})" for one in passengers)


def flights_text(legs: Sequence[Mapping[str, Any]]) -> str:
    """Say flights by number and date."""
    return ", ".join(f"{leg['flight_number']} on {day_text(leg['date'])}" for leg in legs)


def amount_text(amount: int, payment_id: str) -> str:
    """Say what was charged or refunded."""
    if amount == 0:
        return "at no charge"
    return f"${amount} charged to {payment_id}" if amount > 0 else f"${-amount} refunded to {payment_id}"
