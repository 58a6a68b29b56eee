"""The two worlds that a reward compares: the one a dialogue left, and the one the gold actions lead to.

Semantics: tau2-bench's ``environment/environment.py`` (``set_state``, ``get_response``) and
``evaluator/evaluator_env.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from eigengraph.errors import ReplayError, ToolCrash
from eigengraph.records import Message, ToolCall, ToolResult, read_answer
from eigengraph.world import Base, Domain, World
from eigengraph_tau2.beginning import initial_state
from eigengraph_tau2.messages import SIDE_OF, to_messages
from eigengraph_tau2.tasks import Tau2Task


@dataclass(frozen=True)
class Ground:
    """What every world of a domain stands on.

    Attributes:
        domain: The domain.
        base: The tables it begins with.
    """

    domain: Domain
    base: Base

    @cached_property
    def unsynced(self) -> Domain:
        """The same domain without ``sync``."""
        return replace(self.domain, sync=None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A replayed call that answers something other than what was recorded."""

    call: ToolCall
    recorded: str
    replayed: str


@dataclass(frozen=True, slots=True)
class GoldError:
    """A gold action that raises. tau2-bench goes on without it, so this does too.

    Attributes:
        index: Its place among the task's actions; an equal one elsewhere may work.
        call: The call.
        error: What it is told.
    """

    index: int
    call: ToolCall
    error: str


def predicted_world(
    task: Tau2Task,
    ground: Ground,
    messages: Sequence[Message],
    *,
    solo: bool = False,
    strict: bool = False,
    seed: int = 0,
) -> tuple[World, tuple[Difference, ...]]:
    """Replay what a dialogue wrote.

    Args:
        task: Says how the world begins.
        ground: Its domain and tables.
        messages: The dialogue, with the task's message history in front.
        solo: Whether the agent held the user's tools too.
        strict: Whether a difference raises.
        seed: Of the world.

    Returns:
        The world, and every call that answers something other than what was recorded.

    Raises:
        ReplayError: The messages are no dialogue: a call without its result, or a user in solo mode; or see ``strict``.
        ConfigError: The task cannot be set up.
        ToolCrash: Likewise.
    """
    if solo and any(message.role == "user" for message in messages):
        raise ReplayError("there is a message of a user, but solo mode has none")
    initial = initial_state(ground.domain, ground.base, task.beginning)
    world = World(ground.domain, ground.base, initial, seed=seed, solo=solo)
    return world, _repeat(world, messages, strict=strict)


def gold_world(
    task: Tau2Task, ground: Ground, *, strict: bool = False, seed: int = 0
) -> tuple[World, tuple[GoldError, ...]]:
    """Run a task's gold actions after its message history.

    As in tau2-bench the world is not in solo mode, and the sides are not synced after the actions.

    Args:
        task: Its actions and how its world begins.
        ground: Its domain and tables.
        strict: Whether the message history must answer as it is written.
        seed: Of the world.

    Returns:
        The world, and every action that raises.

    Raises:
        ReplayError: The message history is no dialogue; or see ``strict``.
        ConfigError: The task cannot be set up.
        ToolCrash: Likewise.
    """
    beginning = task.beginning
    world = World(ground.domain, ground.base, initial_state(ground.domain, ground.base, beginning), seed=seed)
    _repeat(world, to_messages(beginning.message_history or ()), strict=strict)
    world.domain = ground.unsynced
    errors = []
    for index, call in enumerate(gold_calls(task)):
        result = respond(world, call)
        if result.error:
            errors.append(GoldError(index, call, result.content))
    return world, tuple(errors)


def gold_calls(task: Tau2Task) -> tuple[ToolCall, ...]:
    """Return a task's gold actions as calls, in order."""
    actions = (task.evaluation_criteria.actions if task.evaluation_criteria else None) or ()
    return tuple(ToolCall(action.name, action.arguments, SIDE_OF[action.requestor]) for action in actions)


def written_calls(domain: Domain, messages: Sequence[Message]) -> tuple[ToolCall, ...]:
    """Return the calls of a dialogue that may have written and were not refused, in order.

    Raises:
        ReplayError: The messages are no dialogue.
    """
    return tuple(call for call, answer in _answered_calls(messages) if _writes(domain, call.name) and not answer.error)


def _repeat(world: World, messages: Sequence[Message], *, strict: bool) -> tuple[Difference, ...]:
    """Repeat every call of a tool that writes; what else was called changes nothing."""
    differences = []
    for call, answer in _answered_calls(messages):
        if not _writes(world.domain, call.name):
            continue
        result = respond(world, call)
        if read_answer(result.content) != read_answer(answer.content):
            if strict:
                raise ReplayError(
                    f"{call.name} answered {result.content!r:.200} on replay, but {answer.content!r:.200} was recorded"
                )
            differences.append(Difference(call, answer.content, result.content))
    return tuple(differences)


def _answered_calls(messages: Sequence[Message]) -> Iterator[tuple[ToolCall, Message]]:
    """Yield each call with its result, which must follow the calling message, in the order of its calls."""
    rest = iter(messages)
    for message in rest:
        if message.role == "tool":
            raise ReplayError(f"the tool result {message.call_id!r} follows no call")
        for call in message.tool_calls:
            answer = next(rest, None)
            if answer is None or answer.role != "tool" or answer.call_id != call.id:
                raise ReplayError(f"the call {call.id!r} of {call.name!r} is not followed by its result")
            yield call, answer


def _writes(domain: Domain, name: str) -> bool:
    """Whether a tool of this name may write; the agent's comes first, whoever calls."""
    tool = domain.by_side["agent"].get(name) or domain.by_side["user"].get(name)
    return tool is not None and tool.kind == "write"


def respond(world: World, call: ToolCall) -> ToolResult:
    """Run a call; whatever fails, sync included, is told to the caller, as in tau2-bench."""
    try:
        return world.call(call)
    except ToolCrash as error:
        return ToolResult(f"Error: {error}", error=True)
