"""Watching a run: from single results to snapshots of the whole."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from eigengraph.config import Settings
from eigengraph.engine.estimate import Estimate, Progress, during_run
from eigengraph.engine.ledger import Ledger
from eigengraph.engine.progress import Snapshot
from eigengraph.graphs import DECISION, FINAL, PILOT, PLAN, Result
from eigengraph.models import Budget

Watch = Callable[[Snapshot], None]


class Monitor:
    """Counts results as they come, on top of what an earlier sitting left in the ledger.

    Args:
        settings: The run's.
        budget: Knows what is spent.
        ledger: The run's.
        watch: Called with a snapshot after each result, or None.
    """

    def __init__(self, settings: Settings, budget: Budget, ledger: Ledger, watch: Watch | None) -> None:
        self._settings = settings
        self._budget = budget
        self._watch = watch
        self._began = time.monotonic()
        self._past = {
            stage: {index for index, status in ledger.statuses(stage).items() if status == "ok"}
            for stage in dict.fromkeys(stage for stage, _, _ in ledger.counts())
            if stage not in (PLAN, DECISION)
        }
        self._rejected = Counter(
            {reason: count for (stage, _, reason), count in ledger.counts().items() if stage == FINAL and reason}
        )
        self._settled = {stage: set(ledger.statuses(stage)) for stage in (FINAL, PILOT)}
        self._candidates = 1 + max((index for stage in self._past for index in ledger.statuses(stage)), default=-1)
        self._resumed = len(self._past.setdefault(FINAL, set()))
        self._drawn_before = self._candidates
        self._estimate: Estimate | None = None

    def notice(self, index: int, stage: str, result: Result) -> None:
        """Take note of one new result: of a candidate's attempts at a stage, the latest counts."""
        past = self._past.setdefault(stage, set())
        if result.status == "ok":
            past.add(index)
        else:
            past.discard(index)
            if stage == FINAL:
                self._rejected[result.reason] += 1
        self._candidates = max(self._candidates, index + 1)
        if stage in self._settled:
            self._settled[stage].add(index)
            if self._watch is not None:
                self._estimate = during_run(self._settings, self._budget, self._progress())
        if self._watch is not None:
            self._watch(self.snapshot())

    def snapshot(self) -> Snapshot:
        """Return the state of the run at this moment."""
        return Snapshot(
            {stage: len(past) for stage, past in self._past.items() if past and stage not in (FINAL, PILOT)},
            len(self._past[FINAL]),
            self._settings.tasks,
            dict(self._rejected),
            self._candidates,
            time.monotonic() - self._began,
            self._resumed,
            self._estimate,
        )

    def _progress(self) -> Progress:
        # Candidates are settled when a batch is over: what was spent by then is for all that were drawn.
        return Progress(
            len(self._past[FINAL]),
            len(self._settled[FINAL]),
            len(self._past.get(PILOT, ())),
            len(self._settled[PILOT]),
            self._candidates,
            time.monotonic() - self._began,
            self._candidates - self._drawn_before,
        )
