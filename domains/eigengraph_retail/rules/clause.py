"""Turns a function into the rule of one clause."""

from __future__ import annotations

from collections.abc import Callable

from eigengraph.records import Facts, ToolCall
from eigengraph.world import Rule, Ruling, World

Judgement = Callable[[World, ToolCall, Facts], bool | None]

_RULINGS = {True: Ruling.ALLOWED, False: Ruling.FORBIDDEN, None: Ruling.NOT_APPLICABLE}


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
