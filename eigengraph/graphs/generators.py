"""Verifier generators: who writes the checkers of a task, and what it is told. Plugins register more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, get_args

from eigengraph.graphs.workers import Workshop
from eigengraph.records import Assertion, Blueprint, Change, Scenario, Verifier
from eigengraph.world import Domain

_KINDS = get_args(get_args(Assertion)[0])

CATALOGUE: Mapping[str, str] = MappingProxyType(
    {kind.__dataclass_fields__["kind"].default: " ".join(kind.__doc__.split()) for kind in _KINDS}
)
"""The kinds of assertions, with what each means."""


@dataclass(frozen=True, slots=True)
class GeneratorRequest:
    """What a generator goes by.

    Attributes:
        domain: Its tools, policy text and rules.
        blueprint: Goals, facts and gold calls.
        scenario: What the user simulator is told.
        changes: How the state that each acceptable solution ends in differs from the initial one, by its name.
        derived: The assertions that follow from these; a generator may keep, drop or replace them.
        catalogue: The kinds of assertions, with what each means.
        seed: Of this item's verifier: all that a generator may draw from.
        attempt: 0 for the first.
        feedback: What was wrong with the last attempt, a few lines, the most telling first: unknown names, lint, right
            solutions that fail, surviving mutants, sandboxes that disagree.
    """

    domain: Domain
    blueprint: Blueprint
    scenario: Scenario
    changes: Mapping[str, tuple[Change, ...]]
    derived: Verifier
    catalogue: Mapping[str, str]
    seed: int = 0
    attempt: int = 0
    feedback: tuple[str, ...] = ()


class Generate(Protocol):
    """What a generator makes for a run."""

    async def __call__(self, request: GeneratorRequest, /) -> Verifier:
        """Return assertions, checkers or both."""
        ...


@dataclass(frozen=True)
class VerifierGenerator:
    """A way to write verifiers. Settings choose it as they choose a worker of the role ``verifier``.

    Attributes:
        name: By which settings choose it.
        make: ``make(shop)`` returns the generator of one run.
        summary: A line for ``eigengraph plugins``.
    """

    name: str
    make: Callable[[Workshop], Generate]
    summary: str = ""
