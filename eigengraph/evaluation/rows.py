"""A row for each trial, for whoever looks into an evaluation with a data frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eigengraph.evaluation.trial import Trial
from eigengraph.records import encode

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS: Mapping[str, str] = {
    "task": "string",
    "trial": "int64",
    "attempts": "int64",
    "outcome": "string",
    "reward": "float64",
    "reason": "string",
    "turns": "int64",
    "calls": "int64",
    "errors": "int64",
    "findings": "strings",
    "trajectory": "string",
    "verdict": "string",
}
"""Columns by name, with their types; the last two are records as JSON. A missing trial's reward is null."""


def arrow_schema() -> pa.Schema:
    """Return the schema of the files."""
    import pyarrow as pa

    kinds = {"string": pa.string(), "strings": pa.list_(pa.string()), "int64": pa.int64(), "float64": pa.float64()}
    return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])


def to_row(trial: Trial) -> dict[str, Any]:
    """Return a trial as a row of ``COLUMNS``."""
    last = trial.last
    return {
        "task": trial.task,
        "trial": trial.number,
        "attempts": trial.attempts,
        "outcome": str(last.outcome),
        "reward": last.verdict.reward,
        "reason": last.verdict.reason,
        "turns": last.trajectory.turns,
        "calls": len(last.trajectory.calls()),
        "errors": last.trajectory.errors,
        "findings": [finding.kind for finding in last.findings],
        "trajectory": encode(last.trajectory).decode(),
        "verdict": encode(last.verdict).decode(),
    }
