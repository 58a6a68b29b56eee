"""How far two samples lie apart."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

Value = TypeVar("Value", float, str)

_BINS = 10


def divergence(left: Sequence[Value], right: Sequence[Value]) -> float:
    """Return the Jensen-Shannon divergence of two samples in bits: 0 for equal shares, 1 for nothing in common.

    Numbers are counted in bins between the deciles of both samples together; texts as they are.

    Args:
        left: At least one value.
        right: At least one value.
    """
    if isinstance(left[0], str):
        return _divergence(Counter(map(str, left)), Counter(map(str, right)))
    pooled = sorted([*map(float, left), *map(float, right)])
    edges = sorted({pooled[len(pooled) * cut // _BINS] for cut in range(1, _BINS)})
    binned = (Counter(str(bisect_right(edges, float(value))) for value in sample) for sample in (left, right))
    return _divergence(*binned)


def _divergence(left: Counter[str], right: Counter[str]) -> float:
    total = 0.0
    for item in sorted(left | right):
        shares = left[item] / left.total(), right[item] / right.total()
        middle = sum(shares) / 2
        total += sum(share * math.log2(share / middle) / 2 for share in shares if share)
    return min(1.0, max(0.0, total))


def wasserstein(left: Sequence[float], right: Sequence[float]) -> float:
    """Return the first Wasserstein distance of two samples, in their unit: how far values move from one to the other.

    It is the area between the two empirical distribution functions.

    Args:
        left: At least one value.
        right: At least one value.
    """
    left, right = sorted(left), sorted(right)
    return sum(
        abs(bisect_right(left, low) / len(left) - bisect_right(right, low) / len(right)) * (high - low)
        for low, high in pairwise(sorted([*left, *right]))
    )
