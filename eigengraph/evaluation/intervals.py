"""How sure a mean over tasks is: the bootstrap, with tasks as what is drawn again.

Trials of one task resemble each other, so that they say less than as many trials of different tasks; an interval over
trials would be too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from eigengraph.verify.interval import wilson

DRAWS = 2000
_SEED = 20260122  # fixed, so that the same trials have the same interval on every machine
_TAIL = 0.025
_FEW = 5  # fewer tasks have so few resamples that the bootstrap is too narrow


def interval_of(values: Sequence[float], lowest: float = 0.0, highest: float = 1.0) -> tuple[float, float]:
    """Return a 95 % interval of a mean over tasks, which has width however few and alike they are.

    It is the percentile bootstrap where there is something to draw from. Where every task has the same value, the share
    of tasks with another one is at most Wilson's upper bound of none among them, and these may lie at either end: of
    tasks that all passed, or all failed, that is Wilson's interval. Of fewer than five tasks it is Wilson's interval of
    the mean, since no value between two ends varies more than one that is always at an end.

    Args:
        values: One for each task; the whole range where there are none.
        lowest: No value is lower.
        highest: No value is higher.
    """
    if not values:
        return lowest, highest
    if len(set(values)) == 1:
        value, other = values[0], wilson(0, len(values))[1]
        return value - other * (value - lowest), value + other * (highest - value)
    if len(values) < _FEW:
        span = highest - lowest
        low, high = wilson(sum(value - lowest for value in values) / span, len(values))
        return lowest + low * span, lowest + high * span
    return bootstrap(values)


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of the mean of at least one value."""
    random, size = Random(_SEED), len(values)
    means = sorted(sum(random.choices(values, k=size)) / size for _ in range(DRAWS))
    return means[round(_TAIL * (DRAWS - 1))], means[round((1 - _TAIL) * (DRAWS - 1))]
