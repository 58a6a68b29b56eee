"""Replaying what happened in a fresh world, moment by moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eigengraph.errors import ReplayError
from eigengraph.records import Message, ToolCall, ToolResult, Verifier
from eigengraph.verify.view import MadeCall, View, state_of
from eigengraph.world import World


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: a call (with what was recorded of it, if anything was), or a text of the policy."""

    call: ToolCall | None = None
    recorded: ToolResult | None = None
    said: str = ""
    position: int = 0


def steps_of(messages: Sequence[Message]) -> Iterator[Step]:
    """Yield the steps of a dialogue; ``position`` counts the messages seen when a step is complete.

    A call without a result (the dialogue broke off) did not happen.
    """
    results = {
        (message.side, message.call_id): (index, message)
        for index, message in enumerate(messages)
        if message.role == "tool"
    }
    for index, message in enumerate(messages):
        if message.role == "assistant" and message.content and not message.tool_calls:
            yield Step(said=message.content, position=index + 1)
        for call in message.tool_calls:
            if (call.side, call.id) in results:
                at, answer = results[call.side, call.id]
                yield Step(call, ToolResult(answer.content, answer.error), position=at + 1)


def replay(
    world: World, steps: Iterable[Step], verifier: Verifier, messages: Sequence[Message] = (), *, strict: bool = True
) -> Iterator[tuple[View, bool]]:
    """Replay steps in a fresh world.

    Only tools that may write are run: the others change nothing, so what was recorded of them stands, as in tau2-bench
    (``environment/environment.py``).

    Args:
        world: In its initial state; it is changed.
        steps: What happened.
        verifier: Says which rows the views need.
        messages: The dialogue the steps come from.
        strict: Whether a write that answers something other than what was recorded raises.

    Yields:
        The view before the first call, after each call, and at the end, with whether this view's state may differ from
        the last one's.

    Raises:
        ReplayError: See ``strict``.
        ToolCrash: A tool raised something its domain does not declare.
    """
    calls: list[MadeCall] = []
    said: list[str] = []
    state = state_of(world, verifier)

    def moment(position: int) -> View:
        before, after, changed, needs, environment = state
        seen = tuple(messages[:position]) if messages else ()
        return View(before, after, changed, tuple(calls), tuple(said), seen, needs, environment)

    yield moment(0), True
    for step in steps:
        if step.call is None:
            said.append(step.said)
            continue
        error, wrote = _repeat(world, step, strict=strict)
        calls.append(MadeCall(step.call, error))
        if wrote:
            state = state_of(world, verifier)
        yield moment(step.position), wrote
    yield moment(len(messages)), False


def run_calls(world: World, calls: Iterable[ToolCall], said: Iterable[str], verifier: Verifier) -> View:
    """Run calls in a world, as far as they go, and return the view at the end; ``said`` is what the policy told.

    Raises:
        ToolCrash: A tool raised something its domain does not declare.
    """
    made = tuple(MadeCall(call, world.call(call).error) for call in calls)
    before, after, changed, needs, environment = state_of(world, verifier)
    return View(before, after, changed, made, tuple(said), (), needs, environment)


def _repeat(world: World, step: Step, *, strict: bool) -> tuple[bool, bool]:
    """Run a step's call where it may have written; return whether it was refused and whether it ran."""
    call, recorded = step.call, step.recorded
    assert call is not None
    tool = world.find(call.name, call.side)
    if tool is None:
        return True, False
    if tool.kind != "write" and recorded is not None:
        return recorded.error, False
    result = world.call(call)
    if strict and recorded is not None and _parsed(result.content) != _parsed(recorded.content):
        raise ReplayError(
            f"{call.name} answered {result.content!r:.200} on replay, but {recorded.content!r:.200} was recorded"
        )
    return result.error, tool.kind == "write"


def _parsed(content: str) -> Any:
    try:
        return json.loads(content)
    except json.JSONDecodeError:
        return content
