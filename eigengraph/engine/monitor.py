"""Watching a run: from single results to snapshots of the whole."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from eigengraph.engine.ledger import Ledger
from eigengraph.engine.progress import Snapshot
from eigengraph.graphs import FINAL, Result

Watch = Callable[[Snapshot], None]


class Monitor:
    """Counts results as they come, on top of what an earlier sitting left in the ledger.

    Args:
        wanted: Tasks asked for.
        ledger: The run's.
        watch: Called with a snapshot after each result, or None.
    """

    def __init__(self, wanted: int, ledger: Ledger, watch: Watch | None) -> None:
        self._wanted = wanted
        self._watch = watch
        self._began = time.monotonic()
        self._passed: Counter[str] = Counter()
        self._rejected: Counter[str] = Counter()
        for (stage, status, reason), count in ledger.counts().items():
            self._count(stage, status, reason, count)
        self._resumed = self._passed[FINAL]
        self._candidates = max(ledger.statuses(FINAL), default=-1) + 1

    def notice(self, index: int, stage: str, result: Result) -> None:
        """Take note of one new result."""
        self._count(stage, result.status, result.reason, 1)
        self._candidates = max(self._candidates, index + 1)
        if self._watch is not None:
            self._watch(self.snapshot())

    def snapshot(self) -> Snapshot:
        """Return the state of the run at this moment."""
        stages = {stage: count for stage, count in self._passed.items() if stage != FINAL}
        return Snapshot(
            stages,
            self._passed[FINAL],
            self._wanted,
            dict(self._rejected),
            self._candidates,
            time.monotonic() - self._began,
            self._resumed,
        )

    def _count(self, stage: str, status: str, reason: str, count: int) -> None:
        if status == "ok":
            self._passed[stage] += count
        elif stage == FINAL:
            self._rejected[reason] += count
