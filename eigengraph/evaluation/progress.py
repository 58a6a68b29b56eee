"""What an evaluation tells a watcher while it works."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eigengraph.evaluation.playing import Tally


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an evaluation at one moment.

    Attributes:
        done: Trials that count.
        passed: Those of them that passed.
        missing: Trials that have used up their attempts, by outcome.
        wanted: Trials of all tasks.
        attempts: Dialogues played.
        seconds: Wall time since this process began to work.
        resumed: Of ``done``, those that stood in the folder already; they say nothing about today's speed.
    """

    done: int
    passed: int
    missing: Mapping[str, int]
    wanted: int
    attempts: int
    seconds: float
    resumed: int = 0

    @property
    def rate(self) -> float:
        """Trials a second by this process; 0 before the first."""
        return (self.done - self.resumed) / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the last trial at the present rate; None where nothing can be said."""
        left = max(self.wanted - self.done - sum(self.missing.values()), 0)
        if left == 0:
            return 0.0
        return left / self.rate if self.rate > 0 else None


Watch = Callable[[Progress], None]


def watcher(tally: Tally, watch: Watch | None) -> Callable[[], None]:
    """Return what tells a watcher how far a tally is."""
    began, resumed = time.monotonic(), len(tally.settled)

    def notice() -> None:
        if watch is None:
            return
        watch(
            Progress(
                len(tally.settled),
                sum(tally.settled.values()),
                Counter(tally.missing.values()),
                tally.tasks * tally.trials,
                tally.attempts.total(),
                time.monotonic() - began,
                resumed,
            )
        )

    return notice
