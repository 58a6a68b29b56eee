"""How sure a share is."""

from __future__ import annotations

import math


def wilson(good: float, tried: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson score interval of a share; (0, 1) where nothing was tried.

    Args:
        good: How many of those tried; a sum of shares of them, too.
        tried: At least ``good``.
        z: Standard deviations; 1.96 for 95 %.
    """
    if not tried:
        return 0.0, 1.0
    rate, weight = good / tried, z * z / tried
    middle = rate + weight / 2
    spread = z * math.sqrt(rate * (1 - rate) / tried + weight / (4 * tried))
    return max(0.0, (middle - spread) / (1 + weight)), min(1.0, (middle + spread) / (1 + weight))
