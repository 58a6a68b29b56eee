"""What a plan may say: one validator for every plan, whoever wrote it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from math import isfinite

from eigengraph.errors import UnknownNameError
from eigengraph.graphs.workers import Workshop
from eigengraph.plans import MOST_GOALS, MOST_TRIES, EvaluationPlan, PlanPair
from eigengraph.world import Plan

MAKERS = ("blueprint", "scenario", "verifier")
"""Roles whose worker a plan may choose: who makes something, never who measures it, so that no yield is had cheaply."""

_ENDS = ("refuse", "transfer")
"""What a plan may emphasise besides intents."""


def plan_problems(shop: Workshop, pair: PlanPair, seen: Iterable[str] = ()) -> list[str]:
    """Return why a plan pair cannot be used, a line each; nothing where it can.

    Args:
        shop: Of the run; it knows the names.
        pair: The plans.
        seen: Intents that were met besides those of the census, and may be emphasised, too.
    """
    intents = {*shop.census.intents, *seen}
    return [*_of_synthesis(shop, pair.synthesis, intents), *_of_evaluation(shop, pair.evaluation)]


def _of_synthesis(shop: Workshop, plan: Plan, intents: Collection[str]) -> Iterator[str]:
    domain = shop.domain
    fewest, most = plan.goals
    if not 1 <= fewest <= most <= MOST_GOALS:
        yield f"goals cannot be {plan.goals!r}; give the fewest and the most, from 1 to {MOST_GOALS}"
    easiest, hardest = plan.difficulty
    if not 0 <= easiest < hardest <= 1:
        yield f"difficulty cannot be {plan.difficulty!r}; give the least and the greatest, from 0 to 1"
    yield from _unknown("tool", plan.tools, [tool.name for tool in domain.tools])
    if domain.rules:
        yield from _unknown("clause", plan.clauses, domain.rule_ids)
    if intents:
        yield from _unknown("intent", plan.emphasis, {*intents, *_ENDS})
    for name, weight in plan.emphasis.items():
        if not (isfinite(weight) and weight >= 0):
            yield f"the emphasis of {name!r} cannot be {weight!r}; give a weight of 0 or more"


def _of_evaluation(shop: Workshop, plan: EvaluationPlan) -> Iterator[str]:
    yield from _unknown("check", plan.checks, shop.checks)
    for name in ("task_attempts", "rollout_attempts"):
        tries, most = getattr(plan, name), max(MOST_TRIES, getattr(shop.settings, name))
        if not 0 <= tries <= most:
            yield f"{name} cannot be {tries!r}; give up to {most}, or 0 for what the settings say"
    for role, name in plan.workers.items():
        if role not in MAKERS:
            yield from _unknown("role that a plan may choose for", [role], MAKERS)
        elif (role, name) not in shop.registered:
            yield from _unknown(f"worker for role {role!r}", [name], [of for at, of in shop.registered if at == role])


def _unknown(what: str, names: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield str(UnknownNameError(what, name, known))
