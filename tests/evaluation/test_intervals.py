"""Intervals over tasks: as wide as tasks are few and different, and the same every time."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigengraph.evaluation.intervals import bootstrap, interval_of
from eigengraph.verify.interval import wilson


def test_the_same_values_have_the_same_interval():
    values = [0.0, 0.25, 1.0, 0.5]
    assert interval_of(values) == interval_of(values)


def test_more_tasks_are_surer():
    few, many = interval_of([0.0, 1.0] * 5), interval_of([0.0, 1.0] * 100)
    assert many[1] - many[0] < (few[1] - few[0]) / 3


def test_where_all_tasks_are_alike_resampling_says_nothing():
    assert interval_of([1.0] * 6) == pytest.approx(wilson(6, 6))
    assert interval_of([0.0] * 6) == pytest.approx(wilson(0, 6))
    other = wilson(0, 6)[1]
    assert interval_of([0.5] * 6) == pytest.approx((0.5 - other / 2, 0.5 + other / 2))
    assert interval_of([]) == (0.0, 1.0)
    assert interval_of([], lowest=-1.0) == (-1.0, 1.0)


def test_one_pair_decides_nothing():
    low, high = interval_of([1.0], lowest=-1.0)
    assert low < 0 < high == 1.0
    assert interval_of([0.0] * 8, lowest=-1.0) == pytest.approx((-wilson(0, 8)[1], wilson(0, 8)[1]))


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=4), st.sampled_from([0.0, -1.0]))
def test_few_tasks_have_an_interval_with_width(values, lowest):
    low, high = interval_of(values, lowest=lowest)
    mean = sum(values) / len(values)
    assert lowest <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= 1 + 1e-9
    assert high - low > 0.3


@given(st.sampled_from([0.0, 0.5, 1.0]), st.integers(1, 40), st.integers(1, 40))
def test_more_tasks_that_are_alike_are_surer(value, count, more):
    few, many = interval_of([value] * count), interval_of([value] * (count + more))
    assert 0 < many[1] - many[0] < few[1] - few[0]


def test_intervals_cover():
    """Of 200 samples of 40 tasks from a policy that solves 60 %, nearly 95 % have the truth in their interval."""
    random = Random(7)
    covered = 0
    for _ in range(200):
        low, high = bootstrap([float(random.random() < 0.6) for _ in range(40)])
        covered += low <= 0.6 <= high
    assert 0.89 <= covered / 200 <= 0.99


def test_it_agrees_with_the_normal_approximation():
    values = [Random(3).random() for _ in range(1)] + [Random(seed).random() for seed in range(120)]
    mean = sum(values) / len(values)
    spread = 1.96 * (sum((value - mean) ** 2 for value in values) / len(values) ** 2) ** 0.5
    assert bootstrap(values) == pytest.approx((mean - spread, mean + spread), abs=0.02)
