"""What rules and tools say of a sequence of calls, apart from any verifier."""

from __future__ import annotations

from collections.abc import Sequence

from eigengraph.records import Blueprint, Facts, ToolCall
from eigengraph.world import World, broken_rules


def facts_by_goal(blueprint: Blueprint) -> tuple[Facts, ...]:
    """Return the facts that each goal of a blueprint goes by: its own and those of the whole dialogue."""
    return tuple(Facts([*blueprint.facts, *goal.facts]) for goal in blueprint.goals)


def is_judged(world: World, call: ToolCall) -> bool:
    """Whether rules are asked about a call: a write, or a transfer."""
    tool = world.find(call.name, call.side)
    return tool is not None and (tool.kind == "write" or call.name == world.domain.transfer_tool)


def offences(world: World, calls: Sequence[ToolCall], facts: Sequence[Facts]) -> tuple[str, ...]:
    """Make the writes and transfers among some calls, and say which were refused or break a rule, a line each.

    Rules are asked at the moment of each call. A call breaks one if it would for every goal of the task: who may be
    asked for several things may make a call for any of them.

    Args:
        world: Before the calls; it is changed.
        calls: In order.
        facts: Of each goal.

    Raises:
        ToolCrash: A tool raised something its domain does not declare.
    """
    found = []
    for call in calls:
        if not is_judged(world, call):
            continue
        broken = [broken_rules(world.domain, world, call, of_goal) for of_goal in facts]
        if world.call(call).error:
            found.append(f"{call.name} is refused")
        elif broken and all(broken):
            found.append(f"{call.name} breaks {', '.join(sorted(set.intersection(*map(set, broken)) or broken[0]))}")
    return tuple(found)
