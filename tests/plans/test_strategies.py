"""What evidence says, and what each strategy makes of it."""

from __future__ import annotations

import pytest

from eigengraph.plans import STRATEGIES, Evidence, Trial, Version, version
from eigengraph.verify.interval import wilson
from eigengraph.world import Plan

REFLECT, NONE, PARETO = STRATEGIES


def evidence(good: int, tried: int, *, kinds: int = 1, tries: int = 1) -> Evidence:
    """Return evidence whose accepted candidates are of some kinds."""
    return Evidence(
        tuple(
            Trial(index, "v", "" if index < good else "duplicate", intents=(f"i{index % kinds}",), tries=tries)
            for index in range(tried)
        )
    )


def member(number: int, parent: str = "", *, accepted: bool | None = True, seen: Evidence | None = None) -> Version:
    return Version(version(0, Plan("", wording=(str(number),)), parent=parent), seen or evidence(1, 2), accepted)


def test_yield_interval_diversity_and_cost():
    seen = evidence(4, 8, kinds=2, tries=3)
    assert (seen.tried, seen.good, seen.yielded, seen.diversity, seen.cost) == (8, 4, 0.5, 0.25, 6.0)
    assert seen.interval == wilson(4, 8)
    assert (seen + evidence(1, 2)).tried == 10


def test_nothing_tried_is_no_evidence():
    assert (Evidence().yielded, Evidence().interval, Evidence().diversity, Evidence().cost) == (
        0.0,
        (0.0, 1.0),
        0.0,
        0.0,
    )


def test_failures_are_clustered_by_kind_with_examples():
    trials = [
        Trial(0, "v", "no_blueprint"),
        Trial(1, "v", "agent: failed the task", "A1 is pending", ("cancel", "refund")),
        Trial(2, "v"),
        Trial(3, "v", "agent: failed the task", "A1 is pending", ("cancel", "cancel")),
        *(Trial(number, "v", "agent: failed the task", f"no {number}", ("cancel",)) for number in range(4, 8)),
    ]
    first, second = Evidence(tuple(trials)).clusters()
    assert (first.reason, first.count) == ("agent: failed the task", 6)
    assert first.intents == (("cancel", 6), ("refund", 1))
    assert first.examples == ("A1 is pending", "no 4", "no 5")
    assert (second.reason, second.count, second.examples) == ("no_blueprint", 1, ())


def test_reflect_rewrites_what_is_in_force_and_refuses_what_yields_less():
    root = member(0)
    refused = member(1, root.pair.id, accepted=False)
    assert REFLECT.parent([root, refused]) is root
    child = member(2, root.pair.id)
    assert REFLECT.parent([root, refused, child]) is child
    assert REFLECT.refuse(evidence(5, 10), evidence(5, 10)) == ""
    assert REFLECT.refuse(evidence(5, 10), evidence(9, 10)) == ""
    assert REFLECT.refuse(evidence(5, 10), evidence(4, 10)) == "its yield 4/10 [0.17, 0.69] is below 5/10 [0.24, 0.76]"


@pytest.mark.parametrize(
    ("before", "after", "unsure"),
    [
        (evidence(4, 8), evidence(5, 8), True),  # better with a probability of 0.68
        (evidence(4, 8), evidence(6, 8), False),  # 0.83
        (evidence(4, 8), evidence(10, 16), True),  # 0.72
        (evidence(40, 80), evidence(10, 16), False),  # 0.81
        (evidence(4, 8), evidence(6, 8, tries=2), True),  # it took twice as many tries
    ],
)
def test_reflect_is_unsure_of_what_may_be_luck(before, after, unsure):
    assert REFLECT.unsure(before, after) is unsure


def test_none_rewrites_nothing():
    assert NONE.parent([member(0)]) is None


def test_pareto_rewrites_the_front_in_turn():
    plain = member(0, seen=evidence(4, 8, kinds=1))
    varied = member(1, plain.pair.id, seen=evidence(3, 8, kinds=3))
    beaten = member(2, plain.pair.id, seen=evidence(2, 8, kinds=1))
    assert PARETO.parent([plain, varied, beaten]) is varied
    children = [member(number, varied.pair.id, accepted=False) for number in (3, 4, 5)]
    assert PARETO.parent([plain, varied, beaten, *children]) is plain


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (evidence(8, 16), evidence(7, 16, kinds=4), ""),
        (evidence(8, 16), evidence(7, 16), "no better than its parent's"),
        (evidence(8, 16), evidence(8, 16, tries=2), "no better than its parent's"),
        (evidence(15, 16), evidence(5, 16, kinds=5), "clearly below"),
        (evidence(8, 16), evidence(8, 16), ""),
    ],
)
def test_pareto_lets_diversity_weigh_against_yield_within_the_interval(before, after, said):
    refused = PARETO.refuse(before, after)
    assert said in refused
    assert bool(said) == bool(refused)
