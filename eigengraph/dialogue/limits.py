"""When a dialogue is cut off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one rollout, with tau2-bench's defaults (its ``config.py``).

    Attributes:
        turns: Hops between participants: a message of either side is one, a batch of tool results another.
        errors: Tool results with an error, of both sides together, over the whole dialogue.
    """

    turns: int = 200
    errors: int = 10
