"""Plan pairs: what a stream makes, and how it is held to account; each version named by what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from eigengraph.records import digest, encode
from eigengraph.world import FIXED, Plan

MOST_GOALS = 6
"""Goals of a task that a plan may ask for."""

MOST_TRIES = 6
"""Tries at a task or a dialogue that a plan may ask for, where the settings do not ask for more."""

_ID = 12


@dataclass(frozen=True, slots=True)
class EvaluationPlan:
    """How what a plan makes is evaluated, and how the work goes.

    Attributes:
        checks: Registered checks that a task must pass besides its certificate.
        task_attempts: Tries at making one candidate a certified task; 0 for what the settings say.
        rollout_attempts: Tries at an acceptable dialogue for one task; 0 for what the settings say.
        workers: Registered workers to put in the place of those that the settings choose, by role.
        rubrics: Sentences that a judge holds dialogues against; only language models read them.
    """

    checks: tuple[str, ...] = ()
    task_attempts: int = 0
    rollout_attempts: int = 0
    workers: Mapping[str, str] = field(default_factory=dict)
    rubrics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPair:
    """One version of a stream's plans.

    Attributes:
        stream: The stream's number, 0 and up.
        synthesis: What is made. Its id is the pair's.
        evaluation: How it is evaluated.
        parent: The version that this one was made of; empty for the first.
        why: Why it was written.
    """

    stream: int
    synthesis: Plan
    evaluation: EvaluationPlan = field(default_factory=EvaluationPlan)
    parent: str = ""
    why: str = ""

    @property
    def id(self) -> str:
        """The version's id."""
        return self.synthesis.id


FIXED_PAIR = PlanPair(0, FIXED)
"""Stands in for planning."""


def version(
    stream: int, synthesis: Plan, evaluation: EvaluationPlan | None = None, *, parent: str = "", why: str = ""
) -> PlanPair:
    """Return a plan pair whose id is the digest of stream, parent and content; ``synthesis.id`` does not matter."""
    evaluation = evaluation if evaluation is not None else EvaluationPlan()
    content = encode((stream, parent, replace(synthesis, id=""), _said(evaluation)))
    return PlanPair(stream, replace(synthesis, id=digest(content)[:_ID]), evaluation, parent, why)


def _said(evaluation: EvaluationPlan) -> dict[str, Any]:
    """Return what an evaluation plan says; one without rubrics says nothing about them."""
    said = {item.name: getattr(evaluation, item.name) for item in fields(evaluation)}
    return said if evaluation.rubrics else {name: value for name, value in said.items() if name != "rubrics"}


def same_content(one: PlanPair, other: PlanPair) -> bool:
    """Return whether two versions say the same, whatever they are named and wherever they come from."""
    unnamed = [replace(pair.synthesis, id="") for pair in (one, other)]
    return unnamed[0] == unnamed[1] and one.evaluation == other.evaluation
