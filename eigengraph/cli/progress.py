"""The progress of a run: a live block on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Protocol, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from eigengraph.cli.estimate_view import duration, estimate_line
from eigengraph.engine.progress import Snapshot

REFRESH_SECONDS = 0.1
LINE_SECONDS = 5.0


class Moment(Protocol):
    """What any watcher is told."""

    @property
    def seconds(self) -> float:
        """Wall time since this process began to work."""
        ...

    @property
    def resumed(self) -> int:
        """What stood in the folder already."""
        ...

    @property
    def wanted(self) -> int:
        """What is asked for."""
        ...


class ProgressDisplay:
    """Shows snapshots as they come. It starts no thread: what is on screen is as old as the last update.

    It says in a line when a run goes on, or has nothing left to do. Use it as a context manager, so that the last
    snapshot is always shown and the terminal is left as it was found.

    Args:
        console: Where to write; by default standard error, since standard output is for results.
        line: Says a snapshot in one plain line; by default that of a run.
        block: Draws a snapshot on a terminal; by default that of a run.
        done: What is counted, as a participle.
    """

    def __init__(
        self,
        console: Console | None = None,
        line: Callable[[Any], str] | None = None,
        block: Callable[[Any], RenderableType] | None = None,
        done: str = "accepted",
    ) -> None:
        self.console = console or Console(stderr=True)
        self._line: Callable[[Any], str] = line or progress_line
        self._block: Callable[[Any], RenderableType] = block or progress_block
        self._done = done
        self._live: Live | None = None
        self._shown: Moment | None = None
        self._last: Moment | None = None

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            # Standard output is left alone: results printed meanwhile must not land on standard error.
            self._live = Live(console=self.console, auto_refresh=False, redirect_stdout=False)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._last is not None and self._last is not self._shown:
            self._show(self._last)
        if self._last is None and kind is None:
            self._say("finished earlier; nothing to do")
        if self._live is not None:
            self._live.stop()

    def update(self, snapshot: Moment) -> None:
        """Take note of a snapshot, and show it unless the last one was shown a moment ago."""
        if isinstance(snapshot, Snapshot) and snapshot.estimate is not None and snapshot.candidates == 0:
            self._say(f"estimate: {estimate_line(snapshot.estimate)}; {snapshot.estimate.basis}")
            return
        if self._last is None and snapshot.resumed:
            self._say(f"going on: {snapshot.resumed} of {snapshot.wanted} {self._done}")
        self._last = snapshot
        pause = LINE_SECONDS if self._live is None else REFRESH_SECONDS
        if self._shown is None or snapshot.seconds - self._shown.seconds >= pause:
            self._show(snapshot)

    def _show(self, snapshot: Moment) -> None:
        self._shown = snapshot
        if self._live is None:
            self._say(self._line(snapshot))
        else:
            self._live.update(self._block(snapshot), refresh=True)

    def _say(self, line: str) -> None:
        self.console.print(line, soft_wrap=True, markup=False, highlight=False)


def progress_line(snapshot: Snapshot) -> str:
    """Say a snapshot in one plain line, for logs."""
    parts = [f"{snapshot.accepted}/{snapshot.wanted} accepted", _speed(snapshot), _stages(snapshot)]
    if snapshot.rejected:
        parts.append(f"rejected: {most_first(snapshot.rejected)}")
    if snapshot.estimate is not None:
        parts.append(f"in all: {estimate_line(snapshot.estimate)}")
    return " | ".join(parts)


def progress_block(snapshot: Snapshot) -> RenderableType:
    """Draw a snapshot: a bar of accepted tasks, the stages, and what was turned down and why."""
    bar = Table.grid(padding=(0, 1), expand=True)
    bar.add_column(no_wrap=True)
    bar.add_column(ratio=1)
    bar.add_column(no_wrap=True)
    bar.add_row(
        Text(f"{snapshot.accepted}/{snapshot.wanted}", style="bold"),
        ProgressBar(total=max(snapshot.wanted, 1), completed=snapshot.accepted),
        Text(_speed(snapshot), style="dim"),
    )
    rows = Table.grid(padding=(0, 1))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    rows.add_row("stages", Text(_stages(snapshot)))
    if snapshot.rejected:
        rows.add_row("rejected", Text(most_first(snapshot.rejected), style="yellow"))
    if snapshot.estimate is not None:
        rows.add_row("in all", Text(estimate_line(snapshot.estimate)))
    return Group(bar, rows)


def most_first(counts: Mapping[str, int]) -> str:
    """List counts, the largest first; equal ones by name."""
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _stages(snapshot: Snapshot) -> str:
    counts = {"candidates": snapshot.candidates, **snapshot.stage_counts}
    return " > ".join(f"{count} {name}" for name, count in counts.items())


def _speed(snapshot: Snapshot) -> str:
    rate = f"{snapshot.rate:.0f}" if snapshot.rate >= 100 else f"{snapshot.rate:.2g}"
    left = snapshot.seconds_left
    ahead = "time left unknown" if left is None else f"{duration(left)} left"
    return f"{rate} tasks/s, {duration(snapshot.seconds)} gone, {ahead}"
