"""Rates, cures and decoys."""

from collections import Counter

import pytest
from eigengraph_stub.weak import KINDS, WORDINGS, Weakness

from eigengraph.errors import ConfigError, UnknownNameError

EVENLY = dict.fromkeys(KINDS, 0.1)


def share(weakness, kind, plan, items=3000):
    return Counter(weakness.drawn(plan, item) for item in range(items))[kind] / items


def test_defects_are_drawn_at_their_rates_and_again_the_same():
    weakness = Weakness({"unsolvable": 0.2, "no_variety": 0.1}, seed=3)
    assert share(weakness, "unsolvable", "") == pytest.approx(0.2, abs=0.03)
    assert share(weakness, None, "") == pytest.approx(0.7, abs=0.03)
    again = Weakness({"unsolvable": 0.2, "no_variety": 0.1}, seed=3)
    assert [weakness.drawn("", 1, item) for item in range(99)] == [again.drawn("", 1, item) for item in range(99)]


def test_every_kind_has_a_cure_of_its_own_and_the_seed_decides_which():
    cures = Weakness(EVENLY, seed=1).cures
    assert set(cures) == set(KINDS)
    assert len(set(cures.values())) == len(KINDS)
    assert set(cures.values()) < set(WORDINGS)
    assert cures != Weakness(EVENLY, seed=2).cures


def test_a_cure_works_wherever_the_plan_says_it():
    weakness = Weakness(EVENLY, seed=1)
    plan = f'{{"id": "p", "text": "Be kind. {weakness.cures["wrong_gold"]} Go on."}}'
    assert weakness.rate("wrong_gold", plan) == pytest.approx(0.01)
    assert weakness.rate("wrong_gold", "Be kind.") == 0.1
    assert share(weakness, "wrong_gold", plan) == pytest.approx(0.01, abs=0.01)


def test_some_wordings_harm_and_the_others_do_nothing():
    weakness = Weakness(EVENLY, seed=1)
    assert len(weakness.harms) == 3
    for kind, wording in weakness.harms.items():
        assert weakness.rate(kind, wording) == pytest.approx(0.2)
    busy = {*weakness.cures.values(), *weakness.harms.values()}
    for wording in set(WORDINGS) - busy:
        assert [weakness.rate(kind, wording) for kind in KINDS] == [0.1] * len(KINDS)
    assert len(busy) == len(KINDS) + 3


def test_bad_rates_are_refused():
    with pytest.raises(UnknownNameError, match="unknown kind of defect 'wrong_golds'; did you mean 'wrong_gold'"):
        Weakness({"wrong_golds": 0.1})
    with pytest.raises(ConfigError, match=r"the rate of defect 'wrong_gold' cannot be 1\.5"):
        Weakness({"wrong_gold": 1.5})
    with pytest.raises(ConfigError, match=r"add up to 1\.2; give at most 1 in all"):
        Weakness({"wrong_gold": 0.6, "unsolvable": 0.6})
