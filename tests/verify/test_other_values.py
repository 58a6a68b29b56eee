"""Values that one could be mistaken for."""

from random import Random
from typing import Any

import pytest

from eigengraph.verify.other_values import as_date, other_dates, other_numbers, other_texts


def values(others: Any) -> dict[str, set[Any]]:
    """Return other values by the way in which they are wrong."""
    found: dict[str, set[Any]] = {}
    for way, value in others:
        found.setdefault(way, set()).add(value)
    return found


def test_numbers_are_one_off_negated_and_given_a_part() -> None:
    assert values(other_numbers(2, Random(0))) == {"near": {1, 3}, "negated": {-2}, "fraction": {2.5}}
    assert values(other_numbers(0, Random(0))) == {"near": {-1, 1}, "fraction": {0.5}}
    assert values(other_numbers(9.5, Random(0))) == {"near": {9.49, 9.51}, "negated": {-9.5}, "halved": {4.75}}


@pytest.mark.parametrize("value", [True, "2", None, float("inf"), float("nan")])
def test_what_is_no_number_has_no_other(value: Any) -> None:
    assert not other_numbers(value, Random(0))


def test_dates_are_near_then_in_another_month_and_year() -> None:
    (first, then, *_) = other_dates("2024-03-31", Random(0))
    assert {first.value, then.value} == {"2024-03-30", "2024-04-01"}
    found = values(other_dates("2024-03-31", Random(0)))
    assert found["month"] == {"2024-02-29", "2024-04-30"}
    assert found["year"] == {"2023-03-31", "2025-03-31"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_dates_at_the_ends_of_time_have_others_on_one_side(day: str) -> None:
    assert all(as_date(other) is not None for _, other in other_dates(day, Random(0)))


@pytest.mark.parametrize("value", ["5598072414", "20240301", "2024-W01-1", "2024-13-01", "yesterday", 20240301])
def test_what_is_not_written_as_a_date_is_none(value: Any) -> None:
    assert as_date(value) is None


def test_texts_are_spelled_otherwise_at_the_end_inside_and_at_the_beginning_or_emptied() -> None:
    found = values(other_texts("Anna", Random(0)))
    assert found["end"] == {"Anne"}
    assert found["case"] == {"anna"}
    assert found["emptied"] == {""}
    (inside,) = found["inside"]
    assert inside[0] + inside[-1] == "Aa"
    assert inside != "Anna"


def test_short_texts_have_fewer_others() -> None:
    assert values(other_texts("7", Random(0))) == {"end": {"a"}, "emptied": {""}}
    assert values(other_texts("", Random(0))) == {"end": {"a"}}
