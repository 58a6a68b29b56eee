"""One row of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eigengraph.records.certificate import Certificate
from eigengraph.records.finding import Finding
from eigengraph.records.task import Task
from eigengraph.records.trajectory import Trajectory, Verdict


@dataclass(frozen=True, slots=True)
class Datum:
    """A certified task with an accepted trajectory.

    Attributes:
        index: The candidate's index; datasets are ordered by it.
        task: The task.
        certificate: The evidence for its verifier.
        trajectory: The dialogue.
        verdict: What the dialogue is worth.
        lineage: What made it: generator, worker of each role, plan, seed, attempts.
        findings: What the user audit holds against the user, though the dialogue passed.
    """

    index: int
    task: Task
    certificate: Certificate
    trajectory: Trajectory
    verdict: Verdict
    lineage: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
