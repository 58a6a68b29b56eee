"""Writing a run as verl's data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from eigengraph.dataset import RunContext, Split, chat_messages
from eigengraph.exporters import Export, WrittenFile
from eigengraph.records import Datum, Side
from eigengraph.run import Run
from eigengraph_verl.export.files import rl_schema, sft_schema, write_parquet
from eigengraph_verl.export.manifest import FileEntry, Manifest, write_manifest
from eigengraph_verl.export.rows import rl_row, sft_rows
from eigengraph_verl.export.world import write_world

_SPLITS: dict[Split, str] = {"train": "train", "validation": "val", "test": "test"}
_SFT: tuple[Split, ...] = ("train", "validation")
_BYTES_A_TOKEN = 4


def export_run(run: Run, out: Path, per: str) -> Export:
    """Write a finished run as verl's data: tasks for RL, dialogues for both models, and the world of every rollout.

    Dialogues enter supervised data only if they earned the full reward and the user audit holds nothing against their
    user; tasks of the other dialogues are still tasks. The test split is in no supervised data.

    Args:
        run: The run; every task of it has an issued certificate.
        out: Takes the files.
        per: ``turn`` or ``dialogue``: what a row of supervised data is.

    Returns:
        The files, with rows by split and what was left out.

    Raises:
        ConfigError: A file of the run is missing or damaged, or a file cannot be written.
    """
    context = RunContext(run.policy, run.tools, run.prompts)
    world = write_world(run, out / "world")
    tables = [*_rl_files(run, out, context), *_sft_files(run, out, context, per)]
    left_out = dict(Counter(why for name in _SFT for datum in run.split(name) if (why := unfit(datum))))
    files = {str(Path(file.path).relative_to(out)): FileEntry(file.rows, file.digest) for file in (*tables, *world)}
    settings = run.manifest["settings"]
    manifest = Manifest(
        domain=settings["domain"],
        run=run.path.resolve().name,
        dataset=run.summary.digest,
        per=per,
        context=_context(run, context),
        sandbox=settings["sandbox"],
        limits={"turns": settings["max_turns"], "errors": settings["max_errors"]},
        left_out=left_out,
        files=files,
    )
    written = (*tables, *world, write_manifest(out, manifest))
    details = {"domain": manifest.domain, "dataset": manifest.dataset, "per": per, "left_out": left_out}
    empty = tuple(Path(file.path).name for file in tables if not file.rows)
    return Export(written, (), {**details, "context": manifest.context, "empty": list(empty)})


def unfit(datum: Datum) -> str:
    """Say why nobody should learn from a dialogue; empty for a good one."""
    if not datum.verdict.passed:
        return "failed"
    return f"user: {datum.findings[0].kind}" if datum.findings else ""


def _rl_files(run: Run, out: Path, context: RunContext) -> Iterator[WrittenFile]:
    for split, name in _SPLITS.items():
        rows = (rl_row(datum, split, index, context) for index, datum in enumerate(run.split(split)))
        yield write_parquet(out / f"rl_{name}.parquet", rows, rl_schema())


def _sft_files(run: Run, out: Path, context: RunContext, per: str) -> Iterator[WrittenFile]:
    sides: dict[str, Side] = {"policy": "agent", "user": "user"}
    for who, side in sides.items():
        for split in _SFT:
            fit = (datum for datum in run.split(split) if not unfit(datum))
            rows = (row for datum in fit for row in sft_rows(datum, side, context, per))
            yield write_parquet(out / f"{who}_sft_{_SPLITS[split]}.parquet", rows, sft_schema())


def _context(run: Run, context: RunContext) -> dict[str, int]:
    """Estimate the tokens that a rollout needs room for."""
    tools = json.dumps(context.tools["agent"], ensure_ascii=False)
    prompt = len(f"{context.prompts['agent']}{tools}".encode())
    longest = max((_size(datum) for datum in run.data()), default=0)
    return {"prompt": -(-prompt // _BYTES_A_TOKEN), "dialogue": -(-(prompt + longest) // _BYTES_A_TOKEN)}


def _size(datum: Datum) -> int:
    """Return about how many bytes the agent saw and wrote."""
    return sum(len(json.dumps(message)) for message in chat_messages(datum.trajectory, "", thinking=True))
