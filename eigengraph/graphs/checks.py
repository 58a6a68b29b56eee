"""Checks that an evaluation plan can add to what every task must pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from eigengraph.records import Task
from eigengraph.world import Base, Domain, World


@dataclass(frozen=True)
class Check:
    """A way to find a defect of tasks.

    Attributes:
        name: By which evaluation plans choose it; the reason that a task is turned down for.
        look: ``look(task, domain, base)`` returns what is wrong with a certified task; empty for nothing.
        summary: A line for ``eigengraph plugins``.
    """

    name: str
    look: Callable[[Task, Domain, Base], str]
    summary: str = ""


def leaked_calls(task: Task, domain: Domain, _base: Base) -> str:
    """Look for tools of the agent in what the user is told: the user is not to know how it is done."""
    scenario = task.scenario
    told = f"{scenario.reason_for_call} {scenario.known_info} {scenario.task_instructions}"
    names = [name for name in domain.by_side["agent"] if "_" in name and name not in domain.by_side["user"]]
    leaked = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told)]
    return f"the scenario names {leaked[0]!r}, a tool of the agent" if leaked else ""


def nothing_to_do(task: Task, domain: Domain, base: Base) -> str:
    """Look for gold writes without effect: what they do was so before the dialogue began."""
    world = World(domain, base, task.initial, seed=task.seed)
    writes = {tool.name for tool in domain.tools if tool.kind == "write"}
    for goal in task.blueprint.goals:
        calls = [planned.call for planned in goal.calls if planned.call.name in writes]
        before = world.digest()
        for call in calls:
            result = world.call(call)
            if result.error:
                return f"gold call {call.name!r} fails: {result.content}"
        if goal.decision == "do" and calls and world.digest() == before:
            return f"the calls for {goal.intent!r} change nothing"
    return ""


CHECKS = (
    Check("leaked_calls", leaked_calls, "the user is told a tool of the agent"),
    Check("nothing_to_do", nothing_to_do, "a goal's writes change nothing"),
)
"""The core's own checks."""
