"""What a run is expected to cost: bounds before it, and figures that close in on the truth while it goes on."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigengraph.config import Price, Settings
from eigengraph.engine.estimate import Progress, before_run, during_run
from eigengraph.models import Budget, Spend

PRICE = Price(input=10.0, output=50.0)


def budget(*spent: Spend, priced: bool = True) -> Budget:
    names = ["openai:big@here", "openai:small@here"]
    return Budget(
        prices={name.partition("@")[0]: PRICE for name in names} if priced else {},
        spent=dict(zip(names, spent, strict=False)),
    )


def settings(**given) -> Settings:
    return Settings(domain="shop", **{"tasks": 10, **given})


COSTS = [{"openai:big@here": Spend(10, 900, 100)}, {"openai:big@here": Spend(12, 1100, 100)}]


def test_before_a_run_the_bounds_are_those_of_the_settings():
    found = before_run(settings(), budget(), COSTS, at_once=64)
    assert found.tokens.likely == 1100 * 20  # every second dialogue
    assert found.tokens.low == pytest.approx((1100 - 1.96 * 100) * 10)
    assert found.tokens.high == pytest.approx((1100 + 1.96 * 100) * 30 * 2 * 3)  # every try at every candidate
    assert "each task sent back as often as it may be; answers asked for again are not in it" in found.basis
    assert found.usd.likely == pytest.approx(20 * (1000 * 10 + 100 * 50) / 1e6)
    assert found.basis.startswith("from 2 candidates rehearsed offline")


@pytest.mark.parametrize(("tasks", "rollouts", "dialogues"), [(1, 1, 1), (1, 4, 4), (3, 2, 9), (3, 5, 15)])
def test_a_task_that_is_sent_back_has_its_dialogues_anew(tasks, rollouts, dialogues):
    found = before_run(settings(task_attempts=tasks, rollout_attempts=rollouts), budget(), COSTS, at_once=64)
    assert found.tokens.high == pytest.approx((1100 + 1.96 * 100) * 30 * dialogues)


def test_pilot_rounds_cost_too():
    one, two = (before_run(settings(**more), budget(), COSTS, 64) for more in ({}, {"rounds": 2, "pilot": 5}))
    assert two.tokens.low == 2 * one.tokens.low


def test_one_at_a_time_takes_longest():
    one, many = (before_run(settings(), budget(), COSTS, at_once) for at_once in (1, 64))
    assert one.seconds.likely == pytest.approx(20 * (11 * 0.5 + 100 / 40))
    assert many.seconds.likely == pytest.approx(11 * 0.5 + 100 / 40)  # no dialogue is faster than one dialogue


def test_without_a_price_nothing_is_said_of_money():
    assert before_run(settings(), budget(priced=False), COSTS, 64).usd is None
    paid = budget(Spend(5, 500, 50), priced=False)
    assert during_run(settings(), paid, Progress(1, 2, 0, 0, 2, 1.0, 2)).usd is None


def test_nothing_is_known_before_the_first_candidate():
    assert during_run(settings(), budget(), Progress(0, 0, 0, 0, 3, 1.0, 3)) is None


def test_a_finished_run_costs_what_it_cost():
    paid = budget(Spend(100, 9000, 1000), Spend(50, 500, 500))
    found = during_run(settings(), paid, Progress(10, 12, 0, 0, 12, 60.0, 12))
    assert astuple(found.tokens) == (11_000, 11_000, 11_000)
    assert found.usd.likely == paid.spent_usd
    assert found.seconds.high == 60.0


@given(st.integers(0, 10), st.integers(0, 30), st.integers(0, 20), st.integers(1, 10**6))
def test_figures_stand_in_order_and_never_below_what_is_spent(accepted, turned_down, pilots, tokens):
    progress = Progress(accepted, accepted + turned_down, pilots // 2, pilots, accepted + turned_down + pilots, 5.0, 4)
    found = during_run(settings(rounds=2, pilot=10), budget(Spend(1, tokens, 0)), progress)
    if found is None:
        assert accepted + turned_down + pilots == 0
        return
    for figure in (found.tokens, found.usd, found.seconds):
        assert figure.low <= figure.likely <= figure.high
    assert found.tokens.low >= tokens


def test_a_low_yield_is_bounded_by_the_candidates_that_are_left():
    found = during_run(settings(), budget(Spend(1, 1000, 0)), Progress(0, 10, 0, 0, 10, 1.0, 10))
    assert found.tokens.likely == 3000
