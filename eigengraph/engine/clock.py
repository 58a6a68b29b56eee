"""How long a run took, over all its sittings but those that were killed."""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping


class Clock:
    """Wall and processor time from its making on."""

    def __init__(self) -> None:
        self._wall = time.monotonic()
        self._cpu = time.process_time()

    def added_to(self, earlier: Mapping[str, float]) -> dict[str, float]:
        """Return times in seconds, those of earlier sittings included, and this sitting's peak memory in MB.

        Sittings that were killed are not counted: nobody was there to write down how long they took.
        """
        return {
            "wall_seconds": round(earlier.get("wall_seconds", 0.0) + time.monotonic() - self._wall, 3),
            "cpu_seconds": round(earlier.get("cpu_seconds", 0.0) + time.process_time() - self._cpu, 3),
            "sittings": earlier.get("sittings", 0) + 1,
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        }
