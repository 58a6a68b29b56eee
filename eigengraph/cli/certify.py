"""``eigengraph certify``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from eigengraph.cli.estimate_view import duration
from eigengraph.cli.output import print_json
from eigengraph.cli.plain_text import plain, short
from eigengraph.engine.recertify import Docket, Reissue, docket_of, reissue
from eigengraph.host import Host
from eigengraph.records import Tally
from eigengraph.verify.interval import wilson

_PARTS = {"mutants": "killed", "must_pass": "passed", "rules": "agreed", "searches": "sound", "code": "killed"}
"""Groups of kinds in a certificate, with what the good ones of each group did."""

_TITLES = {"mutants": "must fail", "must_pass": "must pass", "code": "by code alone"}

_NUMBERS = ("tried", "good", "95 %", "refused", "n/a", "none")
_LEGEND = (
    "refused: of the good ones, those whose wrong call the tools refused; n/a: says nothing, as it ends like a right\n"
    "solution; none: tasks that have no such variant"
)
_MOST_LINES = 20
_LONGEST_LINE = 200


def certify(
    where: Annotated[Path, typer.Argument(metavar="RUN|TASKS", help="A run folder, or a JSON or JSONL file of tasks.")],
    tables: Annotated[
        Path | None, typer.Option(help="The tables that a file's tasks stand on, if it has none itself.")
    ] = None,
    search: Annotated[
        bool, typer.Option("--search", help="Search for other right endings and for ways to fool verifiers, too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> int:
    """Issue certificates again, with the rules, mutants and sandboxes that are installed now.

    Of a run, say what has changed since. The exit code is 1 if any task is not certified.
    """
    found = list(_watched(docket_of(Host(), where, tables), search=search, quiet=quiet))
    if as_json:
        print_json(_record(found))
    else:
        _print(found)
    return 0 if all(one.certificate.issued for one in found) else 1


def _watched(docket: Docket, *, search: bool, quiet: bool) -> Iterator[Reissue]:
    """Yield certificates as they come, and show on standard error how far it is."""
    with Progress(console=Console(stderr=True), disable=quiet) as progress:
        yield from progress.track(
            reissue(docket, search=search), total=len(docket.candidates), description="certifying"
        )


def _record(found: Sequence[Reissue]) -> dict[str, Any]:
    """Return what ``--json`` prints."""
    kinds = {
        part: {
            kind: {
                "tried": tally.tried,
                good: tally.good,
                "refused": tally.refused,
                "not_applicable": tally.not_applicable,
            }
            for kind, tally in _by_kind(found, part).items()
        }
        for part, good in _PARTS.items()
    }
    return {
        "tasks": len(found),
        "certified": sum(one.certificate.issued for one in found),
        **kinds,
        "not_certified": {one.task_id: one.certificate.reasons for one in found if not one.certificate.issued},
        "ambiguous": {one.task_id: one.certificate.ambiguous for one in found if one.certificate.ambiguous},
        "changed": {one.task_id: one.changes() for one in found if one.changes()},
        "seconds": round(sum(one.seconds for one in found), 3),
    }


def _print(found: Sequence[Reissue]) -> None:
    untested = Counter(kind for one in found for kind in one.certificate.untested)
    table = Table("kind", *_NUMBERS, box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in table.columns:
        column.no_wrap = True
        column.justify = "left" if column.header == "kind" else "right"
    for part, good in _PARTS.items():
        tallies = _by_kind(found, part)
        if tallies:
            table.add_row(f"{_TITLES.get(part, part)} ({good})", style="bold")
        for kind, tally in tallies.items():
            table.add_row(f"  {plain(kind)}", *_numbers(tally, untested[kind]))
    Console().print(table)
    print(_LEGEND)
    issued, seconds = sum(one.certificate.issued for one in found), sum(one.seconds for one in found)
    each = f", {seconds / len(found) * 1000:.0f} ms a task" if found else ""
    print(f"{issued} of {len(found)} tasks certified in {duration(seconds)} of CPU time{each}")
    _print_lines("not certified", {one.task_id: one.certificate.reasons for one in found if not one.certificate.issued})
    _print_lines("ambiguous", {one.task_id: one.certificate.ambiguous for one in found})
    if any(one.candidate.stored is not None for one in found):
        _print_lines("changed", {one.task_id: one.changes() for one in found})
        print(f"{sum(not one.changes() for one in found)} certificates are as stored")


def _print_lines(what: str, lines: Mapping[str, Sequence[str]]) -> None:
    """Print what is to be said of each task; of many tasks, the first ones."""
    told = {task: said for task, said in lines.items() if said}
    for task, said in list(told.items())[:_MOST_LINES]:
        more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
        print(f"{what}: {plain(task)}: {short(said[0], _LONGEST_LINE)}{more}")
    if len(told) > _MOST_LINES:
        print(f"{what}: … and {len(told) - _MOST_LINES} more tasks")


def _numbers(tally: Tally, without: int) -> tuple[str, ...]:
    low, high = wilson(tally.good, tally.tried)
    interval = f"{100 * low:.1f}-{100 * high:.1f}" if tally.tried else "-"
    counts = (tally.refused, tally.not_applicable, without)
    return f"{tally.tried:,}", f"{tally.good:,}", interval, *(f"{count:,}" for count in counts)


def _by_kind(found: Sequence[Reissue], part: str) -> dict[str, Tally]:
    """Add up one group of kinds over all certificates."""
    total: dict[str, Tally] = {}
    for one in found:
        for kind, tally in getattr(one.certificate, part).items():
            total[kind] = total.get(kind, Tally()) + tally
    return total
