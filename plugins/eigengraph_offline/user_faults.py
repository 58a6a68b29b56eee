"""Faults of the user: what kind, in which goal, about which fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eigengraph.records import Blueprint, Fact, ToolCall
from eigengraph.world import Domain
from eigengraph_offline.mistakes import wrong_values
from eigengraph_offline.phrasebook import Phrasebook
from eigengraph_offline.program import Leaves, is_write
from eigengraph_offline.speech import pick


@dataclass(frozen=True, slots=True)
class UserFault:
    """A fault of the user.

    Attributes:
        kind: One of ``USER_KINDS``, or empty for none.
        goal: Index of the goal in which it happens.
        fact: For ``wrong_argument``: the fact told wrongly.
        wrong: For ``wrong_argument``: what is told instead.
        call: For ``claimed_call``: the call that is not made.
    """

    kind: str = ""
    goal: int = -1
    fact: Fact | None = None
    wrong: str = ""
    call: ToolCall | None = None


def user_fault(kind: str, blueprint: Blueprint, domain: Domain, book: Phrasebook, seed: int) -> UserFault:
    """Return a fault of a kind at a place drawn from the seed, or none where none applies."""
    options = _user_options(kind, blueprint, domain, book)
    return pick(options, seed, "user", "place") if options else UserFault()


def _user_options(kind: str, blueprint: Blueprint, domain: Domain, book: Phrasebook) -> Sequence[UserFault]:
    goals = list(enumerate(blueprint.goals))
    if kind == "wrong_argument":
        return _wrong_facts(blueprint, domain, book)
    if kind == "claimed_call":
        return _claimable(blueprint, domain)
    if kind == "skipped_step":  # the agent can tell two requests of one kind apart only by what comes next
        return [
            UserFault(kind, index)
            for index, goal in goals
            if len(goals) > 1 and (index + 1 == len(goals) or goals[index + 1][1].intent != goal.intent)
        ]
    if kind == "early_stop":
        return [UserFault(kind, index) for index, goal in goals if any(is_write(domain, call) for call in goal.calls)]
    return [UserFault(kind, index) for index, _ in goals] if kind else []


def _claimable(blueprint: Blueprint, domain: Domain) -> Sequence[UserFault]:
    """Prefer calls that change something, since without them the task fails."""
    found: dict[bool, list[UserFault]] = {True: [], False: []}
    for index, goal in enumerate(blueprint.goals):
        for planned in goal.calls:
            if planned.call.side == "user":
                writes = domain.by_side["user"][planned.call.name].kind == "write"
                found[writes].append(UserFault("claimed_call", index, call=planned.call))
    return found[True] or found[False]


def _wrong_facts(blueprint: Blueprint, domain: Domain, book: Phrasebook) -> Sequence[UserFault]:
    """Ids are left out: with one wrong, nothing can be looked up and the dialogue is about that alone."""
    found: dict[bool, list[UserFault]] = {True: [], False: []}
    for index, goal in enumerate(blueprint.goals):
        written = Leaves(planned.call for planned in goal.calls if is_write(domain, planned))
        for fact in goal.facts:
            values = wrong_values(fact, blueprint, book)
            if values and fact.disclosure != "unknown" and not fact.name.endswith("_id"):
                found[written.hold(fact.value)].append(UserFault("wrong_argument", index, fact, values[0][1]))
    return found[True] or found[False]
