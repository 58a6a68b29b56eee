"""``eigengraph export``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from eigengraph.api import Run
from eigengraph.cli.output import print_json, print_table
from eigengraph.engine.folder import kind_of
from eigengraph.evaluation import Evaluation
from eigengraph.exporters import Export
from eigengraph.host import Host


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN|EVALUATION", help="The folder of a finished run or evaluation.")],
    to: Annotated[str, typer.Option(help="The format; see `eigengraph plugins`.")],
    out: Annotated[Path, typer.Option(help="An empty or new folder for the files.")],
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")] = False,
) -> int:
    """Write a finished run or evaluation in somebody else's format.

    Fails if a row would mean something else there.
    """
    opened = Evaluation.open(run, Host()) if kind_of(run) == "evaluation" else Run.open(run, Host())
    return show_export(opened.export(to, out), as_json=as_json)


def show_export(done: Export, *, as_json: bool) -> int:
    """Print what was written, with lists among the details as JSON only; return the exit code, 1 for problems."""
    if as_json:
        print_json(done.to_json())
    else:
        print_table(("file", "rows"), [(item.path, item.rows) for item in done.files])
        for name, value in done.details.items():
            if isinstance(value, Mapping):
                print(f"{name}: {', '.join(f'{count} {of}' for of, count in value.items())}")
            elif not isinstance(value, list):
                print(f"{name}: {value}")
    for problem in done.problems:
        print(f"eigengraph: {problem}", file=sys.stderr)
    return 1 if done.problems else 0
