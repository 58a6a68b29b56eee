"""Evolution strategies: which version of a stream is rewritten next, and whether what comes of it is put in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eigengraph.plans.evidence import Evidence, Version
from eigengraph.plans.odds import odds_better
from eigengraph.verify.interval import wilson

_LIKELY = 0.8
"""Probability that a yield is better than another, from where on it is taken to be."""


@dataclass(frozen=True)
class EvolutionStrategy:
    """A way to evolve the plans of a stream.

    Attributes:
        name: By which the setting ``evolution`` chooses it.
        parent: ``parent(versions)`` returns the version to rewrite, or None to leave the stream as it is. The versions
            are the stream's, in the order of their making; the last accepted one is in force.
        refuse: ``refuse(before, after)`` returns why a new version is rolled back; empty where it need not be. Given
            are the evidence of its parent, and its own, from candidates that nobody saw who wrote it.
        summary: A line for ``eigengraph plugins``.
        unsure: ``unsure(before, after)`` returns whether a version that is not refused has to show more before it is
            put in force. It is tried for another round; where none is left, it is rolled back.
    """

    name: str
    parent: Callable[[Sequence[Version]], Version | None]
    refuse: Callable[[Evidence, Evidence], str]
    summary: str = ""
    unsure: Callable[[Evidence, Evidence], bool] = lambda _before, _after: False


def in_force(versions: Sequence[Version]) -> Version:
    """Return the version of a stream that was accepted last."""
    return next(version for version in reversed(versions) if version.accepted)


def worse_yield(before: Evidence, after: Evidence) -> str:
    """Refuse a certified yield, counted by tries, below the parent's; and none at all, whatever the parent's."""
    if not after.good:
        return f"its yield is {shown(after)}; before it was {shown(before)}"
    return f"its yield {shown(after)} is below {shown(before)}" if after.per_try < before.per_try else ""


def not_clearly_better(before: Evidence, after: Evidence) -> bool:
    """Return whether a yield, counted by tries, may well be no better than the parent's.

    In few trials, a version that is a little worse does as well as its parent every third time, and a stream that takes
    each of these sinks.
    """
    return odds_better((before.good, before.tries), (after.good, after.tries)) < _LIKELY


def compared(before: Evidence, after: Evidence) -> str:
    """Return two yields as text, with the probability that the later one is higher."""
    odds = odds_better((before.good, before.tries), (after.good, after.tries))
    return f"its yield {shown(after)} is held against {shown(before)}, and higher with a probability of {odds:.2f}"


def shown(evidence: Evidence) -> str:
    """Return a yield as text with its interval; by tries, where these are more than the candidates."""
    low, high = wilson(evidence.good, evidence.tries)
    retried = f" in {evidence.tries} tries, {evidence.per_try:.2f} a try" if evidence.tries > evidence.tried else ""
    return f"{evidence.good}/{evidence.tried}{retried} [{low:.2f}, {high:.2f}]"


def on_front(versions: Sequence[Version]) -> Version | None:
    """Choose the version rewritten least of the accepted ones that no other beats in all respects; the latest of these.

    Respects are certified yield, diversity and cost, as ``Evidence`` has them.
    """
    accepted = [version for version in versions if version.accepted]
    front = [one for one in accepted if not any(_beats(other.evidence, one.evidence) for other in accepted)]
    children = {one.pair.id: sum(other.pair.parent == one.pair.id for other in versions) for one in front}
    return min(reversed(front), key=lambda one: children[one.pair.id])


def beaten(before: Evidence, after: Evidence) -> str:
    """Refuse what the parent beats in all respects, and a yield whose interval lies below the parent's yield."""
    if after.interval[1] < before.yielded:
        return f"its yield {shown(after)} is clearly below {shown(before)}"
    if _beats(before, after):
        return f"yield, diversity and cost are no better than its parent's, and one is worse; {shown(after)}"
    return ""


def _beats(one: Evidence, other: Evidence) -> bool:
    """Return whether one is nowhere worse than the other, and somewhere better."""
    mine = (one.yielded, one.diversity, -one.cost)
    theirs = (other.yielded, other.diversity, -other.cost)
    return mine != theirs and all(a >= b for a, b in zip(mine, theirs, strict=True))


STRATEGIES = (
    EvolutionStrategy(
        "reflect", in_force, worse_yield, "rewrite what is in force; keep what probably yields more", not_clearly_better
    ),
    EvolutionStrategy("none", lambda _versions: None, worse_yield, "leave the plans as the planner wrote them"),
    EvolutionStrategy("pareto", on_front, beaten, "rewrite what nothing beats in yield, diversity and cost together"),
)
"""The core's own strategies."""
