"""One row of a dataset file: records as JSON text, and what people filter by as columns of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eigengraph.records import Certificate, Datum, Finding, Task, Trajectory, Verdict, decode, encode

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS: Mapping[str, str] = {
    "id": "string",
    "index": "int64",
    "domain": "string",
    "split": "string",
    "intents": "strings",
    "decisions": "strings",
    "clauses": "strings",
    "difficulty": "float64",
    "reward": "float64",
    "basis": "strings",
    "turns": "int64",
    "generator": "string",
    "task": "string",
    "certificate": "string",
    "trajectory": "string",
    "verdict": "string",
    "findings": "string",
    "lineage": "string",
}
"""Columns by name, with their types; the last six are records as JSON."""


def arrow_schema() -> pa.Schema:
    """Return the schema of dataset files."""
    import pyarrow as pa

    kinds = {"string": pa.string(), "strings": pa.list_(pa.string()), "int64": pa.int64(), "float64": pa.float64()}
    return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])


def to_row(datum: Datum, split: str) -> dict[str, Any]:
    """Return a datum as a row of ``COLUMNS``.

    Args:
        datum: A task with its dialogue.
        split: The split that it is in; see ``splits``.
    """
    task, verdict = datum.task, datum.verdict
    return {
        "id": task.id,
        "index": datum.index,
        "domain": task.domain,
        "split": split,
        "intents": [goal.intent for goal in task.blueprint.goals],
        "decisions": [goal.decision for goal in task.blueprint.goals],
        "clauses": list(task.blueprint.clauses()),
        "difficulty": task.difficulty,
        "reward": verdict.reward,
        "basis": list(verdict.basis),
        "turns": datum.trajectory.turns,
        "generator": datum.lineage["generator"],
        "task": encode(task).decode(),
        "certificate": encode(datum.certificate).decode(),
        "trajectory": encode(datum.trajectory).decode(),
        "verdict": encode(verdict).decode(),
        "findings": encode(datum.findings).decode(),
        "lineage": encode(dict(datum.lineage)).decode(),
    }


def from_row(row: Mapping[str, Any]) -> Datum:
    """Return the datum of a row.

    Raises:
        pydantic.ValidationError: A column does not hold the record it should.
    """
    return Datum(
        row["index"],
        decode(Task, row["task"]),
        decode(Certificate, row["certificate"]),
        decode(Trajectory, row["trajectory"]),
        decode(Verdict, row["verdict"]),
        decode(dict[str, str], row["lineage"]),
        decode(tuple[Finding, ...], row["findings"]),
    )
