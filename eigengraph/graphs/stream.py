"""A stream of a running graph: its versions so far, and which of them is in force."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from eigengraph.plans import Decision, PlanPair, Version
from eigengraph.plans.strategies import in_force
from eigengraph.verify.interval import wilson

WINDOW = 24
"""Candidates of a stream between two looks at its yield in scale-up."""


@dataclass
class Stream:
    """One stream. Only barriers change it, so that it follows from the ledger alone.

    Attributes:
        number: 0 and up.
        versions: In the order of their making; one that is neither accepted nor refused yet is on trial.
        decisions: In the order in which they were made.
        stopped: Whether it draws no more candidates.
        made: Candidates of scale-up and how many of them were accepted, by version.
        shown: Accepted and tried candidates that the version in force is held against in scale-up.
        window: Accepted and tried candidates since the last look.
    """

    number: int
    versions: list[Version]
    decisions: list[Decision] = field(default_factory=list)
    stopped: bool = False
    made: dict[str, Counter[str]] = field(default_factory=dict)
    shown: tuple[int, int] = (0, 0)
    window: tuple[int, int] = (0, 0)

    @property
    def in_force(self) -> Version:
        """The version that was accepted last, or that a rollback put in force."""
        return in_force(self.versions)

    @property
    def trying(self) -> PlanPair:
        """The plans of the next pilot batch: those on trial, or else those in force."""
        last = self.versions[-1]
        return last.pair if last.accepted is None else self.in_force.pair

    def pilots(self, count: int) -> list[PlanPair]:
        """Return the plans of a round's candidates.

        A version that is tried for another round shares it with its parent, candidate by candidate: else it would be
        held against the few trials that its parent happened to have.

        Args:
            count: How many candidates.
        """
        last = self.versions[-1]
        if last.accepted is not None or not last.evidence.tried:
            return [self.trying] * count
        parent = next(version.pair for version in self.versions if version.pair.id == last.pair.parent)
        return [parent if number % 2 else last.pair for number in range(count)]

    def hold(self) -> None:
        """Let scale-up hold the version in force against what it has shown so far."""
        version = self.in_force
        made = self.made.get(version.pair.id, Counter())
        self.shown = version.evidence.good + made["good"], version.evidence.tried + made.total()
        self.window = (0, 0)

    def note(self, *, good: bool) -> None:
        """Count a candidate of scale-up."""
        self.made.setdefault(self.in_force.pair.id, Counter())["good" if good else "bad"] += 1
        self.window = self.window[0] + good, self.window[1] + 1

    def fallen(self) -> str:
        """Return why the version in force has fallen, or nothing; called at barriers.

        It has fallen when the interval of a full window's yield lies below the interval of what it showed before. A
        window that holds is counted to the latter.
        """
        good, tried = self.window
        if tried < WINDOW:
            return ""
        before, now = wilson(*self.shown), wilson(good, tried)
        self.window = (0, 0)
        if now[1] < before[0]:
            return (
                f"{good}/{tried} [{now[0]:.2f}, {now[1]:.2f}] is below what it showed before, "
                f"{self.shown[0]}/{self.shown[1]} [{before[0]:.2f}, {before[1]:.2f}]"
            )
        self.shown = self.shown[0] + good, self.shown[1] + tried
        return ""
