"""Drafts of plans: what a prompt shows of a plan is what the plan says."""

from __future__ import annotations

from eigengraph.plans import EvaluationPlan, version
from eigengraph.roles.plan_drafts import draft_of
from eigengraph.world import Plan


def test_bounds_on_tries_are_shown_as_they_are():
    draft = draft_of(version(0, Plan("", goals=(2, 6)), EvaluationPlan(task_attempts=9, rollout_attempts=8)))
    assert (draft.task_attempts, draft.rollout_attempts) == (9, 8)
    assert (draft.fewest_goals, draft.most_goals) == (2, 6)
