"""Plans as the stub writes them: drawn by the request's seed from what its schema offers, whatever they are worth."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from eigengraph.graphs.planning import WORDINGS

PLANNERS = ("planner", "reflector")
"""The roles that write plans."""

_MOST_NAMES = 3
_MOST_GOALS = 4
_MOST_TRIES = 3


def drawn_plan(schema: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return a plan.

    Args:
        schema: That of ``eigengraph.roles.plan_drafts.PlanDraft``; lists of names are drawn from its choices.
        seed: Decides what is drawn.
    """
    random = Random(seed)
    properties = schema.get("properties", {})
    goals = sorted(random.randint(1, _MOST_GOALS) for _ in range(2))
    names = {
        name: _some(properties.get(name, {}).get("items", {}).get("enum", ()), random)
        for name in ("emphasis", "tools", "clauses", "checks")
    }
    return {
        "why": f"drawn from {seed}",
        "fewest_goals": goals[0],
        "most_goals": goals[1],
        **names,
        "easiest": 0.0,
        "hardest": random.choice((0.5, 0.8, 1.0)),
        "styles": [],
        "wording": _some(WORDINGS, random),
        "rubrics": [],
        "task_attempts": random.randint(1, _MOST_TRIES),
        "rollout_attempts": random.randint(1, _MOST_TRIES),
        "workers": [],
    }


def _some(names: Any, random: Random) -> list[str]:
    return sorted(random.sample(list(names), min(len(names), random.randint(0, _MOST_NAMES))))
