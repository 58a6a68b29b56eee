"""``eigengraph export``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.engine.folder import kind_of
from eigengraph.errors import ConfigError
from eigengraph.evaluation import Evaluation
from eigengraph.exporters import Export
from eigengraph.host import Host
from eigengraph.run import Run


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN|EVALUATION", help="The folder of a finished run or evaluation.")],
    to: Annotated[str, typer.Option(help="The format; see `eigengraph plugins`.")],
    out: Annotated[Path, typer.Option(help="An empty or new folder for the files.")],
    option: Annotated[list[str] | None, typer.Option(help="NAME=VALUE, of the format; may be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")] = False,
) -> int:
    """Write a finished run or evaluation in somebody else's format.

    Fails if a row would mean something else there.
    """
    opened = Evaluation.open(run, Host()) if kind_of(run) == "evaluation" else Run.open(run, Host())
    return show_export(opened.export(to, out, **_options(option or ())), as_json=as_json)


def _options(given: Iterable[str]) -> dict[str, str]:
    """Read options; of one that is given twice, the last counts.

    Raises:
        ConfigError: One is not NAME=VALUE.
    """
    for text in given:
        if "=" not in text:
            raise ConfigError(f"--option {text!r} is not NAME=VALUE; write it as in --option per=dialogue")
    return {name: value for name, _, value in (text.partition("=") for text in given)}


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
