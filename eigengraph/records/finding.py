"""Findings: what a user audit holds against the user of one dialogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

FindingKind = Literal[
    "invented_fact",
    "contradicted_fact",
    "fact_not_yet_known",
    "early_stop",
    "forgotten_goal",
    "leaked_instructions",
    "uncalled_tool",
    "misreported_result",
    "role_confusion",
    "repetition",
]

FINDING_KINDS: tuple[FindingKind, ...] = get_args(FindingKind)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of the user.

    Attributes:
        kind: What kind of fault; docs/user_audit.md has the rule of each.
        position: Index of the message in the trajectory.
        detail: A line that quotes what was said and says what it should agree with.
        evidence: The part of the message that the finding rests on, as it was said.
    """

    kind: FindingKind
    position: int
    detail: str
    evidence: str = ""
