"""How far apart two plans are: what keeps streams from making the same."""

from __future__ import annotations

from collections.abc import Collection
from statistics import fmean

from eigengraph.plans.pair import PlanPair
from eigengraph.world import Plan

NEAR = 0.15
"""Distance below which two plans count as near-duplicates: one of the parts below differs by three quarters, or two by
some three eighths each, while the others are the same."""


def distance(one: Plan, other: Plan) -> float:
    """Return how far apart two plans are, from 0 for the same to 1.

    It is the mean of five parts of 0 to 1: what is emphasised together with the tools, clauses, size (goals and
    difficulty), styles and wording. Sets differ by the share of elements that not both have, ranges by the share of
    their span that not both cover.
    """
    return fmean(
        (
            _sets({*_emphasised(one), *one.tools}, {*_emphasised(other), *other.tools}),
            _sets(one.clauses, other.clauses),
            fmean((_ranges(*_sizes(one), *_sizes(other)), _ranges(*one.difficulty, *other.difficulty))),
            _sets(one.styles, other.styles),
            _sets(one.wording, other.wording),
        )
    )


def nearest(plan: Plan, others: Collection[PlanPair]) -> tuple[PlanPair, float] | None:
    """Return the nearest of some plans, with its distance; None where there are none."""
    measured = [(other, distance(plan, other.synthesis)) for other in others]
    return min(measured, key=lambda pair: pair[1], default=None)


def _emphasised(plan: Plan) -> set[str]:
    """Return what a plan wants more of; where it only wants less of some, those, marked."""
    more = {name for name, weight in plan.emphasis.items() if weight > 1}
    return more or {f"less {name}" for name, weight in plan.emphasis.items() if weight < 1}


def _sizes(plan: Plan) -> tuple[float, float]:
    """Return the numbers of goals as a range that a single number does not make empty."""
    return plan.goals[0] - 0.5, plan.goals[1] + 0.5


def _sets(one: Collection[str], other: Collection[str]) -> float:
    union = {*one, *other}
    return 1 - len({*one} & {*other}) / len(union) if union else 0.0


def _ranges(low: float, high: float, other_low: float, other_high: float) -> float:
    span = max(high, other_high) - min(low, other_low)
    both = max(0.0, min(high, other_high) - max(low, other_low))
    return 1 - both / span if span else 0.0
