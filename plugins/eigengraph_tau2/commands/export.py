"""``eigengraph tau2 export``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.host import Host
from eigengraph_tau2.commands.options import AsJson
from eigengraph_tau2.export_run import ExportedRun, export_run
from eigengraph_tau2.reward import basis_text


def export(
    run: Annotated[Path, typer.Argument(help="The folder of a finished run.")],
    out: Annotated[Path, typer.Option(help="Folder for tau2-bench's data and results; usable as TAU2_DATA_DIR.")],
    policy: Annotated[Path | None, typer.Option(help="The run's policy text [default: the domain's].")] = None,
    as_json: AsJson = False,
) -> int:
    """Write a run's tasks, database, policy, split and dialogues in tau2-bench's formats.

    Fails if tau2-bench's reward of a dialogue would be another than ours.
    """
    report = export_report(export_run(Host(), run, out, policy))
    if as_json:
        print_json(report)
    else:
        print_table(("file", "rows"), [(item["path"], item["rows"]) for item in report["files"]])
        print_table(("basis", "tasks"), list(report["basis"].items()))
        if report["disagree"]:
            columns = ("task", "tau2-bench's reward", "ours", "on")
            print_table(columns, [tuple(item.values()) for item in report["disagree"]])
    return 1 if report["disagree"] else 0


def export_report(exported: ExportedRun) -> dict[str, Any]:
    """Return what was written, as ``--json`` prints it."""
    return {
        "files": [item.to_json() for item in exported.files],
        "tasks": len(exported.data),
        "disagree": [
            {
                "task": item.task["id"],
                "tau2": item.reward.value,
                "ours": item.ours,
                "basis": basis_text(item.reward.basis),
            }
            for item in exported.data
            if not item.agrees
        ],
        "basis": dict(Counter(basis_text(item.reward.basis) for item in exported.data)),
    }
