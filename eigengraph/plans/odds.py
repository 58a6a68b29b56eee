"""Odds: how probable it is that one plan yields more than another, by what few candidates of each have shown."""

from __future__ import annotations

from math import exp, lgamma, log


def odds_better(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Return the probability that the yield behind ``after`` is the higher one; 0.5 where nothing was tried.

    Both yields are taken to be anything between 0 and 1 beforehand, so each is beta-distributed afterwards; the
    probability that one such value exceeds another is a finite sum.

    Args:
        before: Accepted and tried.
        after: Accepted and tried.
    """
    good, bad = before[0] + 1, before[1] - before[0] + 1
    better, worse = after[0] + 1, after[1] - after[0] + 1
    scale = _log_beta(good, bad)
    terms = (
        _log_beta(good + more, bad + worse) - log(worse + more) - _log_beta(1 + more, worse) - scale
        for more in range(better)
    )
    return min(1.0, sum(map(exp, terms)))


def _log_beta(a: int, b: int) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
