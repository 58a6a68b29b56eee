"""A defect of verifiers, in three forms: demands too little, allows too much, demands what is not so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from eigengraph.records import (
    Absent,
    Assertion,
    Called,
    Environment,
    Equals,
    NotCalled,
    OnlyChanged,
    Said,
    Verifier,
)
from eigengraph_stub.weak.scene import Scene, misspelt

_DEMANDS = (Equals, Absent, Called, Environment, Said)


def wrong_verifier(verifier: Verifier, scene: Scene) -> Verifier | None:
    """Let the verifier be lax, open or harsh, whichever of these it can be made."""
    made = [form(verifier, scene) for form in (lax, open_ended, harsh)]
    found = [one for one in made if one is not None]
    return scene.random.choice(found) if found else None


def lax(verifier: Verifier, _scene: Scene) -> Verifier | None:
    """Demand nothing to be done or said: doing nothing passes."""
    return _without(verifier, lambda one: isinstance(one, _DEMANDS))


def open_ended(verifier: Verifier, _scene: Scene) -> Verifier | None:
    """Allow anything else to be changed and any transfer: one write too many passes."""
    return _without(verifier, lambda one: isinstance(one, OnlyChanged | NotCalled))


def harsh(verifier: Verifier, scene: Scene) -> Verifier | None:
    """Demand another value than the solution leads to: doing it right fails."""
    places = sorted(
        {
            (one.table, one.key, one.path)
            for outcome in verifier.outcomes
            for one in outcome.assertions
            if isinstance(one, Equals)
        }
    )
    if not places:
        return None
    place = scene.random.choice(places)

    def other(one: Assertion) -> Assertion:
        if isinstance(one, Equals) and (one.table, one.key, one.path) == place:
            return replace(one, value=_another(one.value, scene))
        return one

    # In every outcome, so that none is left that the solution meets.
    outcomes = tuple(
        replace(outcome, assertions=tuple(map(other, outcome.assertions))) for outcome in verifier.outcomes
    )
    demanding = all(any(is_place(one, place) for one in outcome.assertions) for outcome in verifier.outcomes)
    return replace(verifier, outcomes=outcomes) if demanding else None


def is_place(one: Assertion, place: tuple[str, str, tuple[str, ...]]) -> bool:
    """Return whether an assertion is about the value at a place."""
    return isinstance(one, Equals) and (one.table, one.key, one.path) == place


def _without(verifier: Verifier, dropped: Callable[[Assertion], bool]) -> Verifier | None:
    outcomes = tuple(
        replace(outcome, assertions=tuple(one for one in outcome.assertions if not dropped(one)))
        for outcome in verifier.outcomes
    )
    return replace(verifier, outcomes=outcomes) if outcomes != verifier.outcomes else None


def _another(value: Any, scene: Scene) -> Any:
    """Return another value of the same sort."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str) and value:
        changed = misspelt(value, scene.random)
        return changed if changed != value else f"{value}?"
    return [value] if isinstance(value, list | tuple) else "something else"
