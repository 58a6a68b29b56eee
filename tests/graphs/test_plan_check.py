"""What a plan may say, whoever wrote it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import eigengraph as eg
from eigengraph.engine.workshop import open_workshop
from eigengraph.errors import ConfigError
from eigengraph.graphs import PLAN
from eigengraph.graphs.plan_check import plan_problems
from eigengraph.graphs.workers import ROLES
from eigengraph.plans import EvaluationPlan, version
from eigengraph.world import Plan

WRONG = [
    (Plan("", goals=(3, 2)), EvaluationPlan(), "goals cannot be (3, 2)"),
    (Plan("", goals=(0, 2)), EvaluationPlan(), "goals cannot be (0, 2)"),
    (Plan("", goals=(1, 60)), EvaluationPlan(), "from 1 to 6"),
    (Plan("", difficulty=(0.9, 0.1)), EvaluationPlan(), "difficulty cannot be (0.9, 0.1)"),
    (Plan("", tools=("cancel_oder",)), EvaluationPlan(), "unknown tool 'cancel_oder'; did you mean 'cancel_order'?"),
    (Plan("", clauses=("shop.cancel",)), EvaluationPlan(), "did you mean 'shop.cancel.pending'?"),
    (Plan("", emphasis={"return": 4.0}), EvaluationPlan(), "unknown intent 'return'"),
    (Plan("", emphasis={"refuse": -1.0}), EvaluationPlan(), "the emphasis of 'refuse' cannot be -1.0"),
    (Plan("", emphasis={"refuse": float("nan")}), EvaluationPlan(), "the emphasis of 'refuse' cannot be nan"),
    (Plan(""), EvaluationPlan(checks=("already_mt",)), "unknown check 'already_mt'; did you mean 'already_met'?"),
    (Plan(""), EvaluationPlan(task_attempts=-3), "task_attempts cannot be -3; give up to 6"),
    (Plan(""), EvaluationPlan(rollout_attempts=7), "rollout_attempts cannot be 7"),
    (Plan(""), EvaluationPlan(workers={"scenario": "modl"}), "unknown worker for role 'scenario' 'modl'; did you mean"),
]


@pytest.fixture
def shop(host):
    return open_workshop(host, eg.Settings(domain="shop"))


@pytest.mark.parametrize(("synthesis", "evaluation", "said"), WRONG)
def test_what_a_plan_cannot_say_is_told_in_a_line(shop, synthesis, evaluation, said):
    [problem] = plan_problems(shop, version(0, synthesis, evaluation))
    assert said in problem


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"blueprint", "scenario", "verifier"}))
def test_no_plan_chooses_who_measures_it(shop, role):
    evaluation = EvaluationPlan(workers={role: ROLES[role]})
    [problem] = plan_problems(shop, version(0, Plan(""), evaluation))
    assert f"unknown role that a plan may choose for {role!r}" in problem


def test_what_settings_and_trials_allow_a_plan_may_say(host):
    shop = open_workshop(host, eg.Settings(domain="shop", task_attempts=9))
    pair = version(0, Plan("", emphasis={"barter": 0.5}), EvaluationPlan(task_attempts=9))
    assert plan_problems(shop, pair, ["barter"]) == []


@pytest.mark.parametrize(("synthesis", "evaluation", "said"), WRONG)
def test_proposals_are_held_to_it(drive, synthesis, evaluation, said):
    async def reflect(parent, history):
        return version(0, replace(synthesis, wording=("x",)), evaluation, parent=parent.pair.id)

    store = drive(workers={"reflector": reflect}, tasks=1, rounds=2, pilot=1)
    assert store.results[-1, PLAN, 1].reason == "unusable_plan"
    assert said in store.results[-1, PLAN, 1].detail


def test_first_plans_are_held_to_it(drive):
    async def plan(stream, attempt, others):
        return version(stream, Plan(""), EvaluationPlan(checks=("luck",)))

    with pytest.raises(
        ConfigError, match=r"no usable plans .* in 4 tries \(unusable_plan: unknown check 'luck'"
    ):
        drive(workers={"planner": plan}, rounds=1, pilot=1)


def test_planner_that_fails_is_asked_again_and_then_told_of(drive):
    asked = []

    async def plan(stream, attempt, others):
        asked.append(attempt)
        if len(asked) == 1:
            raise KeyError("oops")
        return version(stream, Plan(""))

    assert drive(workers={"planner": plan}, tasks=1, rounds=1, pilot=1).data()
    assert asked == [0, 1]

    async def never(stream, attempt, others):
        raise KeyError("oops")

    with pytest.raises(ConfigError, match="planner_error: KeyError: 'oops'"):
        drive(workers={"planner": never}, tasks=1, rounds=1, pilot=1)
