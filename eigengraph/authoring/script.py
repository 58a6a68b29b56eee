"""Calls executed in a live world while a blueprint is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from eigengraph.records import PlannedCall, ToolCall
from eigengraph.world import World


class DeadEnd(Exception):
    """The database offers no way to carry this request on; the composer tries something else."""


class Script:
    """Calls executed in a world, each with the reason for making it.

    Attributes:
        world: Where they are executed.
        steps: The calls so far.
    """

    def __init__(self, world: World, executed: Iterable[PlannedCall] = ()) -> None:
        """Begin a script.

        Args:
            world: Where calls are executed.
            executed: Calls it begins with, which have been executed there before.
        """
        self.world = world
        self.steps: list[PlannedCall] = list(executed)

    def run(self, reason: str, tool: str, /, **arguments: Any) -> str:
        """Execute one call of the agent and remember it.

        Returns:
            The text of the result.

        Raises:
            DeadEnd: The tool refused.
        """
        return self.execute(reason, ToolCall(tool, arguments))

    def execute(self, reason: str, call: ToolCall) -> str:
        """Execute one call of either side and remember it; as ``run``."""
        result = self.world.call(call)
        if result.error:
            raise DeadEnd(result.content)
        self.steps.append(PlannedCall(call, reason))
        return result.content

    def demand(self) -> None:
        """Make the last call essential: nobody can decide rightly without it."""
        self.steps[-1] = replace(self.steps[-1], essential=True)

    def settle(self, reason: str, options: Sequence[ToolCall]) -> tuple[tuple[PlannedCall, ...], ...]:
        """Try each of several equally right writes in a world of its own, then execute the first that works.

        Returns:
            The full scripts of the other writes that work and end in a state of their own.

        Raises:
            DeadEnd: None works.
        """
        before, seen, working = tuple(self.steps), set(), []
        for call in options:
            after = outcome(self.world, call)
            if after is not None and after.digest() not in seen:
                seen.add(after.digest())
                working.append(call)
        if not working:
            raise DeadEnd("no option works")
        self.execute(reason, working[0])
        return tuple((*before, PlannedCall(call, reason)) for call in working[1:])


def outcome(world: World, *calls: ToolCall) -> World | None:
    """Return the world as it would be after some calls, or None where one of them is refused."""
    after = world.fork()
    return None if any(after.call(call).error for call in calls) else after
