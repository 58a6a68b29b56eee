"""The table that closes a run."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from eigengraph.cli.certificate_view import tried
from eigengraph.cli.plain_text import plain
from eigengraph.cli.progress import duration, most_first
from eigengraph.engine.summary import Summary
from eigengraph.records import Tally

WIDEST = 120


def render_summary(summary: Summary, console: Console) -> None:
    """Print what a run amounts to. Counts that do not exist for it (no rules, nothing rejected) are left out."""
    enough = summary.certified >= summary.requested
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    for name, text in _rows(summary).items():
        if text:
            grid.add_row(name, plain(text))
    title = Text(f"{summary.certified} of {summary.requested} tasks certified", style="bold")
    style = "green" if enough else "yellow"
    console.print(Panel(grid, title=title, title_align="left", border_style=style), width=min(console.width, WIDEST))


def _rows(summary: Summary) -> dict[str, str]:
    return {
        "candidates": _candidates(summary),
        "rejected": most_first(summary.rejected),
        "outcomes": most_first(summary.outcomes),
        "mutants killed": _mutants(summary.mutants),
        "by kind": ", ".join(f"{kind} {tally.good}/{tally.tried}" for kind, tally in tried(summary.mutants).items()),
        "clauses": _covered(summary.clauses, summary.clauses_known),
        "tools": _covered(summary.tools, summary.tools_known),
        "goals per task": _goals(summary.goals),
        "time": _time(summary),
        "spend": f"{summary.tokens:,} tokens, {summary.usd:.2f} USD" if summary.tokens or summary.usd else "",
        "dataset digest": summary.digest,
        "run": summary.run,
    }


def _candidates(summary: Summary) -> str:
    return f"{summary.candidates}, {_share(summary.certified, summary.candidates)} accepted"


def _mutants(mutants: Mapping[str, Tally]) -> str:
    if not mutants:
        return ""
    scored = sum(tally.tried for tally in mutants.values())
    killed = sum(tally.good for tally in mutants.values())
    skipped = sum(tally.not_applicable for tally in mutants.values())
    return f"{killed} of {scored} ({_share(killed, scored)}), {_share(skipped, scored + skipped)} of all not applicable"


def _covered(counts: Mapping[str, int], known: int) -> str:
    return f"{len(counts)} of {known} exercised" if known else ""


def _goals(goals: Mapping[int, int]) -> str:
    return ", ".join(f"{goal_count}: {tasks}" for goal_count, tasks in sorted(goals.items()))


def _time(summary: Summary) -> str:
    rate = f", {summary.certified / summary.seconds:.3g} tasks/s" if summary.seconds > 0 else ""
    return f"{duration(summary.seconds)}{rate}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"
