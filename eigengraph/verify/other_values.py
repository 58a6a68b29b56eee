"""Values that one could be mistaken for, nearest first, each with the way in which it is wrong."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date
from random import Random
from typing import Any, NamedTuple

_CENT = 0.01
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DAYS = (-2, 2, -3, 3, -7, 7)
_MONTHS = (("month", 1), ("month", -1), ("year", 12), ("year", -12))


class Other(NamedTuple):
    """Another value, and the way in which it is wrong; of each way at least one is tried."""

    way: str
    value: Any


def other_numbers(value: Any, random: Random) -> Sequence[Other]:
    """Return numbers that a number could be mistaken for: one less or more first, an amount with cents a cent.

    Args:
        value: Anything; there are none for what is no number.
        random: Draws which of the nearest comes first.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return ()
    if value == int(value):
        near = [Other("near", value - 1), Other("near", value + 1)]
        far = [Other("negated", -value)] * (value != 0) + [Other("fraction", value + 0.5)]
    else:
        near = [Other("near", round(value - _CENT, 2)), Other("near", round(value + _CENT, 2))]
        far = [Other("negated", -value), Other("halved", round(value / 2, 2))]
    return (*random.sample(near, 2), *far)


def other_dates(value: Any, random: Random) -> Sequence[Other]:
    """Return days that a day could be mistaken for: the day before and after first, then of another month and year.

    Args:
        value: Anything; there are none for what is no date.
        random: Draws which of the nearest comes first.
    """
    day = as_date(value)
    if day is None:
        return ()
    near = random.sample((-1, 1), 2)
    moved = [Other("day", day.toordinal() + days) for days in (*near, *_DAYS)]
    turned = [Other(way, _in_month(day, months)) for way, months in _MONTHS]
    known = range(date.min.toordinal(), date.max.toordinal() + 1)
    return [Other(way, date.fromordinal(number).isoformat()) for way, number in (*moved, *turned) if number in known]


def other_texts(value: str, random: Random) -> Sequence[Other]:
    """Return other spellings of a text: its end, inside or first letter changed, or nothing at all.

    Args:
        value: The text.
        random: Draws their order, and the place inside.
    """
    found = [Other("end", value[:-1] + ("e" if value.endswith("a") else "a"))]
    letters = [at for at, character in enumerate(value[1:-1], 1) if character.isalnum()]
    if letters:
        at = random.choice(letters)
        found.append(Other("inside", value[:at] + ("o" if value[at] == "e" else "e") + value[at + 1 :]))
    if value[:1].swapcase() != value[:1]:
        found.append(Other("case", value[:1].swapcase() + value[1:]))
    if value:
        found.append(Other("emptied", ""))
    return random.sample(found, len(found))


def as_date(value: Any) -> date | None:
    """Return the day that a value writes as ``YYYY-MM-DD``; None for any other value."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None  # an id of ten digits is none, though Python reads some of them as dates
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _in_month(day: date, months: int) -> int:
    """Return the number of the same day some months later, or of the last day of a shorter month; 0 for no date."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return 0
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last)).toordinal()
