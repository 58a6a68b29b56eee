"""Requests that no tool serves and no clause forbids: a human must look at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eigengraph.records import Goal
from eigengraph_retail.sampler.lookups import look_up
from eigengraph_retail.sampler.picking import is_delivered, pick_order
from eigengraph_retail.sampler.scene import Scene
from eigengraph_retail.sampler.telling import problem_fact


@dataclass(frozen=True)
class Problem:
    """Something that goes wrong with an order, outside the tools.

    Attributes:
        intent: The intent of the request.
        text: What the user says of it.
        summary: What the human is told of it.
        fits: Which orders it can happen to.
    """

    intent: str
    text: str
    summary: str
    fits: Callable[[Any], bool]


PROBLEMS = (
    Problem(
        "lost_package",
        "it is marked as delivered, but the package never reached me",
        "reports that the package never arrived although it is marked as delivered",
        is_delivered,
    ),
    Problem(
        "payment_dispute",
        "my statement shows the amount for it twice",
        "disputes a double charge",
        lambda row: row["status"] in ("delivered", "processed"),
    ),
    Problem(
        "business_invoice",
        "my accountant needs an invoice for it with the tax number of my company",
        "asks for an invoice with a company tax number",
        lambda row: row["status"] in ("delivered", "processed", "pending"),
    ),
)
"""Every such problem."""


def hand_over(scene: Scene) -> tuple[Goal, ...]:
    """Report a problem with an order that only a human can solve."""
    return (hand_over_one(scene, scene.random.choice(PROBLEMS)),)


def hand_over_one(scene: Scene, problem: Problem, *, by_id: bool = False) -> Goal:
    """Report this problem with an order."""
    order = pick_order(scene, problem.fits)
    about = order["order_id"]
    script = scene.script()
    located = look_up(scene, script, order, by_id=by_id, essential=True)
    script.run(
        "None of my tools can do anything about this, and no rule forbids it, so a human has to take over.",
        "transfer_to_human_agents",
        summary=f"Customer {scene.user_id} {problem.summary}: order {about}.",
    )
    return Goal(
        intent=problem.intent,
        decision="transfer",
        facts=(*located, problem_fact(problem.intent, problem.text, about)),
        calls=tuple(script.steps),
        clauses=("retail.transfer.scope",),
        outcome=f"I cannot look into this for order {about} myself, so a human agent takes over.",
    )
