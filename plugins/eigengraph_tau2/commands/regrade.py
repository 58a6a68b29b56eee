"""``eigengraph tau2 regrade``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.cli.plain_text import call_text, short
from eigengraph.errors import ConfigError
from eigengraph.host import Host
from eigengraph_tau2.commands.options import AsJson, Data
from eigengraph_tau2.data import open_data
from eigengraph_tau2.regrading import Regrade
from eigengraph_tau2.regrading import regrade as regrade_run
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.results import read_results


def regrade(
    results: Annotated[list[Path], typer.Argument(help="Recorded runs: results files (.json, .json.gz) or folders.")],
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """Score every recorded dialogue again, against the tasks in its own file.

    Fails if a reward is not the recorded one, or if a dialogue or a file cannot be scored. For a file that cannot be
    read there is a line, and the others go on. Dialogues whose basis has assertions in natural language need a judge,
    and are not graded.
    """
    host = Host()
    grounds: dict[str, Ground] = {}
    runs: dict[Path, Regrade] = {}
    unread: list[dict[str, str]] = []
    for path in results:
        try:
            run = read_results(path)
            if run.domain not in grounds:
                grounds[run.domain] = open_data(data, run.domain).ground(host.domain(run.domain))
            runs[path] = regrade_run(run, grounds[run.domain])
        except ConfigError as error:
            unread.append({"file": str(path), "error": str(error)})
            print(f"eigengraph: {error}", file=sys.stderr)
    total = sum(runs.values(), Regrade())
    if as_json:
        print_json({**regrade_report(total), "unread": unread})
    elif runs:
        _show(runs, total)
    if unread:
        return 2
    return 1 if total.disagree or total.skipped else 0


def regrade_report(run: Regrade) -> dict[str, Any]:
    """Return what regrading found, as ``--json`` prints it."""
    return {
        "simulations": run.simulations,
        "agree": run.agree,
        "disagree": [asdict(item) for item in run.disagree],
        "skipped": [asdict(item) for item in run.skipped],
        "not_graded": run.not_graded,
        "basis": dict(run.bases),
        "replayed_differently": [
            {
                "task": item.task,
                "call": call_text(item.difference.call),
                "recorded": item.difference.recorded,
                "replayed": item.difference.replayed,
            }
            for item in run.replayed
        ],
    }


def _show(runs: dict[Path, Regrade], total: Regrade) -> None:
    columns = ("file", "simulations", "agree", "disagree", "skipped", "not graded")
    print_table(columns, [(path.name, *_counts(run)) for path, run in runs.items()])
    print_table(("basis of the reward", "simulations"), list(total.bases.items()))
    if total.disagree:
        rows = [(item.task, item.recorded, item.recorded_basis, item.ours, item.basis) for item in total.disagree]
        print_table(("task", "recorded", "on", "ours", "on"), rows)
    if total.skipped:
        print_table(("task", "why it was skipped"), [(item.task, item.reason) for item in total.skipped])
    if total.replayed:
        replayed = [(item.task, item.difference) for item in total.replayed]
        texts = [(task, (call_text(one.call), one.recorded, one.replayed)) for task, one in replayed]
        print_table(
            ("task", "call that answers otherwise", "recorded", "replayed"),
            [(task, *(short(text, 80) for text in shown)) for task, shown in texts],
        )


def _counts(run: Regrade) -> tuple[int, ...]:
    return run.simulations, run.agree, len(run.disagree), len(run.skipped), run.not_graded
