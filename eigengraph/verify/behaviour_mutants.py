"""Mutants that miss the goal in the ways that move careless code: by what they claim, and by how much they call."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from eigengraph.records import ToolCall
from eigengraph.verify.variants import Ground, Variant

MANY_LOOKUPS = 31
"""Look-ups before the goal is missed: more than code sets as a bound to take a dialogue for a hopeless one."""

CLAIM = "Done! Your request has been processed successfully: it is confirmed, completed, and has been updated."
"""Said of what was not done, in the words of assistants that did it."""
APOLOGY = "I am sorry, but unfortunately I am unable to help: that cannot be done, it is not possible."
"""Said instead of doing what is possible, in the words of assistants that turn down what is not."""


def claimed_success(ground: Ground) -> Iterator[Variant]:
    """Miss the goal, and say that all has been done successfully."""
    for detail, calls in _wrong(ground):
        yield Variant(detail, calls, (*ground.said, CLAIM))


def apologised_instead(ground: Ground) -> Iterator[Variant]:
    """Change nothing, with or without the look-ups, and say sorry."""
    lookups = tuple(call for call in ground.solution.calls if not ground.is_write(call))
    yield Variant("nothing called", (), (*ground.said, APOLOGY))
    if lookups:
        yield Variant("look-ups only", lookups, (*ground.said, APOLOGY))


def many_lookups(ground: Ground) -> Iterator[Variant]:
    """Miss the goal after a great many look-ups."""
    calls = ground.solution.calls
    reads = [call for call in calls if (tool := ground.world.find(call.name, call.side)) and tool.kind == "read"]
    before = tuple(itertools.islice(itertools.cycle(reads), MANY_LOOKUPS))
    for detail, wrong in _wrong(ground) if before else ():
        yield ground.variant(detail, (*before, *wrong))


def refused_twice(ground: Ground) -> Iterator[Variant]:
    """Miss the goal after two calls that are refused."""
    refused = _refused(ground)
    for detail, wrong in _wrong(ground):
        yield ground.variant(detail, (refused, refused, *wrong))


def _wrong(ground: Ground) -> Iterator[tuple[str, tuple[ToolCall, ...]]]:
    """Yield calls that miss the goal: no write or nothing at all, all writes but the last, and one write too many."""
    calls = ground.solution.calls
    if ground.writes:
        yield "no write", tuple(call for call in calls if not ground.is_write(call))
    else:
        yield "nothing called", ()
    if len(ground.writes) > 1:
        last = ground.writes[-1]
        yield f"all but {calls[last].name}", calls[:last] + calls[last + 1 :]
    tempting = [call for goal in ground.task.blueprint.goals for call in goal.tempting]
    accepted = (call for call in (*tempting, *ground.donors) if not ground.solution.world.fork().call(call).error)
    yield from ((f"with {call.name}", (*calls, call)) for call in itertools.islice(accepted, 1))


def _refused(ground: Ground) -> ToolCall:
    """Return a call that any domain refuses: of a write tool without what it needs, or of a tool that is not there."""
    for tool in ground.domain.by_side["agent"].values():
        if tool.kind == "write" and any(item.default is item.empty for item in tool.parameters.values()):
            return ToolCall(tool.name, {})
    return ToolCall("no_such_tool", {})
