"""An evaluation, and two of them, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from eigengraph.cli.estimate_view import duration
from eigengraph.cli.plain_text import plain
from eigengraph.cli.progress import most_first
from eigengraph.evaluation import Comparison, Evaluation, Metrics, Progress, Share
from eigengraph.evaluation.drawing import difference_bar, interval_bar
from eigengraph.records import POLICY_FAILURES, Outcome

WIDEST = 100
BAR = 32
_SHARE = 12
NAMED = 12  # rows of a break-down; the manifest has all


def render_evaluation(found: Evaluation, console: Console) -> None:
    """Print what an evaluation amounts to: pass^k, outcomes, and where the policy fails."""
    metrics = found.metrics
    title = Text.assemble(
        (plain(found.agent), "bold"), f" on {metrics.tasks} tasks x {metrics.trials} trials, user {plain(found.user)}"
    )
    body = Group(_passes(metrics), Text(), _facts(found))
    style = "yellow" if metrics.missing else "green"
    width = min(console.width, WIDEST)
    console.print(Panel(body, title=title, title_align="left", border_style=style), width=width)
    console.print(_outcomes(metrics), width=width)
    for name, shares in (("decision", metrics.decisions), ("clause", metrics.clauses), ("tool", metrics.tools)):
        if any(share.trials for share in shares.values()):
            console.print(_breakdown(name, shares), width=width)


def _passes(metrics: Metrics) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for k, found in metrics.passes.items():
        value = Text("-", style="dim") if found.value is None else Text(f"{found.value:.3f}", style="bold")
        low, high = found.interval
        drawn = _coloured(interval_bar(found.value, found.interval, BAR))
        note = "" if found.tasks == metrics.tasks else f"{found.tasks} tasks"
        grid.add_row(f"pass^{k}", value, drawn, Text(f"[{low:.3f}, {high:.3f}]"), Text(note, style="dim"))
    return grid


def _coloured(bar: str) -> Text:
    text = Text()
    styles = {"●": "bold green", "━": "green", "·": "dim", "┃": "bold"}
    for mark in bar:
        text.append(mark, style=styles[mark])
    return text


def _facts(found: Evaluation) -> RenderableType:
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    for name, text in _told(found):
        grid.add_row(name, plain(text))
    return grid


def _told(found: Evaluation) -> Iterator[tuple[str, str]]:
    metrics = found.metrics
    yield "interval", "95 %, bootstrap over tasks"
    yield "reward basis", "; ".join(f"{basis} ({count} tasks)" for basis, count in metrics.basis.items())
    if metrics.failed_on:
        yield "failed on", f"{most_first(metrics.failed_on)} (of {metrics.failed} failed trials)"
    if metrics.user_findings:
        yield (
            "user at fault",
            f"the user audit finds one in {metrics.user_findings} of {metrics.failed} failed trials, which count "
            "all the same",
        )
    if metrics.retried:
        yield "played again", f"{most_first(metrics.retried)}: they say nothing about the policy"
    if metrics.missing:
        low, high = metrics.passes[1].bounds
        yield (
            "missing",
            f"{metrics.missing} trials were never scored; were all failed, pass^1 would be {low:.3f}, were all passed, "
            f"{high:.3f}",
        )
    if metrics.audit_errors:
        yield "not audited", f"{metrics.audit_errors} trials, whose user audit broke"
    unjudged = sum(remark["kind"] == "unjudged" for remark in found.manifest["remarks"])
    if unjudged:
        yield "not judged", f"{unjudged} tasks have criteria that only a judge model could decide; they do not count"
    if found.agent == "offline":
        yield "note", "the offline agent is no policy: it plays from the gold solution"
    yield "time", duration(found.manifest["times"]["wall_seconds"])
    if found.spent_tokens:
        usd = f", {found.spent_usd:.2f} USD" if found.spent_usd else ""
        yield "spend", f"{found.spent_tokens:,} tokens{usd}"
    yield "folder", str(found.path)


def _outcomes(metrics: Metrics) -> Table:
    table = Table("outcome", "trials", "", "worth", box=box.SIMPLE_HEAD)
    table.columns[1].justify = "right"
    total = sum(metrics.outcomes.values()) or 1
    for name, count in metrics.outcomes.items():
        table.add_row(name, str(count), "█" * max(1, round(20 * count / total)), _worth(Outcome(name)))
    return table


def _worth(outcome: Outcome) -> str:
    if outcome is Outcome.COMPLETED:
        return "what the verdict says"
    return "0.0, the policy's own" if outcome in POLICY_FAILURES else "missing: says nothing about the policy"


def _breakdown(name: str, shares: Mapping[str, Share]) -> RenderableType:
    """Draw the shares at which trials failed, the lowest first; without intervals, since trials of a task are alike."""
    failing = sorted(
        (item for item in shares.items() if _rate(item[1]) < 1), key=lambda item: (_rate(item[1]), item[0])
    )
    called = any(share.calls for share in shares.values())
    table = Table(name, "tasks", "passed", "", *(["calls", "errors"] if called else []), box=box.SIMPLE_HEAD)
    for column in table.columns[1:]:
        column.no_wrap = True
        column.justify = "right" if column.header else "left"
    for label, share in failing[:NAMED]:
        filled = round(_SHARE * _rate(share))
        bar = Text.assemble(("█" * filled, "green"), ("·" * (_SHARE - filled), "dim"))
        counts = [str(share.calls), str(share.errors)] if called else []
        table.add_row(plain(label), str(share.tasks), f"{share.passed}/{share.trials}", bar, *counts)
    hidden = len(failing[NAMED:])
    rest = [f"{hidden} more with failures"] if hidden else []
    tried = sum(share.trials > 0 for share in shares.values())
    whole = tried - len(failing)
    rest += [f"{whole} of {tried} passed every time"] if whole else []
    said = Text(f"  {name}: {', '.join(rest)}", style="dim")
    return Group(*([table] if failing else []), *([said] if rest else []))


def _rate(share: Share) -> float:
    return share.passed / share.trials if share.trials else 1.0


def render_comparison(found: Comparison, console: Console) -> None:
    """Print two evaluations side by side."""
    table = Table("", "first", "second", "gain", "-1 to 1", "95 %", "tasks", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in table.columns:
        column.no_wrap = True
    for k, one in found.passes.items():
        low, high = one.interval
        table.add_row(
            f"pass^{k}",
            f"{one.first:.3f}",
            f"{one.second:.3f}",
            f"{one.value:+.3f}",
            _coloured(difference_bar(one.value, one.interval, BAR // 2 + 1)),
            f"[{low:+.2f}, {high:+.2f}]",
            f"{one.better} better, {one.worse} worse",
        )
    console.print(Text.assemble(("first ", "dim"), plain(found.first), ("  second ", "dim"), plain(found.second)))
    console.print(table)
    console.print("interval: paired bootstrap over tasks", style="dim")
    for line in found.apart:
        console.print(Text(f"not the same on both sides: {plain(line)}", style="yellow"))
    if found.left_out:
        console.print(Text(f"{found.left_out} tasks are left out: they are not in both", style="yellow"))


def progress_line(progress: Progress) -> str:
    """Say how far an evaluation is in one plain line, for logs."""
    parts = [f"{progress.done}/{progress.wanted} scored", f"{progress.passed} passed", _speed(progress)]
    if progress.missing:
        parts.append(f"missing: {most_first(progress.missing)}")
    return " | ".join(parts)


def progress_block(progress: Progress) -> RenderableType:
    """Draw how far an evaluation is."""
    bar = Table.grid(padding=(0, 1), expand=True)
    bar.add_column(no_wrap=True)
    bar.add_column(ratio=1)
    bar.add_column(no_wrap=True)
    bar.add_row(
        Text(f"{progress.done}/{progress.wanted}", style="bold"),
        ProgressBar(total=max(progress.wanted, 1), completed=progress.done),
        Text(_speed(progress), style="dim"),
    )
    rest = f", missing: {most_first(progress.missing)}" if progress.missing else ""
    return Group(bar, Text(f"{progress.passed} of {progress.done} passed, {progress.attempts} dialogues{rest}"))


def _speed(progress: Progress) -> str:
    left = progress.seconds_left
    ahead = "time left unknown" if left is None else f"{duration(left)} left"
    return f"{progress.rate:.2g} trials/s, {duration(progress.seconds)} gone, {ahead}"
