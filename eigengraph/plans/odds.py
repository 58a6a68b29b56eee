"""Odds: how probable it is that one plan yields more than another, by what few candidates of each have shown."""

from __future__ import annotations

from math import comb


def odds_better(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Return the probability that the yield behind ``after`` is the higher one; 0.5 where nothing was tried.

    By these trials alone: both yields are taken to be anything between 0 and 1 beforehand, so each is beta-distributed
    afterwards, as the k-th smallest of n draws is. The probability is the share of the orders of all draws in which one
    comes first, and so it is counted, with no rounding before the last division.

    Args:
        before: Accepted and tried.
        after: Accepted and tried.
    """
    (good, tried), (better, tries) = before, after
    draws, others = tried + 1, tries + 1
    first = sum(
        comb(good + lower, lower) * comb(draws - good - 1 + others - lower, others - lower)
        for lower in range(better + 1)
    )
    return first / comb(draws + others, draws)
