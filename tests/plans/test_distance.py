"""How far apart plans are, and that versions are named by what they say."""

from __future__ import annotations

import pytest

from eigengraph.plans import NEAR, EvaluationPlan, distance, nearest, same_content, version
from eigengraph.world import Plan

PLAIN = Plan("a", emphasis={"cancel": 4.0}, clauses=("window",), styles=("asides",), wording=("Be brief.",))


def test_same_plan_under_another_name_is_no_distance_away():
    assert distance(PLAIN, Plan("b", **_said())) == 0


@pytest.mark.parametrize(
    ("other", "far"),
    [
        (Plan("", emphasis={"refund": 4.0}, clauses=("window",), styles=("asides",), wording=("Be brief.",)), 0.2),
        (Plan("", emphasis={"cancel": 4.0}, clauses=("bags",), styles=("asides",), wording=("Be brief.",)), 0.2),
        (Plan("", emphasis={"cancel": 4.0}, clauses=("window",), styles=(), wording=("Be brief.",)), 0.2),
        (Plan("", emphasis={"refund": 4.0}, clauses=("bags",), styles=("all",), wording=()), 0.8),
    ],
)
def test_each_part_counts_a_fifth(other, far):
    assert distance(PLAIN, other) == pytest.approx(far)
    assert distance(other, PLAIN) == distance(PLAIN, other)


def test_sizes_that_overlap_are_nearer_than_sizes_that_do_not():
    sizes = [Plan("", goals=goals) for goals in ((1, 2), (2, 3), (5, 6))]
    assert 0 < distance(sizes[0], sizes[1]) < distance(sizes[0], sizes[2])
    easy, hard = Plan("", difficulty=(0.0, 0.3)), Plan("", difficulty=(0.6, 1.0))
    assert distance(easy, hard) == pytest.approx(0.1)


def test_what_is_wanted_less_tells_plans_apart_where_nothing_is_wanted_more():
    assert distance(Plan("", emphasis={"a": 0.5}), Plan("", emphasis={"b": 0.5})) > NEAR
    assert distance(Plan("", emphasis={"a": 4.0, "b": 0.5}), Plan("", emphasis={"a": 4.0})) == 0


def test_nearest_of_several():
    others = [version(0, Plan("", goals=(5, 6))), version(1, Plan("", goals=(1, 4)))]
    found = nearest(Plan("", goals=(1, 5)), others)
    assert found is not None
    assert found[0] is others[1]
    assert nearest(PLAIN, []) is None


def test_a_version_is_named_by_stream_parent_and_content():
    first = version(0, PLAIN)
    assert first.id == version(0, Plan("other", **_said())).id == first.synthesis.id
    others = [
        version(1, PLAIN),
        version(0, PLAIN, parent=first.id),
        version(0, PLAIN, EvaluationPlan(task_attempts=3)),
        version(0, Plan("", goals=(2, 2), **_said())),
    ]
    assert len({first.id, *(other.id for other in others)}) == 5
    assert [same_content(first, other) for other in others] == [True, True, False, False]


def _said():
    return {name: getattr(PLAIN, name) for name in ("emphasis", "clauses", "styles", "wording")}
