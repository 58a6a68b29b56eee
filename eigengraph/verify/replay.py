"""Replaying what happened in a fresh world, moment by moment."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from eigengraph.errors import ReplayError
from eigengraph.records import Called, Message, Ordered, ToolCall, ToolResult, Verifier, read_answer
from eigengraph.verify.speech import numbers_heard
from eigengraph.verify.view import MadeCall, View, state_of
from eigengraph.world import Domain, World

_NOT_RUN = ToolResult("")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: a call (with what was recorded of it, if anything was), or a text of the policy."""

    call: ToolCall | None = None
    recorded: ToolResult | None = None
    said: str = ""
    position: int = 0


def steps_of(messages: Sequence[Message]) -> Iterator[Step]:
    """Yield the steps of a dialogue; ``position`` counts the messages seen when a step is complete.

    A result answers the first call before it, of the last message with calls, that is still open and has its side and
    id: models number their calls as they like, so an id need not be unique in a dialogue. A call without a result (the
    dialogue broke off) did not happen, and text that came with calls was not delivered.
    """
    open_calls: list[ToolCall] = []
    for position, message in enumerate(messages, 1):
        if message.role == "tool":
            call = next((call for call in open_calls if (call.side, call.id) == (message.side, message.call_id)), None)
            if call is not None:
                open_calls.remove(call)
                yield Step(call, ToolResult(message.content, message.error), position=position)
        elif message.tool_calls:
            open_calls = list(message.tool_calls)
        elif message.role == "assistant" and message.content:
            yield Step(said=message.content, position=position)


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
    numbers: frozenset[str] = frozenset()
    state = state_of(world, verifier)
    yield state.view(calls, said), True
    for step in steps:
        if step.call is None:
            told = numbers_heard(numbers, step.said)
            if told is not None:
                said.append(step.said)
                numbers = told
            continue
        result, wrote = _repeat(world, step, strict=strict)
        calls.append(MadeCall(step.call, result.error, result.content))
        if wrote:
            state = state_of(world, verifier)
        yield state.view(calls, said, messages[: step.position]), wrote
    yield state.view(calls, said, messages), False


def make_calls(world: World, calls: Iterable[ToolCall], asked: Container[str]) -> tuple[MadeCall, ...]:
    """Run calls in a world, as far as they go.

    As in a replay, only tools that may write are run; of the others, those that a verifier asks about, since it matters
    to it whether they were refused.

    Args:
        world: It is changed.
        calls: The calls.
        asked: See ``tools_asked_about``.

    Raises:
        ToolCrash: A tool raised something its domain does not declare.
    """
    made = []
    for call in calls:
        tool = world.find(call.name, call.side)
        runs = tool is None or tool.kind == "write" or call.name in asked
        result = world.call(call) if runs else _NOT_RUN
        made.append(MadeCall(call, result.error, result.content))
    return tuple(made)


def tools_asked_about(verifier: Verifier, domain: Domain) -> frozenset[str]:
    """Return the names of tools of which a verifier demands a call that was not refused; code may ask about any."""
    if verifier.checkers:
        return frozenset(tool.name for tool in domain.tools)
    assertions = [assertion for outcome in verifier.outcomes for assertion in outcome.assertions]
    pairs = [(assertion.first, assertion.then) for assertion in assertions if isinstance(assertion, Ordered)]
    called = [assertion for assertion in assertions if isinstance(assertion, Called)]
    return frozenset(wanted.name for wanted in (*called, *(wanted for pair in pairs for wanted in pair)))


def _repeat(world: World, step: Step, *, strict: bool) -> tuple[ToolResult, bool]:
    """Run a step's call where it may have written; return its result and whether it may have."""
    call, recorded = step.call, step.recorded
    assert call is not None
    tool = world.find(call.name, call.side)
    if tool is None:
        return ToolResult((recorded or world.call(call)).content, error=True), False
    if tool.kind != "write" and recorded is not None:
        return recorded, False
    result = world.call(call)
    if strict and recorded is not None and read_answer(result.content) != read_answer(recorded.content):
        raise ReplayError(
            f"{call.name} answered {result.content!r:.200} on replay, but {recorded.content!r:.200} was recorded"
        )
    return result, tool.kind == "write"
