"""``eigengraph export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from eigengraph.api import Run
from eigengraph.cli.output import print_json, print_table
from eigengraph.exporters import Export
from eigengraph.host import Host


def export(
    run: Annotated[Path, typer.Argument(help="The folder of a finished run.")],
    to: Annotated[str, typer.Option(help="The format; see `eigengraph plugins`.")],
    out: Annotated[Path, typer.Option(help="An empty or new folder for the files.")],
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")] = False,
) -> int:
    """Write a finished run in somebody else's format.

    Fails if a row would mean something else there.
    """
    return show_export(Run.open(run, Host()).export(to, out), as_json=as_json)


def show_export(done: Export, *, as_json: bool) -> int:
    """Print what was written, and return the exit code: 1 where there are problems."""
    if as_json:
        print_json(done.to_json())
    else:
        print_table(("file", "rows"), [(item.path, item.rows) for item in done.files])
        for name, value in done.details.items():
            print(f"{name}: {_shown(value)}")
    for problem in done.problems:
        print(f"eigengraph: {problem}", file=sys.stderr)
    return 1 if done.problems else 0


def _shown(value: Any) -> str:
    return ", ".join(f"{count} {name}" for name, count in value.items()) if isinstance(value, dict) else str(value)
