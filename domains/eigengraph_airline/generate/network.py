"""The timetable: which flights there are, between which airports, at what time of day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import asin, cos, radians, sin, sqrt
from random import Random

_AIRPORTS = {
    "SFO": (37.6, -122.4), "JFK": (40.6, -73.8), "LAX": (33.9, -118.4), "ORD": (42.0, -87.9), "DFW": (32.9, -97.0),
    "DEN": (39.9, -104.7), "SEA": (47.4, -122.3), "ATL": (33.6, -84.4), "MIA": (25.8, -80.3), "BOS": (42.4, -71.0),
    "PHX": (33.4, -112.0), "IAH": (30.0, -95.3), "LAS": (36.1, -115.2), "MCO": (28.4, -81.3), "EWR": (40.7, -74.2),
    "CLT": (35.2, -80.9), "MSP": (44.9, -93.2), "DTW": (42.2, -83.4), "PHL": (39.9, -75.2), "LGA": (40.8, -73.9),
}  # fmt: skip
"""Latitude and longitude in degrees by IATA code."""

_HUBS = 6
_FLIGHTS_A_DAY = 3
_FIRST_DEPARTURE, _LAST_DEPARTURE = 5 * 60 + 30, 23 * 60 + 30
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Flight:
    """One line of the timetable, flown every day.

    Attributes:
        number: ``HAT`` and three digits.
        origin: IATA code.
        destination: IATA code.
        departure: Minutes after midnight EST.
        arrival: Minutes after the midnight before departure, so 1440 and more is the next day.
    """

    number: str
    origin: str
    destination: str
    departure: int
    arrival: int

    @property
    def overnight(self) -> bool:
        """Whether it lands the day after it left."""
        return self.arrival >= _DAY


def distance(origin: str, destination: str) -> float:
    """Return the great-circle distance between two airports in kilometres."""
    (north, east), (other_north, other_east) = _AIRPORTS[origin], _AIRPORTS[destination]
    rise = sin(radians(other_north - north) / 2) ** 2
    turn = sin(radians(other_east - east) / 2) ** 2
    return 2 * 6371 * asin(sqrt(rise + cos(radians(north)) * cos(radians(other_north)) * turn))


def draw_timetable(random: Random, count: int) -> list[Flight]:
    """Draw a timetable, ordered by flight number.

    Every pair of cities is served in both directions, as a rule three times a day, so that there are alternatives.
    """
    pairs = _draw_pairs(random, max(1, count // (2 * _FLIGHTS_A_DAY)))
    routes = [route for origin, destination in pairs for route in ((origin, destination), (destination, origin))]
    daily = [count // len(routes) + (index < count % len(routes)) for index in range(len(routes))]
    numbers = random.sample(range(100, 1000), count)
    flights = []
    for (origin, destination), times in zip(routes, daily, strict=True):
        for turn in range(times):
            window = (_LAST_DEPARTURE - _FIRST_DEPARTURE) / times
            departure = _to_five(_FIRST_DEPARTURE + window * (turn + random.random()))
            minutes = _to_five(40 + distance(origin, destination) / 800 * 60 + random.randint(-5, 15))
            flights.append(Flight(f"HAT{numbers.pop()}", origin, destination, departure, departure + minutes))
    return sorted(flights, key=lambda flight: flight.number)


def _draw_pairs(random: Random, count: int) -> list[tuple[str, str]]:
    """Draw connected cities: hubs among each other first, then every other city to several hubs, nearer ones first."""
    cities = random.sample(list(_AIRPORTS), len(_AIRPORTS))
    hubs: list[str] = []
    for city in cities:
        if len(hubs) < _HUBS and all(distance(city, hub) > 500 for hub in hubs):
            hubs.append(city)
    pairs = list(combinations(hubs, 2))
    spokes = [city for city in cities if city not in hubs]
    for rank in range(_HUBS):
        for spoke in spokes:
            nearest = sorted((hub for hub in hubs if distance(hub, spoke) > 150), key=lambda hub: distance(hub, spoke))
            pairs += [(nearest[rank], spoke)] if rank < len(nearest) else []
    pairs += [pair for pair in combinations(spokes, 2) if distance(*pair) > 150]
    return pairs[:count]


def _to_five(minutes: float) -> int:
    return round(minutes / 5) * 5
