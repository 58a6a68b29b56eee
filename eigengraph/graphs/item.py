"""Items: one candidate on its way through the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from eigengraph.errors import EigenGraphError
from eigengraph.plans import FIXED_PAIR, PlanPair
from eigengraph.records import Blueprint, Certificate, Finding, Scenario, Task, Trajectory, Verdict

Fault = Literal["", "task", "user", "agent", "environment", "verifier"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose fault it is that a dialogue cannot be used.

    Attributes:
        fault: Empty for an accepted dialogue.
        reason: Counted by; a few words.
        detail: For people and for the next attempt.
    """

    fault: Fault
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of a dialogue, by the evaluation plan.

    Attributes:
        judge: Who judged: the worker's name; empty where nobody was asked.
        problems: What is wrong with it, a line each; none for a good one.
        fault: Whose fault that is; empty for a good one.
    """

    judge: str = ""
    problems: tuple[str, ...] = ()
    fault: Fault = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of one candidate. Stages return a copy with more of it filled in.

    Attributes:
        index: The candidate's number; everything drawn for it derives from the run's seed and this.
        attempt: Which try it is, counted on from one group of stages to the next, so that no two draw alike.
        feedback: Why the last try was turned down.
        outages: How many of its tries failed in a way that says nothing of its plans.
        tries: How many tries each group of stages took that the item has passed, by group.
        returns: How often a task of it was sent back because a dialogue showed it to be at fault.
        begun: The attempt at which its present task was begun.
        pair: The plans that it is made and evaluated by.
        blueprint: Set by stage ``blueprint``.
        scenario: Set by stage ``scenario``.
        task: Set by stage ``verifier``.
        certificate: Set by stage ``certificate``.
        trajectory: Set by stage ``rollout``.
        verdict: Set by stage ``verdict``.
        findings: Set by stage ``user_audit``.
        judgement: Set by stage ``judgement``.
        attribution: Set by stage ``attribution``.
    """

    index: int
    attempt: int = 0
    feedback: str = ""
    outages: int = 0
    tries: Mapping[str, int] = field(default_factory=dict)
    returns: int = 0
    begun: int = 0
    pair: PlanPair = FIXED_PAIR
    blueprint: Blueprint | None = None
    scenario: Scenario | None = None
    task: Task | None = None
    certificate: Certificate | None = None
    trajectory: Trajectory | None = None
    verdict: Verdict | None = None
    findings: tuple[Finding, ...] | None = None
    judgement: Judgement | None = None
    attribution: Attribution | None = None


FIELDS: Mapping[str, Any] = {
    "blueprint": Blueprint,
    "scenario": Scenario,
    "task": Task,
    "certificate": Certificate,
    "trajectory": Trajectory,
    "verdict": Verdict,
    "findings": tuple[Finding, ...],
    "judgement": Judgement,
    "attribution": Attribution,
}
"""The fields that stages may write, with their types: what a stage's input and output schemas are made of."""


class Rejection(EigenGraphError):
    """Raised by a stage to turn an item down.

    Attributes:
        reason: Counted by; a few words.
        detail: What exactly was wrong; given to the next attempt as feedback.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
