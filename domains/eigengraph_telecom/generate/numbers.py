"""Ids and phone numbers, none of them twice."""

from __future__ import annotations

from collections.abc import Callable
from random import Random


class Numbers:
    """Hands out numbers in the order in which they are asked for."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()

    def id(self, initial: str) -> str:
        """Return a new id, such as ``L48213``; its initial says what it names."""
        return self._new(lambda: f"{initial}{self._random.randint(20_000, 999_999)}")

    def phone(self) -> str:
        """Return a new phone number, such as ``555-318-2207``."""
        return self._new(lambda: f"555-{self._random.randint(200, 999)}-{self._random.randint(0, 9999):04d}")

    def imei(self) -> str:
        """Return a new device number of 15 digits."""
        return self._new(lambda: str(self._random.randint(10**14, 10**15 - 1)))

    def _new(self, draw: Callable[[], str]) -> str:
        while True:
            number = draw()
            if number not in self._taken:
                self._taken.add(number)
                return number
