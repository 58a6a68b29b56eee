"""Writes that a user leaves partly open: with which of several methods to pay, say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eigengraph.authoring.scene import Scene
from eigengraph.authoring.script import DeadEnd, Script, outcome
from eigengraph.records import Fact, PlannedCall, ToolCall

_MOST_WAYS = 4


@dataclass(frozen=True)
class Choice:
    """What was chosen for a write.

    Attributes:
        value: What the gold solution takes.
        told: All that the user accepts, ``value`` first.
        fact: How the user says so.
        alternatives: The scripts of the other writes that are as right.
    """

    value: str
    told: tuple[str, ...]
    fact: Fact
    alternatives: tuple[tuple[PlannedCall, ...], ...]


def choose(
    scene: Scene,
    script: Script,
    reason: str,
    writes: Callable[[str], Sequence[ToolCall]],
    among: Sequence[str],
    fact: Callable[[Sequence[str]], Fact],
    *,
    open_share: float,
) -> Choice:
    """Execute a write with one of several values; now and then the user leaves open which.

    Args:
        scene: Who wants it.
        script: Gets the call.
        reason: Why the call is made.
        writes: The equally right writes with a given value, the first of which is made.
        among: The values that will do, the preferred one first.
        fact: Says that one of some values will do.
        open_share: How often it is left open where it may be. It is settled where that would make more than four ways,
            for every way is tried when the task is certified.

    Raises:
        DeadEnd: The write works with none of the values.
    """
    working = [value for value in among if outcome(scene.world, writes(value)[0]) is not None]
    if not working:
        raise DeadEnd("none of the values works")
    is_open = len(writes(working[0])) * len(working) <= _MOST_WAYS and scene.chance(open_share)
    chosen = working if is_open else working[:1]
    alternatives = script.settle(reason, [write for value in chosen for write in writes(value)])
    told = tuple(chosen if alternatives else chosen[:1])
    return Choice(told[0], told, fact(told), alternatives)
