"""The probability that one yield is above another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigengraph.plans.odds import odds_better

SEEN = st.integers(0, 60).flatmap(lambda tried: st.tuples(st.integers(0, tried), st.just(tried)))


@given(SEEN, SEEN)
def test_one_of_the_two_is_better(before, after):
    assert odds_better(before, after) + odds_better(after, before) == pytest.approx(1)


@given(SEEN)
def test_what_showed_the_same_is_as_likely_the_better_one(seen):
    assert odds_better(seen, seen) == pytest.approx(0.5)


@given(SEEN, st.integers(1, 60))
def test_each_more_that_is_accepted_makes_it_likelier(before, tried):
    odds = [odds_better(before, (good, tried)) for good in range(tried + 1)]
    assert all(fewer < more + 1e-9 for fewer, more in pairwise(odds))
    assert odds[0] < odds[-1]


@pytest.mark.parametrize(("before", "after"), [((4, 8), (7, 8)), ((12, 40), (9, 16)), ((1, 1), (0, 0))])
def test_it_is_what_integration_gives(before, after):
    def density(seen, at):
        return at ** seen[0] * (1 - at) ** (seen[1] - seen[0])

    points = 20_000
    grid = [(number + 0.5) / points for number in range(points)]
    below = total = double = 0.0
    for at in grid:
        step = density(before, at)
        double += density(after, at) * (below + step / 2)
        below += step
        total += density(after, at)
    assert odds_better(before, after) == pytest.approx(double / (below * total), abs=1e-5)
