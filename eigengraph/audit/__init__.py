"""Audit: looking for defects in tasks and dialogues, ours or anybody's."""

from eigengraph.audit.audit import audit_tasks
from eigengraph.audit.defect import TASK_KINDS, Audit, Defect
from eigengraph.audit.dialogues import audit_dialogues, both
from eigengraph.audit.likeness import NEAR, Likeness, Likenesses, likeness

__all__ = [
    "NEAR",
    "TASK_KINDS",
    "Audit",
    "Defect",
    "Likeness",
    "Likenesses",
    "audit_dialogues",
    "audit_tasks",
    "both",
    "likeness",
]
