"""Candidates that were turned down, as a person reads them: why, with an example, and step by step."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eigengraph.cli.plain_text import plain, short
from eigengraph.engine.ledger import Entry
from eigengraph.graphs import FINAL

DETAIL_LIMIT = 160
CAUSED = "\nThe above exception was the direct cause of the following exception:\n"
DURING = "\nDuring handling of the above exception, another exception occurred:\n"


def brief(detail: str) -> str:
    """Return a detail on one line: text cut, a traceback as its first cause and the place that raised it."""
    if not detail.startswith("Traceback "):
        return short(detail.partition("\nTraceback ")[0], DETAIL_LIMIT)
    cause = detail.rpartition(DURING)[2].split(CAUSED)[0]
    said = [line for line in cause.splitlines() if line and not line.startswith((" ", "Traceback "))]
    places = re.findall(r'^  File "(.+)", line (\d+)', cause, re.MULTILINE)
    where = f" ({PurePath(places[-1][0]).name}:{places[-1][1]})" if places else ""
    return f"{short(said[0] if said else detail, DETAIL_LIMIT)}{where}"


def print_examples(rejected: Iterable[Entry], console: Console) -> None:
    """Print one line for each reason: how often it came up, and what it was the first time."""
    first: dict[str, Entry] = {}
    counts: dict[str, int] = {}
    for entry in rejected:
        first.setdefault(entry.reason, entry)
        counts[entry.reason] = counts.get(entry.reason, 0) + 1
    for reason in sorted(counts, key=lambda reason: (-counts[reason], reason)):
        entry = first[reason]
        said = f": {brief(entry.detail)}" if entry.detail else ""
        line = f"{reason} x{counts[reason]}, e.g. candidate {entry.index}{said}"
        console.print(plain(line), style="yellow", soft_wrap=True, markup=False, highlight=False)


def print_steps(steps: Iterable[Entry], console: Console) -> None:
    """Print what became of one candidate at each stage; of a traceback, all of it, once."""
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("try", "stage", "status", "why", style="dim")
    tracebacks: dict[str, None] = {}
    for step in steps:
        if step.stage == FINAL:
            table.add_row()
        good = step.status == "ok"
        why = "" if good else ": ".join(filter(None, (step.reason, brief(step.detail))))
        status = Text(plain(step.status), style="green" if good else "red")
        table.add_row(str(step.attempt + 1), plain(step.stage), status, Text(plain(why)))
        if step.detail.startswith("Traceback ") or "\nTraceback " in step.detail:
            tracebacks[step.detail] = None
    console.print(table)
    for traceback in tracebacks:
        console.print(Text(f"\n{plain(traceback).rstrip()}", style="dim"), soft_wrap=True)
