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


def interval_of(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a mean of shares.

    Where every task has the same value there is nothing to draw from; of tasks that all passed, or all failed, Wilson's
    interval is given in its place.

    Args:
        values: One for each task, 0 to 1; (0, 1) where there are none.
    """
    if not values:
        return 0.0, 1.0
    if len(set(values)) == 1 and values[0] in (0, 1):
        return wilson(round(sum(values)), len(values))
    return bootstrap(values)


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of the mean of at least one value."""
    random, size = Random(_SEED), len(values)
    means = sorted(sum(random.choices(values, k=size)) / size for _ in range(DRAWS))
    return means[round(_TAIL * (DRAWS - 1))], means[round((1 - _TAIL) * (DRAWS - 1))]
