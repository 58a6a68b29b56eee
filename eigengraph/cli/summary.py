"""The table that closes a run."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from eigengraph.cli.estimate_view import duration
from eigengraph.cli.plain_text import plain
from eigengraph.cli.progress import most_first
from eigengraph.engine.summary import Summary
from eigengraph.records import Tally

WIDEST = 120
DIGITS = 16  # of the digest; enough to compare by eye, and the manifest has all of it
NAMED = 8  # clauses and tools; more would hide the rest
COMMON = 0.2  # a reason for more than this share of the candidates is no accident


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
        "refused": most_first(summary.refused),
        "outcomes": most_first(summary.outcomes),
        "mutants killed": _mutants(summary.mutants),
        "by kind": _kinds(summary.mutants),
        "clauses": _covered(summary.clauses, summary.clauses_known),
        "tools": _covered(summary.tools, summary.tools_known),
        "never exercised": _never(summary),
        "goals per task": _goals(summary.goals),
        "difficulty": most_first(summary.difficulty),
        "splits": _splits(summary.splits),
        "time": _time(summary),
        "spend": _spend(summary),
        "dataset digest": summary.digest[:DIGITS],
        "run": summary.run,
        "hint": _hint(summary),
    }


def _candidates(summary: Summary) -> str:
    drawn = f"{summary.candidates}, {_share(summary.certified, summary.candidates)} accepted"
    if summary.certified >= summary.requested:
        return drawn
    return f"{drawn}; stopped after {summary.candidates} candidates (limit: 3 x tasks)"


def _mutants(mutants: Mapping[str, Tally]) -> str:
    if not mutants:
        return ""
    scored = sum(tally.tried for tally in mutants.values())
    killed = sum(tally.good for tally in mutants.values())
    skipped = sum(tally.not_applicable for tally in mutants.values())
    return f"{killed} of {scored} ({_share(killed, scored)}), {_share(skipped, scored + skipped)} of all not applicable"


def _kinds(mutants: Mapping[str, Tally]) -> str:
    """Name the kinds with survivors only: of a kind that was killed every time there is nothing to say."""
    kinds = {kind: tally for kind, tally in mutants.items() if tally.tried}
    survived = {kind: tally for kind, tally in kinds.items() if tally.good < tally.tried}
    if survived:
        return ", ".join(
            f"{tally.tried - tally.good} of {tally.tried} {kind} survived" for kind, tally in survived.items()
        )
    return f"all {len(kinds)} kinds killed" if kinds else ""


def _hint(summary: Summary) -> str:
    reason, count = max(summary.rejected.items(), key=lambda item: item[1], default=("", 0))
    if count <= COMMON * summary.candidates:
        return ""
    share = _share(count, summary.candidates)
    return f"{share} of the candidates ended as {reason}; see `eigengraph show {summary.run} --rejected`"


def _covered(counts: Mapping[str, int], known: int) -> str:
    return f"{len(counts)} of {known} exercised" if known else ""


def _splits(splits: Mapping[str, int]) -> str:
    listed = ", ".join(f"{name} {tasks}" for name, tasks in splits.items())
    empty = [name for name, tasks in splits.items() if not tasks]
    if not any(splits.values()) or not empty:
        return listed
    return f"{listed}; nothing is left for {' and '.join(empty)}: too few tasks, or too many of one household"


def _never(summary: Summary) -> str:
    shown = ", ".join(summary.never[:NAMED])
    more = len(summary.never) - NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _goals(goals: Mapping[int, int]) -> str:
    return ", ".join(f"{goal_count}: {tasks}" for goal_count, tasks in sorted(goals.items()))


def _time(summary: Summary) -> str:
    rate = f", {summary.certified / summary.seconds:.3g} tasks/s" if summary.seconds > 0 else ""
    return f"{duration(summary.seconds)}{rate}"


def _spend(summary: Summary) -> str:
    """Say what the run cost, and what each certified task did; nothing of a run that cost nothing."""
    if not summary.tokens:
        return ""
    whole, each = f"{summary.tokens:,} tokens", f"{summary.tokens / max(summary.certified, 1):,.0f} tokens"
    if summary.usd:
        whole, each = f"{whole}, {summary.usd:.2f} USD", f"{each}, {summary.usd_per_task or 0:.4f} USD"
    return f"{whole} ({each} a certified task)" if summary.certified else whole


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"
