"""The airline's database, drawn from a seed."""

from __future__ import annotations

from random import Random

from eigengraph.errors import ConfigError
from eigengraph.world import Tables
from eigengraph_airline.generate.calendar import flight_row
from eigengraph_airline.generate.journeys import find_journeys
from eigengraph_airline.generate.network import draw_timetable
from eigengraph_airline.generate.occasions import Occasions
from eigengraph_airline.generate.people import draw_customers
from eigengraph_airline.generate.reservations import draw_reservations

__all__ = ["generate_tables"]

_MOST = {"users": 100_000, "flights": 900, "reservations": 1_000_000}


def generate_tables(seed: int, users: int = 500, flights: int = 300, reservations: int = 2000) -> Tables:
    """Generate a consistent database; the same arguments give identical tables in any process.

    Each table has a random source of its own: more reservations do not change the flights.

    Args:
        seed: Any integer.
        users: How many customers, 1 to 100,000.
        flights: How many flight numbers, 1 to 900, each flown every day of the calendar.
        reservations: How many reservations, 1 to 1,000,000.

    Returns:
        The tables ``flights``, ``users`` and ``reservations``, in the shapes of ``eigengraph_airline.rows``.

    Raises:
        ConfigError: A count is out of its range.
    """
    for name, count in (("users", users), ("flights", flights), ("reservations", reservations)):
        if not 1 <= count <= _MOST[name]:
            raise ConfigError(f"the number of {name} must be 1 to {_MOST[name]}, not {count!r}; give another {name}=")
    timetable = draw_timetable(_source(seed, "timetable"), flights)
    calendar = _source(seed, "calendar")
    flight_rows = {flight.number: flight_row(calendar, flight) for flight in timetable}
    user_rows = draw_customers(_source(seed, "users"), users)
    occasions = Occasions(find_journeys(timetable), flight_rows)
    reservation_rows = draw_reservations(_source(seed, "reservations"), occasions, user_rows, reservations)
    for key, row in reservation_rows.items():
        user_rows[row["user_id"]]["reservations"].append(key)
    return {"flights": flight_rows, "users": user_rows, "reservations": reservation_rows}


def _source(seed: int, table: str) -> Random:
    # Seeding with text is the same in every process, unlike seeding with a hash.
    return Random(f"{seed}:{table}")
