"""``eigengraph tau2 regrade``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
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
from eigengraph_tau2.regrading import Dialogue, Regrade
from eigengraph_tau2.regrading import regrade as regrade_run
from eigengraph_tau2.replay import Difference, Ground
from eigengraph_tau2.results import read_results
from eigengraph_tau2.tasks import Basis


def regrade(
    results: Annotated[list[Path], typer.Argument(help="Recorded runs: results files (.json, .json.gz) or folders.")],
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """Score every recorded dialogue again, against the tasks in its own file.

    Fails if a reward is not the recorded one, or if a dialogue or a file cannot be scored. For a file that cannot be
    read there is a line, and the others go on. Dialogues whose basis has assertions in natural language need a judge,
    and are not graded; no more are those that ended early without a recorded reward.
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
        print_json({**regrade_report(total), "files": [_counts(*item) for item in runs.items()], "unread": unread})
    elif runs:
        _show(runs, total)
    if unread:
        return 2
    return 0 if total.sound else 1


def regrade_report(run: Regrade) -> dict[str, Any]:
    """Return what regrading found, as ``--json`` prints it."""
    return {
        "simulations": run.simulations,
        "agree": run.agree,
        "disagree": [asdict(item) for item in run.disagree],
        "skipped": [asdict(item) for item in run.skipped],
        "not_graded": len(run.ungraded),
        "unrecorded": run.unrecorded,
        "ungraded": [{**asdict(item), "contradicted": item.contradicted} for item in run.ungraded],
        "basis": dict(run.bases),
        "replayed_differently": [
            {
                **_at(item),
                "call": call_text(item.difference.call),
                "recorded": item.difference.recorded,
                "replayed": item.difference.replayed,
            }
            for item in run.replayed
        ],
    }


def _at(item: Dialogue) -> dict[str, Any]:
    return {"file": item.file, "simulation": item.simulation, "task": item.task, "trial": item.trial}


def _counts(path: Path, run: Regrade) -> dict[str, Any]:
    return {
        "file": str(path),
        "simulations": run.simulations,
        "agree": run.agree,
        "disagree": len(run.disagree),
        "skipped": len(run.skipped),
        "not_graded": len(run.ungraded),
        "unrecorded": run.unrecorded,
    }


def _show(runs: dict[Path, Regrade], total: Regrade) -> None:
    columns = ("file", "simulations", "agree", "disagree", "skipped", "not graded")
    print_table(columns, [(path.name, *list(_counts(path, run).values())[1:6]) for path, run in runs.items()])
    if total.unrecorded:
        print(f"not graded, since they ended early and have no recorded reward: {total.unrecorded}")
    print_table(("basis of the reward", "simulations"), list(total.bases.items()))
    _list(
        "disagree",
        ("recorded", "on", "ours", "on"),
        [(item, (item.recorded, item.recorded_basis, item.ours, item.basis)) for item in total.disagree],
    )
    _list("skipped", ("why",), [(item, (item.reason,)) for item in total.skipped])
    _list(
        "recorded in spite of a component that is 0.0",
        ("recorded", "graded"),
        [(item, (item.recorded, _components(item.graded))) for item in total.ungraded if item.contradicted],
    )
    _list(
        "answers otherwise",
        ("call", "recorded", "replayed"),
        [(item, tuple(short(text, 60) for text in _texts(item.difference))) for item in total.replayed],
    )


def _list(title: str, columns: Sequence[str], rows: Sequence[tuple[Dialogue, tuple[object, ...]]]) -> None:
    """Print a table of dialogues, if there are any."""
    if rows:
        print_table((title, *columns), [(_place_text(item), *cells) for item, cells in rows])


def _place_text(item: Dialogue) -> str:
    return f"{Path(item.file).name}\ntask {item.task}, trial {item.trial}\n{item.simulation}"


def _texts(difference: Difference) -> tuple[str, str, str]:
    return call_text(difference.call), difference.recorded, difference.replayed


def _components(graded: Mapping[Basis, float]) -> str:
    return ", ".join(f"{name} {value}" for name, value in graded.items())
