"""What is known of each flight on each day of May 2024, as seen from the clock of the domain."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from eigengraph_airline.generate.network import Flight, distance

NOW = datetime(2024, 5, 15, 15)
"""The clock, in EST without a zone, as in every table."""
DATES: tuple[str, ...] = tuple(f"2024-05-{day:02d}" for day in range(1, 31))
"""The days flown, ``YYYY-MM-DD``."""
TODAY = "2024-05-15"

_MINUTE_OF_NOW = NOW.hour * 60 + NOW.minute
_CANCELLED = 0.08
_DELAYED = 0.35
_SOLD_OUT = 0.06


def flight_row(random: Random, flight: Flight) -> dict[str, Any]:
    """Return a flight with every day's state, in the fields of ``FlightRow``."""
    return {
        "flight_number": flight.number,
        "origin": flight.origin,
        "destination": flight.destination,
        "scheduled_departure_time_est": _clock(flight.departure),
        "scheduled_arrival_time_est": _clock(flight.arrival),
        "dates": {date: _instance(random, flight, date) for date in DATES},
    }


def draw_fares(random: Random, flight: Flight) -> dict[str, int]:
    """Draw whole dollars a passenger by cabin: what the flight costs on one day."""
    basic = (40 + distance(flight.origin, flight.destination) / 60) * random.uniform(0.8, 1.3)
    economy = basic * random.uniform(1.6, 2.2)
    business = economy * random.uniform(1.9, 2.6)
    return {"basic_economy": round(basic), "economy": round(economy), "business": round(business)}


def _instance(random: Random, flight: Flight, date: str) -> dict[str, Any]:
    if date > TODAY:
        seats = {
            cabin: 0 if random.random() < _SOLD_OUT else random.randint(1, 20)
            for cabin in ("basic_economy", "economy", "business")
        }
        return {"status": "available", "available_seats": seats, "prices": draw_fares(random, flight)}
    if date < TODAY:
        if random.random() < _CANCELLED:
            return {"status": "cancelled"}
        off, on = _shifted(random, flight, random.randint(-8, 40))
        return _landed(date, off, on)
    return _today(random, flight)


def _today(random: Random, flight: Flight) -> dict[str, Any]:
    late = random.random() < _DELAYED
    off, on = _shifted(random, flight, random.randint(45, 240) if late else random.randint(-8, 25))
    if on <= _MINUTE_OF_NOW:
        return _landed(TODAY, off, on)
    arrival = {"estimated_arrival_time_est": _moment(TODAY, on)}
    if off <= _MINUTE_OF_NOW:
        return {"status": "flying", "actual_departure_time_est": _moment(TODAY, off), **arrival}
    status = "delayed" if late else "on time"
    return {"status": status, "estimated_departure_time_est": _moment(TODAY, off), **arrival}


def _landed(date: str, off: int, on: int) -> dict[str, Any]:
    return {
        "status": "landed",
        "actual_departure_time_est": _moment(date, off),
        "actual_arrival_time_est": _moment(date, on),
    }


def _shifted(random: Random, flight: Flight, late: int) -> tuple[int, int]:
    """Return when a flight leaves and lands, in minutes, if it leaves ``late`` minutes late."""
    return flight.departure + late, flight.arrival + late + random.randint(-10, 10)


def _clock(minutes: int) -> str:
    day, minutes = divmod(minutes, 24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00{'+1' if day else ''}"


def _moment(date: str, minutes: int) -> str:
    return (datetime.fromisoformat(date) + timedelta(minutes=minutes)).isoformat()
