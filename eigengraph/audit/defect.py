"""What an audit finds, and what it could not look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

TASK_KINDS: Mapping[str, str] = {
    "gold_raises": "a call of the gold solution is refused",
    "gold_is_noop": "the gold solution changes nothing, and no goal says why, by a rule or an answer",
    "initial_passes": "something is to be done, but what is demanded of the state holds before it",
    "do_nothing_passes": "an agent that calls nothing and says nothing earns the full reward",
    "order_sensitive": "two writes in the other order differ only in the order of a list, and earn nothing",
    "communicate_unreachable": "a text that must be told is found in nothing that the agent can read",
    "rule_contradiction": "the gold solution breaks a rule of the domain, or no rule forbids what must be refused",
    "task_invalid": "the task cannot be read or set up",
    "verifier_breaks": "the verifier cannot decide: its code breaks, or it asks for what there is not",
    "duplicate_id": "two tasks have the same id",
    "near_duplicate": "two tasks are nearly the same",
    "basis_missing": "a criterion is stated, but does not count for the reward",
}
"""Kinds of findings about tasks. Those about dialogues begin with ``user_``; docs/user_audit.md has them."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect.

    Attributes:
        kind: One of ``TASK_KINDS``, or ``user_…``.
        task: The id of the task.
        detail: What exactly, in a line.
    """

    kind: str
    task: str
    detail: str


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Something that one task could not be looked at for.

    Attributes:
        kind: Of the findings that it might have had.
        why: In a line.
    """

    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What became of an audit.

    Attributes:
        tasks: Tasks that were looked at.
        findings: By task, in their order.
        not_checked: What could not be looked at, and why: by kind, the number of tasks and a line.
    """

    tasks: int
    findings: tuple[Defect, ...]
    not_checked: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Return the number of findings of each kind that has any, most frequent first."""
        return dict(Counter(finding.kind for finding in self.findings).most_common())
