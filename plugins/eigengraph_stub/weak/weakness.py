"""How often the weak writer makes which defect, and which wording of a plan cures it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Literal, get_args

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.records import digest

Kind = Literal[
    "unsolvable",
    "already_met",
    "wrong_gold",
    "contradicting_scenario",
    "leaked_solution",
    "wrong_verifier",
    "no_variety",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""Every kind of defect."""

WORDINGS = (
    "Execute every call before you write it down.",
    "Begin from a row that you have just read.",
    "Check the goal against the state before the dialogue.",
    "Copy every value from the facts, letter by letter.",
    "Read the scenario once more against the facts.",
    "Tell the user nothing that only the agent can know.",
    "Demand every change, and nothing but the changes.",
    "Choose another request than the last three times.",
    "Write short sentences.",
    "Mention the weather now and then.",
    "Prefer requests about money.",
    "Give every user a hobby.",
    "Let users be impatient.",
    "Let users be polite.",
    "Use the first table first.",
    "Keep names easy to spell.",
    "Think step by step.",
    "Take a deep breath.",
    "Number the goals.",
    "State the date in full.",
    "Ask for one thing at a time.",
    "Use plain words.",
    "Avoid abbreviations.",
    "Let the dialogue end with thanks.",
)
"""What a plan may say. Some wordings cure a defect, some make one worse, most do nothing: which is which depends on the
seed alone, not on what they seem to mean."""

_WORSE = 2.0
_HARMFUL = 3


@dataclass(frozen=True)
class Weakness:
    """One weak writer's habits.

    Attributes:
        rates: How often each kind is made, 0 to 1, where the plan says nothing about it; together at most 1. Kinds
            that are left out do not occur.
        seed: Decides which wording does what, and which items get a defect.
        cured: What is left of a rate where the plan has the curing wording.

    Raises:
        UnknownNameError: A kind is none of ``KINDS``.
        ConfigError: A rate is no share, or they add up to more than 1.
    """

    rates: Mapping[str, float]
    seed: int = 0
    cured: float = field(default=0.1)

    def __post_init__(self) -> None:
        for kind, rate in self.rates.items():
            if kind not in KINDS:
                raise UnknownNameError("kind of defect", kind, KINDS)
            if not 0 <= rate <= 1:
                raise ConfigError(f"the rate of defect {kind!r} cannot be {rate!r}; give a share from 0 to 1")
        if sum(self.rates.values()) > 1 + 1e-9:
            raise ConfigError(f"the rates of defects add up to {sum(self.rates.values())!r}; give at most 1 in all")

    @cached_property
    def cures(self) -> Mapping[Kind, str]:
        """The wording that cures each kind. For measuring only: an engine that reads it measures nothing."""
        return dict(zip(KINDS, self._shuffled, strict=False))

    @cached_property
    def harms(self) -> Mapping[Kind, str]:
        """Wordings that double the rate of a kind, for some kinds. For measuring only."""
        kinds = Random(self._drawn("harmed")).sample(KINDS, _HARMFUL)
        return dict(zip(kinds, self._shuffled[len(KINDS) :], strict=False))

    def rate(self, kind: Kind, plan: str) -> float:
        """Return how often a kind occurs under a plan.

        Args:
            kind: The kind.
            plan: Everything that the plan says.
        """
        rate = self.rates.get(kind, 0.0)
        if self.cures[kind] in plan:
            return rate * self.cured
        return rate * _WORSE if self.harms.get(kind, "\n") in plan else rate

    def drawn(self, plan: str, *item: object) -> Kind | None:
        """Return the defect that an item gets, or None.

        Args:
            plan: Everything that the plan says.
            item: What tells this item, and this try at it, from every other.
        """
        left = Random(self._drawn(*item)).random()
        for kind in KINDS:
            left -= self.rate(kind, plan)
            if left < 0:
                return kind
        return None

    @cached_property
    def _shuffled(self) -> list[str]:
        return Random(self._drawn("wordings")).sample(WORDINGS, len(WORDINGS))

    def _drawn(self, *parts: object) -> int:
        return int(digest(*[str(part).encode() for part in (self.seed, *parts)])[:12], 16)
