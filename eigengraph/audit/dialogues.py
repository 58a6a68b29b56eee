"""Auditing dialogues: what their simulated users did that their scenarios give no ground for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from eigengraph.audit.defect import Audit, Defect
from eigengraph.dialogue.audit import unchecked_kinds, user_auditor
from eigengraph.records import Task, Trajectory
from eigengraph.world import Base, Domain


def audit_dialogues(played: Iterable[tuple[Task, Trajectory]], domain: Domain, base: Base) -> Audit:
    """Look for faults of the users in dialogues; the kinds are those of ``eigengraph.dialogue.audit``, with ``user_``.

    Args:
        played: Tasks with a dialogue each.
        domain: Theirs.
        base: The tables that their worlds begin with.
    """
    auditor = user_auditor(domain, base)
    count = 0
    defects: list[Defect] = []
    unchecked: Counter[tuple[str, str]] = Counter()
    for task, trajectory in played:
        count += 1
        defects.extend(
            Defect(f"user_{finding.kind}", task.id, f"message {finding.position}: {finding.detail}")
            for finding in auditor(task, trajectory)
        )
        unchecked.update(unchecked_kinds(task, domain).items())
    return Audit(count, tuple(defects), {f"user_{kind}": (tasks, why) for (kind, why), tasks in unchecked.items()})


def both(tasks: Audit, dialogues: Audit) -> Audit:
    """Return the audit of tasks and that of their dialogues as one."""
    findings = (*tasks.findings, *dialogues.findings)
    return Audit(tasks.tasks, findings, {**tasks.not_checked, **dialogues.not_checked})
