"""Deriving a verifier from the states that the acceptable solutions lead to."""

from __future__ import annotations

from eigengraph.records import (
    Absent,
    AcceptableOutcome,
    Assertion,
    Blueprint,
    Called,
    Change,
    Equals,
    InitialState,
    NotCalled,
    OnlyChanged,
    Said,
    Verifier,
)
from eigengraph.verify.assertions import covered
from eigengraph.verify.solutions import Solution, solutions
from eigengraph.verify.view import state_of
from eigengraph.world import Base, Domain
from eigengraph.world.views import thaw

_NO_NEEDS = Verifier(())


def derive_verifier(domain: Domain, base: Base, blueprint: Blueprint, initial: InitialState, seed: int) -> Verifier:
    """Return the verifier that accepts exactly the states the blueprint's solutions lead to.

    Per acceptable solution: each changed place has its new value, nothing else changed, what the goals assert of the
    end holds, what had to be said was said, essential look-ups were made, and the user was transferred exactly if that
    was right. Places that a goal leaves free may change in any way.

    Raises:
        SolutionError: The gold solution cannot be executed, or there are too many solutions.
    """
    ways = solutions(domain, base, blueprint, initial, seed)
    outcomes = tuple(_outcome(domain, blueprint, way) for way in ways)
    needs = {
        (assertion.table, assertion.key)
        for outcome in outcomes
        for assertion in outcome.assertions
        if isinstance(assertion, Equals | Absent)
    }
    return Verifier(outcomes, tuple(sorted(needs)))


def _outcome(domain: Domain, blueprint: Blueprint, solution: Solution) -> AcceptableOutcome:
    free = blueprint.free()
    changed = [change for change in state_of(solution.world, _NO_NEEDS).changed if not covered(change, free)]
    assertions: list[Assertion] = [as_changed(change) for change in changed]
    assertions.append(OnlyChanged((*((change.table, change.key, change.path) for change in changed), *free)))
    assertions.extend(assertion for goal in blueprint.goals for assertion in goal.assertions)
    assertions.extend(Said(text) for goal in blueprint.goals for text in goal.say)
    assertions.extend(
        Called(planned.call.name, dict(planned.call.arguments), planned.call.side)
        for goal in solution.goals
        for planned in goal
        if planned.essential
    )
    if domain.transfer_tool:
        transferred = any(goal.decision == "transfer" for goal in blueprint.goals)
        assertions.append((Called if transferred else NotCalled)(domain.transfer_tool))
    return AcceptableOutcome(solution.name, tuple(assertions))


def as_changed(change: Change) -> Assertion:
    """Return the assertion that a changed place is as the change left it."""
    if change.absent == "after":
        return Absent(change.table, change.key, change.path)
    return Equals(change.table, change.key, change.path, thaw(change.after))
