"""A run as a folder that Hugging Face's ``datasets`` loads: a parquet file for each split, and a dataset card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from eigengraph.dataset import SPLITS, chat_messages
from eigengraph.errors import ConfigError
from eigengraph.exporters import Export, WrittenFile, write_text
from eigengraph.records import Datum, digest, encode
from eigengraph.run import Run
from eigengraph_hf.card import card

_CALL = pa.struct(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("function", pa.struct([("name", pa.string()), ("arguments", pa.string())])),
    ]
)
_MESSAGE = pa.struct(
    [
        ("role", pa.string()),
        ("content", pa.string()),
        ("reasoning_content", pa.string()),
        ("tool_calls", pa.list_(_CALL)),
        ("tool_call_id", pa.string()),
    ]
)
COLUMNS: Mapping[str, tuple[pa.DataType, str]] = {
    "id": (pa.string(), "of the task"),
    "messages": (pa.list_(_MESSAGE), "what the agent saw and did; a call's `arguments` are JSON text"),
    "tools": (pa.string(), "JSON list of the agent's tools, for the chat template"),
    "intents": (pa.list_(pa.string()), "what the user wants, one per goal"),
    "decisions": (pa.list_(pa.string()), "what the policy demands of each goal: do, refuse or transfer"),
    "clauses": (pa.list_(pa.string()), "rules of the policy that the task exercises"),
    "difficulty": (pa.float64(), "an estimate, 0 (easy) to 1 (hard)"),
    "reward": (pa.float64(), "of the dialogue"),
    "basis": (pa.list_(pa.string()), "what the reward is made of"),
    "verifier": (pa.string(), "SHA-256 of the task's verifier"),
    "task": (pa.string(), "JSON of the task: goals, scenario, verifier, initial state, seed"),
    "lineage": (pa.string(), "JSON object: generator, plan, seed, attempts, workers"),
}
"""Columns by name, with their types and meanings. Everything whose shape differs from row to row is JSON text, since
Arrow would fill up the fields that a row lacks with nulls."""


def export_run(run: Run, out: Path) -> Export:
    """Write ``data/SPLIT-00000.parquet`` for each split that has data, and ``README.md``.

    Args:
        run: The run.
        out: The folder.

    Raises:
        ConfigError: The run has no data, or a file cannot be written.
    """
    files = [file for split in SPLITS for file in _write_split(run, split, out)]
    rows = {Path(file.path).name.partition("-")[0]: file.rows for file in files}
    if not rows:
        raise ConfigError(f"run {str(run.path)!r} has no data to write; make one with tasks")
    meanings = {name: meaning for name, (_, meaning) in COLUMNS.items()}
    files.append(write_text(out / "README.md", card(run, rows, meanings)))
    return Export(tuple(files), details={"splits": rows})


def _write_split(run: Run, split: Any, out: Path) -> Iterator[WrittenFile]:
    rows = [_row(run, datum) for datum in run.split(split)]
    if not rows:
        return
    schema = pa.schema([(name, kind) for name, (kind, _) in COLUMNS.items()])
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), sink, compression="zstd")
    data = sink.getvalue().to_pybytes()
    path = out / "data" / f"{split}-00000.parquet"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise ConfigError(f"{str(path)!r} cannot be written: {error.strerror}; give another --out") from None
    yield WrittenFile(str(path), len(rows), digest(data))


def _row(run: Run, datum: Datum) -> dict[str, Any]:
    blueprint = datum.task.blueprint
    return {
        "id": datum.task.id,
        "messages": chat_messages(datum.trajectory, run.prompts["agent"], thinking=True),
        "tools": encode(run.tools["agent"]).decode(),
        "intents": [goal.intent for goal in blueprint.goals],
        "decisions": [goal.decision for goal in blueprint.goals],
        "clauses": list(blueprint.clauses()),
        "difficulty": datum.task.difficulty,
        "reward": datum.verdict.reward,
        "basis": list(datum.verdict.basis),
        "verifier": digest(encode(datum.task.verifier)),
        "task": encode(datum.task).decode(),
        "lineage": encode(dict(datum.lineage)).decode(),
    }
