"""Whether what an agent must say can be told from what it says anyway."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from eigengraph.records import Blueprint


def is_telling(blueprint: Blueprint, shown: Sequence[str]) -> bool:
    """Whether what must be said is part of no text that the agent may say anyway.

    Such are the user's facts, and the ids, dates and names that results show: ``HAT123`` would tell ``123``
    (``eigengraph.verify.speech``), and by tau2-bench's reading any part of a longer number would.
    """
    say = [text for goal in blueprint.goals for text in goal.say]
    if not say:
        return True
    facts = [*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts)]
    texts = {fact.text for fact in facts}.union(*(_texts_in(fact.value) for fact in facts), *map(_texts_shown, shown))
    return not any(text in other for text in say for other in texts)


def _texts_shown(result: str) -> set[str]:
    """Return every text that the result of a tool shows; a result that is no JSON is one text."""
    try:
        return _texts_in(json.loads(result))
    except ValueError:
        return {result}


def _texts_in(value: Any) -> set[str]:
    """Return every text in a JSON value, keys of objects included; numbers are left out."""
    if isinstance(value, dict):
        return set(value).union(*map(_texts_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_texts_in, value))
    return {value} if isinstance(value, str) else set()
