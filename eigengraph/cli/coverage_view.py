"""The tables of ``eigengraph show RUN --coverage``."""

from __future__ import annotations

from collections.abc import Iterable

from eigengraph.cli.output import print_table
from eigengraph.cli.plain_text import plain
from eigengraph.dataset import BANDS, Cell
from eigengraph.engine.summary import Summary


def print_coverage(summary: Summary) -> None:
    """Print how many tasks exercise each clause and call each tool, by difficulty, and what no task exercises."""
    _print("clause", ((cell.clause, cell) for cell in summary.coverage if cell.clause and not cell.tool))
    _print("tool", ((cell.tool, cell) for cell in summary.coverage if cell.tool and not cell.clause))
    together = sum(bool(cell.tool and cell.clause) for cell in summary.coverage)
    print(f"{together} combinations of tool, clause and difficulty occur")
    if summary.never:
        print(f"never exercised: {plain(', '.join(summary.never))}")


def _print(what: str, named: Iterable[tuple[str, Cell]]) -> None:
    rows: dict[str, dict[str, int]] = {}
    for name, cell in named:
        rows.setdefault(name, {})[cell.difficulty] = cell.tasks
    if rows:
        shown = [(plain(name), *(counts.get(band, "·") for band in BANDS)) for name, counts in sorted(rows.items())]
        print_table((what, *BANDS), shown)
