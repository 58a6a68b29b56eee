"""When and how somebody travels: the journeys of a reservation with their dates, before anything is bought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from eigengraph_airline.generate.calendar import DATES, NOW, TODAY
from eigengraph_airline.generate.journeys import Journey

_KINDS = {"ordinary": 0.8, "fresh": 0.08, "delayed today": 0.05, "cancelled": 0.07}
"""Situations that customers call about are more frequent than chance would make them."""
_DIRECT = 0.55
_ROUND_TRIP = 0.48
_FIRST_BOOKING = datetime(2024, 4, 30)
_FUTURE = [date for date in DATES if date > TODAY]


@dataclass(frozen=True, slots=True)
class Trip:
    """What is travelled.

    Attributes:
        out: The journey there.
        date: The day of it.
        back: The journey back, or empty for a one-way trip.
        return_date: The day of that, or empty.
        booked: When it was booked: at least two hours before it begins, and before now.
    """

    out: Journey
    date: str
    back: Journey
    return_date: str
    booked: datetime

    @property
    def legs(self) -> list[tuple[Any, str]]:
        """Every flight with its date, in order."""
        return [(flight, self.date) for flight in self.out] + [(flight, self.return_date) for flight in self.back]


class Occasions:
    """The journeys to draw trips from, sorted by what befell them.

    Args:
        journeys: By origin and destination.
        rows: The flights' rows by number.
    """

    def __init__(
        self, journeys: Mapping[tuple[str, str], list[Journey]], rows: Mapping[str, Mapping[str, Any]]
    ) -> None:
        every = [journey for between in journeys.values() for journey in between]
        self._journeys = journeys
        self._direct = [journey for journey in every if len(journey) == 1]
        self._with_stop = [journey for journey in every if len(journey) > 1]
        self._delayed = [
            journey
            for journey in every
            if any(rows[flight.number]["dates"][TODAY]["status"] == "delayed" for flight in journey)
        ]
        self._cancelled = [
            (journey, date)
            for journey in self._direct
            for date in DATES
            if rows[journey[0].number]["dates"][date]["status"] == "cancelled"
        ]

    def draw(self, random: Random) -> Trip:
        """Draw a trip."""
        kind = random.choices(list(_KINDS), list(_KINDS.values()))[0]
        journey, date, returns = self._draw_ordinary(random), random.choice(DATES), DATES
        if kind == "fresh":
            date = random.choice(_FUTURE)
        elif kind == "delayed today" and self._delayed:
            journey, date = random.choice(self._delayed), TODAY
        elif kind == "cancelled" and self._cancelled:
            (journey, date), returns = random.choice(self._cancelled), tuple(_FUTURE)
        back, return_date = self._draw_return(random, journey, date, returns)
        booked = _draw_booking(random, journey, date, fresh=kind == "fresh")
        return Trip(journey, date, back, return_date, booked)

    def _draw_ordinary(self, random: Random) -> Journey:
        direct = not self._with_stop or random.random() < _DIRECT
        return random.choice(self._direct if direct else self._with_stop)

    def _draw_return(self, random: Random, out: Journey, date: str, possible: tuple[str, ...]) -> tuple[Journey, str]:
        """Draw a way back, two days to two weeks later, or nothing."""
        ways = self._journeys.get((out[-1].destination, out[0].origin), [])
        start = datetime.fromisoformat(date)
        earliest, latest = (str((start + timedelta(days=days)).date()) for days in (2, 14))
        days = [day for day in possible if earliest <= day <= latest]
        if not ways or not days or random.random() > _ROUND_TRIP:
            return (), ""
        alike = [way for way in ways if len(way) == len(out)]
        return random.choice(alike or ways), random.choice(days)


def _draw_booking(random: Random, out: Journey, date: str, *, fresh: bool) -> datetime:
    departure = datetime.fromisoformat(date) + timedelta(minutes=out[0].departure)
    latest = min(NOW - timedelta(minutes=1), departure - timedelta(hours=2))
    earliest = NOW - timedelta(hours=24) if fresh else _FIRST_BOOKING
    return earliest + timedelta(seconds=random.randrange(int((latest - earliest).total_seconds())))
