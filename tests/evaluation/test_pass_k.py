"""pass^k against its definition: the share of ways to draw k trials that draw successes only."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigengraph.evaluation import estimate, pass_hat


def brute(passed: int, counted: int, k: int) -> Fraction:
    """Draw k trials in every way there is."""
    draws = list(combinations([True] * passed + [False] * (counted - passed), k))
    return Fraction(sum(map(all, draws)), len(draws))


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(1, n))))
def test_pass_hat_is_the_share_of_all_draws(drawn):
    assert pass_hat(*drawn) == pytest.approx(float(brute(*drawn)))


@pytest.mark.parametrize(("passed", "counted", "k"), [(1, 2, 3), (3, 2, 1), (-1, 2, 1), (1, 2, 0)])
def test_what_is_not_defined(passed, counted, k):
    with pytest.raises(ValueError, match=rf"pass\^{k} of {passed} successes in {counted} trials is not defined"):
        pass_hat(passed, counted, k)


SCORES = st.lists(st.integers(0, 4).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=8)


@given(SCORES, st.integers(1, 4))
def test_estimate_averages_the_tasks_that_have_k_trials(scores, k):
    found = estimate(scores, k, 4)
    whole = [brute(passed, counted, k) for passed, counted in scores if counted >= k]
    assert found.tasks == len(whole)
    if whole:
        assert found.value == pytest.approx(float(sum(whole) / len(whole)))
        assert found.interval[0] - 1e-9 <= found.value <= found.interval[1] + 1e-9
    else:
        assert (found.value, found.interval) == (None, (0.0, 1.0))


@given(SCORES, st.integers(1, 4))
def test_bounds_are_those_of_missing_trials_that_fail_or_pass(scores, k):
    low, high = estimate(scores, k, 4).bounds
    failed = [brute(passed, 4, k) for passed, _ in scores]
    good = [brute(passed + 4 - counted, 4, k) for passed, counted in scores]
    assert low == pytest.approx(float(sum(failed) / len(failed)))
    assert high == pytest.approx(float(sum(good) / len(good)))


def test_pass_hat_falls_with_k():
    values = [estimate([(3, 4), (1, 4), (4, 4)], k, 4).value for k in range(1, 5)]
    assert values == sorted(values, reverse=True)
    assert values[-1] == pytest.approx(1 / 3)
