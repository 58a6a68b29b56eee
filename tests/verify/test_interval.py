"""Wilson intervals."""

import pytest

from eigengraph.verify.interval import wilson


def test_nothing_tried_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_intervals_from_the_literature() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # Newcombe 1998, table I, method 3
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_an_interval_stays_within_a_share() -> None:
    assert 1 - 1e-9 < wilson(20, 20)[1] <= 1.0
    assert wilson(0, 20)[0] == 0.0
