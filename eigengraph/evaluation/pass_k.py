"""pass^k: how likely a policy is to solve a task k times in a row (tau2-bench, ``metrics/agent_metrics.py``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb

from eigengraph.evaluation.intervals import interval_of


def pass_hat(passed: int, counted: int, k: int) -> float:
    """Return the share of ways to draw k trials of one task that draw successes only: C(c, k) / C(n, k).

    Args:
        passed: Trials that passed, c.
        counted: Trials that count, n.
        k: Trials drawn, 1 to n.

    Raises:
        ValueError: There are fewer trials than are drawn, or more passed than there are.
    """
    if not 1 <= k <= counted or not 0 <= passed <= counted:
        raise ValueError(f"pass^{k} of {passed} successes in {counted} trials is not defined")
    return comb(passed, k) / comb(counted, k)


@dataclass(frozen=True, slots=True)
class Estimate:
    """pass^k of a policy.

    Attributes:
        value: Averaged over tasks; None where no task has k trials that count.
        interval: Over tasks, 95 %; see ``interval_of``.
        bounds: What the value would be if every missing trial had failed, and if every one had passed.
        tasks: Tasks with k trials that count; the others are left out of the value.
    """

    value: float | None
    interval: tuple[float, float]
    bounds: tuple[float, float]
    tasks: int


def estimate(scores: Sequence[tuple[int, int]], k: int, trials: int) -> Estimate:
    """Estimate pass^k.

    Args:
        scores: For each task, how many trials passed and how many count.
        k: Successes in a row, 1 to ``trials``.
        trials: Trials that were asked for; those that do not count are missing.
    """
    values = [pass_hat(passed, counted, k) for passed, counted in scores if counted >= k]
    failed = mean(pass_hat(passed, trials, k) for passed, _ in scores)
    good = mean(pass_hat(passed + trials - counted, trials, k) for passed, counted in scores)
    return Estimate(mean(values) if values else None, interval_of(values), (failed, good), len(values))


def mean(values: Iterable[float]) -> float:
    """Return the mean; 0.0 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
