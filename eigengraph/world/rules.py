"""Rules: the domain policy as code, one predicate a clause.

Rules are written apart from whatever makes tasks, and the two are checked against each other: a gold write must be
allowed by every rule, a tempting write forbidden by at least one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from eigengraph.records import Facts, ToolCall

if TYPE_CHECKING:
    from eigengraph.world.domain import Domain
    from eigengraph.world.world import World


class Ruling(Enum):
    """What one rule says of one call."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause of a domain policy.

    Attributes:
        id: A stable identifier, independent of any text, such as ``airline.cancel.window``.
        text: What the clause says, in a sentence.
        predicate: ``predicate(before, call, facts)``: the world before the call (read-only), the call, and the
            scenario's facts.
    """

    id: str
    text: str
    predicate: Callable[[World, ToolCall, Facts], Ruling]


Judgement = Callable[["World", ToolCall, Facts], bool | None]

_RULINGS = {True: Ruling.ALLOWED, False: Ruling.FORBIDDEN, None: Ruling.NOT_APPLICABLE}


def broken_rules(domain: Domain, before: World, call: ToolCall, facts: Facts) -> tuple[str, ...]:
    """Return the ids of the rules that forbid a call in a world as it stands."""
    return tuple(rule.id for rule in domain.rules if rule.predicate(before, call, facts) is Ruling.FORBIDDEN)


def clause(name: str, text: str, *tools: str) -> Callable[[Judgement], Rule]:
    """Turn a judgement into a rule that concerns calls of some tools only.

    Args:
        name: The rule's id.
        text: What the clause says, in a sentence.
        tools: Names of the tools; other calls are not applicable.

    Returns:
        A decorator for a function that answers True (allowed), False (forbidden) or None (not applicable).
    """

    def decorate(judge: Judgement) -> Rule:
        def predicate(before: World, call: ToolCall, facts: Facts) -> Ruling:
            return _RULINGS[judge(before, call, facts)] if call.name in tools else Ruling.NOT_APPLICABLE

        return Rule(name, text, predicate)

    return decorate
