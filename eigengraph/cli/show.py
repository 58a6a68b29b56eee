"""``eigengraph show``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eigengraph.api import Run
from eigengraph.cli.dialogue_view import render_datum
from eigengraph.cli.output import print_json, print_table
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.records import Datum

_LISTED = 20


def show(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    id: Annotated[str | None, typer.Argument(help="A task's id, the beginning of one, or a candidate's index.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Show one dialogue with its calls, state delta, assertions and certificate; without an id, list them."""
    data = Run.open(run).data()
    if id is not None:
        datum = _find(list(data), id)
        if as_json:
            print_json(datum)
        else:
            render_datum(datum, Console())
        return
    rows = [
        (
            datum.index,
            datum.task.id,
            ", ".join(f"{goal.intent} ({goal.decision})" for goal in datum.task.blueprint.goals),
            len(datum.trajectory.messages),
            datum.task.difficulty,
        )
        for datum in data
    ]
    if as_json:
        print_json([row[1] for row in rows])
    else:
        print_table(("index", "task", "goals", "messages", "difficulty"), rows)


def _find(data: list[Datum], wanted: str) -> Datum:
    found = [datum for datum in data if wanted in (datum.task.id, str(datum.index))]
    found = found or [datum for datum in data if datum.task.id.startswith(wanted)]
    if not found:
        known = [datum.task.id for datum in data]
        some = known[:_LISTED]
        hint = f"{len(known)} in all; `eigengraph show RUN` lists them" if len(known) > len(some) else ""
        raise UnknownNameError("task", wanted, some, hint)
    if len(found) > 1:
        raise ConfigError(f"{wanted!r} begins {len(found)} task ids; give more of it: {found[0].task.id}, …")
    return found[0]
