"""Credit for sentences: which wordings of plans prevent a kind of failure, by what every stream has seen.

Streams try sentences in different combinations, so that each stands in about half of all trials and its effect shows
against the other half. It is judged by kinds of failure, one at a time: a cure of one kind hardly shows in the yield.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from eigengraph.plans.evidence import Version

_SURE = 2.5
"""Standard errors between the rates of a failure with a sentence and without it, from where on it counts."""
_FEWEST = 8
"""Trials with and without a sentence that it takes to judge it."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What is known of some sentences.

    Attributes:
        helpful: Each with the kind of failure that it prevents, the surest first.
        harmful: Each with the kind that it brings.
        undecided: The others, in the order given.
    """

    helpful: tuple[tuple[str, str], ...]
    harmful: tuple[tuple[str, str], ...]
    undecided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    said: frozenset[str]
    failures: Counter[str]
    tried: int


def credit(history: Iterable[Version], wordings: Sequence[str]) -> Credit:
    """Judge sentences by the trials of every version.

    The surest effect is found first. Trials that had its sentence say no more about that kind of failure.

    Args:
        history: Versions of every stream.
        wordings: The sentences.
    """
    groups = [_group(version) for version in history if version.evidence.tried]
    judged: dict[str, tuple[str, bool]] = {}
    while found := _surest(groups, [said for said in wordings if said not in judged], judged):
        judged[found[0]] = found[1:]
    return Credit(
        tuple((said, kind) for said, (kind, helps) in judged.items() if helps),
        tuple((said, kind) for said, (kind, helps) in judged.items() if not helps),
        tuple(said for said in wordings if said not in judged),
    )


def _group(version: Version) -> _Group:
    failures = Counter(trial.reason for trial in version.evidence.trials if trial.reason)
    return _Group(frozenset(version.pair.synthesis.wording), failures, version.evidence.tried)


def _surest(
    groups: Sequence[_Group], wordings: Sequence[str], judged: Mapping[str, tuple[str, bool]]
) -> tuple[str, str, bool] | None:
    """Return the sentence whose effect on some kind is surest, the kind, and whether it helps; None where none is."""
    effects = []
    for kind in sorted({kind for group in groups for kind in group.failures}):
        known = {said for said, (about, _) in judged.items() if about == kind}
        telling = [group for group in groups if not group.said & known]
        effects += [(_effect(telling, said, kind), said, kind) for said in wordings]
    size, said, kind = max(effects, key=lambda effect: abs(effect[0]), default=(0.0, "", ""))
    return (said, kind, size > 0) if abs(size) >= _SURE else None


def _effect(groups: Sequence[_Group], said: str, kind: str) -> float:
    """Return how many standard errors a failure is rarer with a sentence than without it."""
    sides = [[group for group in groups if (said in group.said) is has] for has in (True, False)]
    tried = [sum(group.tried for group in side) for side in sides]
    if min(tried) < _FEWEST:
        return 0.0
    failed = [sum(group.failures[kind] for group in side) for side in sides]
    overall = (sum(failed) + 1) / (sum(tried) + 2)
    error = sqrt(overall * (1 - overall) * (1 / tried[0] + 1 / tried[1]))
    return (failed[1] / tried[1] - failed[0] / tried[0]) / error
