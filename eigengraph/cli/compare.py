"""``eigengraph compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eigengraph.cli.evaluation_view import render_comparison
from eigengraph.cli.output import print_json
from eigengraph.evaluation import Evaluation, compare


def compare_evaluations(
    first: Annotated[Path, typer.Argument(help="The folder of an evaluation.")],
    second: Annotated[Path, typer.Argument(help="Another one, on the same tasks.")],
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")] = False,
) -> int:
    """Compare two evaluations on the tasks that both have, with a paired interval.

    The difference is first minus second.
    """
    found = compare(Evaluation.open(first), Evaluation.open(second))
    if as_json:
        print_json(found.to_json())
    else:
        render_comparison(found, Console())
    return 0
