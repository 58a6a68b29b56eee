"""Two collections of dialogues side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import mean, quantiles

from eigengraph.dataset.realism.distances import divergence, wasserstein
from eigengraph.dataset.realism.measures import MOST_OTHERS, Measure, measure
from eigengraph.errors import ConfigError
from eigengraph.records import Message

LEAST = 4
"""Dialogues that a collection must have at least; fewer say nothing."""

_NAMED = 2
_DRAWS = 5


@dataclass(frozen=True, slots=True)
class Spread:
    """One collection's part of a comparison.

    Attributes:
        values: How many values.
        quartiles: Where they are numbers: first quartile, median and third quartile.
        mean: Where they are numbers: their mean.
        shares: Where they are texts: the share of each, 0 to 1, most frequent first.
    """

    values: int
    quartiles: tuple[float, float, float] | None
    mean: float | None
    shares: dict[str, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One statistic of two collections.

    Attributes:
        name: One of ``MEASURES``.
        ours: Of the collection that is looked at.
        theirs: Of the one that it is held against.
        divergence: Jensen-Shannon divergence of the two, 0 to 1.
        chance: The same, on average, between collections of these sizes drawn from both at random.
        distance: Where values are numbers: Wasserstein distance, in their unit.
        telling: Where values are texts: the one whose shares differ most.
    """

    name: str
    ours: Spread
    theirs: Spread
    divergence: float
    chance: float
    distance: float | None = None
    telling: str = ""

    @property
    def excess(self) -> float:
        """What of the divergence chance does not explain."""
        return max(0.0, self.divergence - self.chance)


def compare(ours: Sequence[Sequence[Message]], theirs: Sequence[Sequence[Message]]) -> tuple[Comparison, ...]:
    """Compare two collections by every statistic that both have.

    Args:
        ours: Dialogues to be looked at.
        theirs: Dialogues to hold them against.

    Returns:
        What chance explains least comes first.

    Raises:
        ConfigError: A collection has fewer than four dialogues.
    """
    for what, dialogues in (("looked at", ours), ("to compare with", theirs)):
        if len(dialogues) < LEAST:
            raise ConfigError(f"{len(dialogues)!r} dialogues {what} are too few; give at least {LEAST}")
    others = min(MOST_OTHERS, len(ours) - 1, len(theirs) - 1)
    mine, their = measure(ours, others), measure(theirs, others)
    chance = _by_chance([*ours, *theirs], len(ours), others)
    found = [_comparison(mine[name], their[name], chance.get(name, 0.0)) for name in mine if name in their]
    return tuple(sorted(found, key=lambda one: -one.excess))


def sentence(comparisons: Sequence[Comparison]) -> str:
    """Say what differs most, in plain words.

    Args:
        comparisons: As ``compare`` returns them, at least one.
    """
    most = [one for one in comparisons if one.excess > 0][:_NAMED]
    if not most:
        return "No statistic differs more than chance alone would make it."
    said = [f"{_said(one)} (divergence {one.divergence:.2f}, by chance {one.chance:.2f})" for one in most]
    return f"What differs most is {', then '.join(said)}."


def _said(one: Comparison) -> str:
    if one.ours.mean is not None and one.theirs.mean is not None:
        return f"{one.name}: {one.ours.mean:.3g} on average against {one.theirs.mean:.3g}"
    ours, theirs = (side.shares.get(one.telling, 0.0) for side in (one.ours, one.theirs))
    return f"{one.name}: {one.telling!r} makes up {ours:.0%} against {theirs:.0%}"


def _by_chance(pooled: list[Sequence[Message]], size: int, others: int) -> dict[str, float]:
    """Return the divergence that a random division of all dialogues shows, on average, by statistic."""
    random = Random(0)
    drawn: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(_DRAWS):
        random.shuffle(pooled)
        left, right = measure(pooled[:size], others), measure(pooled[size:], others)
        for name in left.keys() & right.keys():
            drawn[name].append(_divergence(left[name], right[name]))
    return {name: mean(values) for name, values in drawn.items()}


def _comparison(ours: Measure, theirs: Measure, chance: float) -> Comparison:
    left, right = spread_of(ours), spread_of(theirs)
    apart = _divergence(ours, theirs)
    if ours.numbers:
        return Comparison(ours.name, left, right, apart, chance, wasserstein(ours.numbers, theirs.numbers))
    shares = {
        item: abs(left.shares.get(item, 0.0) - right.shares.get(item, 0.0)) for item in left.shares | right.shares
    }
    return Comparison(ours.name, left, right, apart, chance, telling=max(sorted(shares), key=shares.__getitem__))


def _divergence(ours: Measure, theirs: Measure) -> float:
    return divergence(ours.numbers, theirs.numbers) if ours.numbers else divergence(ours.labels, theirs.labels)


def spread_of(one: Measure) -> Spread:
    """Return how the values of a statistic spread."""
    if one.numbers:
        low, middle, high = quantiles(one.numbers, n=4, method="inclusive") if len(one.numbers) > 1 else one.numbers * 3
        return Spread(len(one.numbers), (low, middle, high), mean(one.numbers), {})
    shares = {item: count / len(one.labels) for item, count in Counter(one.labels).most_common()}
    return Spread(len(one.labels), None, None, shares)
