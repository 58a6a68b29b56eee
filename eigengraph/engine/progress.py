"""What the runner tells a watcher while it works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eigengraph.engine.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of a run at one moment.

    Attributes:
        stage_counts: Candidates that are past each stage, in pipeline order.
        accepted: Certified tasks with an accepted dialogue, those of earlier sittings included.
        wanted: Tasks asked for.
        rejected: Candidates turned down, by reason.
        candidates: Candidates started.
        seconds: Wall time since this process began to work.
        resumed: Of ``accepted``, those that stood in the run folder already; they say nothing about today's speed.
        estimate: What the run costs in all; None where it costs nothing, or nothing can be said yet.
    """

    stage_counts: Mapping[str, int]
    accepted: int
    wanted: int
    rejected: Mapping[str, int]
    candidates: int
    seconds: float
    resumed: int = 0
    estimate: Estimate | None = None

    @property
    def rate(self) -> float:
        """Tasks accepted per second by this process; 0 before the first."""
        return (self.accepted - self.resumed) / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until ``wanted`` is reached at the present rate; None where nothing can be said."""
        left = max(self.wanted - self.accepted, 0)
        if left == 0:
            return 0.0
        return left / self.rate if self.rate > 0 else None
