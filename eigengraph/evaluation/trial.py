"""Trials: one policy's tries at one task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from eigengraph.records import Finding, Outcome, Trajectory, Verdict


@dataclass(frozen=True, slots=True)
class Attempt:
    """One dialogue.

    Attributes:
        trajectory: What was said and called.
        verdict: What it is worth.
        findings: What the user audit holds against the user; it decides nothing.
        remark: How the user audit itself failed, if it did.
    """

    trajectory: Trajectory
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    remark: str = ""

    @property
    def outcome(self) -> Outcome:
        """How it ended; ``verifier_error`` for a dialogue that was completed and cannot be judged."""
        ended = self.trajectory.outcome
        undecided = self.verdict.reward is None and self.verdict.reason.startswith(Outcome.VERIFIER_ERROR)
        return Outcome.VERIFIER_ERROR if undecided else ended

    @property
    def counts(self) -> bool:
        """Whether it says something about the policy."""
        return self.verdict.reward is not None


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial of one task, with the last of its attempts.

    Attributes:
        task: The task's id.
        number: Which trial of the task, 0 and up.
        last: The attempt that counts; where none does, the last one, and the trial is missing.
        unscored: Attempts before it that said nothing about the policy, by outcome.
    """

    task: str
    number: int
    last: Attempt
    unscored: Mapping[str, int] = field(default_factory=dict)

    @property
    def attempts(self) -> int:
        """How many dialogues were played."""
        return 1 + sum(self.unscored.values())

    @property
    def missing(self) -> bool:
        """Whether no attempt counts."""
        return not self.last.counts
