"""Drawing blueprints as a plan prefers them."""

from __future__ import annotations

from eigengraph.graphs.certification import sample
from eigengraph.graphs.item import Item
from eigengraph.graphs.workers import Workshop
from eigengraph.records import Blueprint
from eigengraph.world import Plan

_DRAWS = 8
_ANY = (0.0, 1.0)


def draw(shop: Workshop, item: Item) -> Blueprint | None:
    """Draw a blueprint for an item: the first that its plan prefers, or else the last of some.

    A plan without preferences takes what the sampler finds first; None where that is nothing.
    """
    plan = item.pair.synthesis
    found = sample(shop, item, "blueprint", plan)
    if not (plan.tools or plan.clauses or plan.difficulty != _ANY):
        return found
    for number in range(1, _DRAWS):
        if found is not None and preferred(plan, found):
            return found
        found = sample(shop, item, f"blueprint {number}", plan) or found
    return found


def preferred(plan: Plan, blueprint: Blueprint) -> bool:
    """Return whether a blueprint is what a plan prefers: a tool, a clause and the difficulty of those it names."""
    used = {call.name for call in blueprint.gold()}
    low, high = plan.difficulty
    return (
        (not plan.tools or not used.isdisjoint(plan.tools))
        and (not plan.clauses or not set(plan.clauses).isdisjoint(blueprint.clauses()))
        and low <= difficulty_of(blueprint) <= high
    )


def difficulty_of(blueprint: Blueprint, outcomes: int = 1) -> float:
    """Estimate difficulty, 0 to 1, from what makes policies fail: many calls, many goals, refusals, free choices.

    Args:
        blueprint: The task's.
        outcomes: How many acceptable outcomes there are.
    """
    refusals = sum(goal.decision != "do" for goal in blueprint.goals)
    effort = len(blueprint.gold()) + 2 * (len(blueprint.goals) - 1) + 2 * refusals + outcomes - 1
    return round(effort / (effort + 10), 3)
