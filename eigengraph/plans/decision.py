"""Decisions about versions of plans, as they stand in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ruled = Literal["accepted", "rolled_back", "stopped"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a version at a barrier.

    Attributes:
        stream: The stream's number.
        version: The version that it is about.
        ruled: ``accepted`` puts it in force; ``rolled_back`` leaves or puts ``in_force`` in its place; ``stopped``
            draws no more candidates for the stream.
        why: With the figures that it rests on.
        in_force: The version in force from here on.
        at: The candidate index of the barrier: every candidate below it is settled.
        good: Candidates of the version that were accepted, of those the decision rests on.
        tried: Candidates that the decision rests on.
    """

    stream: int
    version: str
    ruled: Ruled
    why: str
    in_force: str
    at: int
    good: int = 0
    tried: int = 0
