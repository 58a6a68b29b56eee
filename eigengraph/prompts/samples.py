"""Sample fields, with which a prompt is filled in once before anything is paid for.

They have the form of what the roles fill in, so that a template that asks for what is not there fails when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_COMMON: Mapping[str, Any] = {
    **dict.fromkeys(
        ("domain", "policy", "scenario", "verdict", "now", "example", "plan", "yielded", "feedback", "persona_hint"),
        "sample",
    ),
    **dict.fromkeys(("fewest", "most", "stream", "streams"), 1),
    **dict.fromkeys(
        ("setup", "ends", "intents", "emphasis", "preferred_tools", "preferred_clauses", "wording", "styles"),
        ("sample", "other"),
    ),
    **dict.fromkeys(("rubrics", "dialogue", "problems"), ("sample", "other")),
    **dict.fromkeys(("tools", "clauses", "checks", "catalogue"), (("sample", "text"), ("other", "text"))),
    **dict.fromkeys(("workers", "tried", "gains", "records"), (("sample", "name", "text"), ("other", "name", "text"))),
    "goals": (("sample", "accept", "calls"), ("other", "deny", "")),
    "facts": (("sample", "text", "when"), ("other", "text", "when")),
    "changes": (("sample", ("change",)),),
    "derived": ((0, "assertion"), (1, "assertion")),
    "others": ((1, "plan"),),
    "failures": ((2, "reason", (("intent", 1),), ("example",)),),
    "difficulty": (0.2, 0.8),
}

_OF_SLOTS: Mapping[str, Mapping[str, Any]] = {
    "task_writer": {"tools": ("sample", "other")},
    "scenario_writer": {"goals": (("sample", (("fact", "text", "when"),)),)},
    "verifier_writer": {"facts": (("sample", "text"),), "feedback": ("sample", "other")},
}
"""Where a slot has a field of a common name in another form."""


def sample_fields(slot: str) -> Mapping[str, Any]:
    """Return the fields that a slot may be filled in with, by name."""
    return {**_COMMON, **_OF_SLOTS.get(slot, {})}
