"""Ways to get from one airport to another in a day: direct, or with one stop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from eigengraph_airline.generate.network import Flight, distance

Journey = tuple[Flight, ...]

_CONNECTION = (40, 300)
_DETOUR = 1.7


def find_journeys(flights: Sequence[Flight]) -> dict[tuple[str, str], list[Journey]]:
    """Return the journeys between each two airports, in timetable order, direct ones first.

    A stop lasts 40 to 300 minutes, and a journey with one is at most 1.7 times as long as the way as the crow flies.
    """
    leaving: dict[str, list[Flight]] = defaultdict(list)
    journeys: dict[tuple[str, str], list[Journey]] = defaultdict(list)
    for flight in flights:
        leaving[flight.origin].append(flight)
        journeys[flight.origin, flight.destination].append((flight,))
    for first in flights:
        for second in leaving[first.destination]:
            if second.destination != first.origin and _connects(first, second):
                journeys[first.origin, second.destination].append((first, second))
    return dict(journeys)


def _connects(first: Flight, second: Flight) -> bool:
    least, most = _CONNECTION
    if not least <= second.departure - first.arrival <= most:
        return False
    way = distance(first.origin, first.destination) + distance(second.origin, second.destination)
    return way <= _DETOUR * distance(first.origin, second.destination)
