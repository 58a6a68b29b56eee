"""The rollout: policy, user and environment take turns until the dialogue ends.

A plain loop, because a graph step per turn costs a hundred times as much. The turn protocol is tau2-bench's
(``orchestrator/orchestrator.py``): the agent greets; a message with calls goes to the environment and its results come
back to the caller; a message without goes to the other side; neither side sees the other's calls.
"""

from __future__ import annotations

import reprlib
import traceback
from collections.abc import Mapping
from dataclasses import replace

from eigengraph.dialogue.limits import Limits
from eigengraph.dialogue.participants import Participant
from eigengraph.errors import (
    BudgetExceeded,
    ConfigError,
    ContextOverflow,
    ModelError,
    ParticipantError,
    PolicyFault,
    UserFault,
)
from eigengraph.records import ROLE_OF, Message, Outcome, Side, ToolCall, Trajectory, encode
from eigengraph.world import World

GREETING = Message("assistant", "Hi! How can I help you today?")
STOP = "###STOP###"
TRANSFER = "###TRANSFER###"
OUT_OF_SCOPE = "###OUT-OF-SCOPE###"
STOP_TOKENS = (STOP, TRANSFER, OUT_OF_SCOPE)

_DEFAULT_LIMITS = Limits()
_MOST_LEVELS = 100  # of arguments; JSON readers give up at about 200, where a record could no longer be read back


async def rollout(
    world: World,
    agent: Participant,
    user: Participant | None,
    limits: Limits = _DEFAULT_LIMITS,
    task_id: str = "",
) -> Trajectory:
    """Play one dialogue in a live world.

    Args:
        world: Private to this rollout; it is changed.
        agent: The policy.
        user: The user, or None in solo mode, where the agent works on a ticket until it writes ``###STOP###``.
        limits: When the dialogue is cut off.
        task_id: Copied into the trajectory.

    Returns:
        The trajectory. Whatever fails in this dialogue is an outcome of it, not an exception.

    Raises:
        ConfigError: A participant found what no dialogue can be played with, such as a key that its endpoint refuses.
    """
    dialogue = _Dialogue(world, solo=user is None)
    try:
        outcome, detail = await _play(dialogue, agent, user, limits)
    except _Ended as end:
        outcome, detail = end.outcome, end.detail
    return Trajectory(task_id, tuple(dialogue.messages), outcome, detail, dialogue.turns, dialogue.errors)


class _Ended(Exception):
    def __init__(self, outcome: Outcome, detail: str) -> None:
        self.outcome = outcome
        self.detail = detail


class _Dialogue:
    """What has been said so far, by everyone and as each side saw it."""

    __slots__ = ("agent_history", "calls", "errors", "messages", "turns", "user_history", "world")

    def __init__(self, world: World, *, solo: bool) -> None:
        opening = [] if solo else [GREETING]
        self.world = world
        self.messages: list[Message] = list(opening)
        self.agent_history: list[Message] = list(opening)
        self.user_history: list[Message] = list(opening)
        self.turns = 0
        self.errors = 0
        self.calls = 0

    def history(self, side: Side) -> list[Message]:
        return self.agent_history if side == "agent" else self.user_history


async def _play(
    dialogue: _Dialogue, agent: Participant, user: Participant | None, limits: Limits
) -> tuple[Outcome, str]:
    side: Side = "agent" if user is None else "user"
    while True:
        speaker = agent if side == "agent" or user is None else user
        message = await _speak(dialogue, speaker, side)
        stopped = _stops(message, side, solo=user is None)
        if message.tool_calls and not stopped:
            _run_calls(dialogue, message)
        elif user is None:
            if not stopped:
                return Outcome.AGENT_FAULT, "in solo mode the agent wrote text instead of calling a tool"
        else:
            side = "user" if side == "agent" else "agent"
            dialogue.history(side).append(_heard(message))
        # As in tau2-bench, a limit reached with the last message outweighs the stop, and errors outweigh turns.
        if dialogue.errors >= limits.errors:
            return Outcome.MAX_ERRORS, f"{dialogue.errors} tool errors"
        if dialogue.turns >= limits.turns:
            return Outcome.MAX_TURNS, f"{dialogue.turns} turns"
        if stopped:
            return Outcome.COMPLETED, ""


async def _speak(dialogue: _Dialogue, speaker: Participant, side: Side) -> Message:
    history = dialogue.history(side)
    try:
        message = await speaker(history)
        if not isinstance(message, Message):
            raise TypeError(f"a participant must answer with a Message, not {message!r:.80}")
    except ConfigError:
        raise
    except ParticipantError as error:
        raise _Ended(_outcome_of(error, side), f"{side}: {error}") from error
    except Exception as error:
        outcome = Outcome.MODEL_ERROR if side == "agent" else Outcome.USER_FAULT
        raise _Ended(outcome, f"{side}: {traceback.format_exc()}") from error
    fault = _fault_in(message)
    if fault:
        raise _Ended(Outcome.AGENT_FAULT if side == "agent" else Outcome.USER_FAULT, f"{side} sent {fault}")
    message = _complete(dialogue, message, side)
    # What opens a dialogue is no hop: the greeting, or in solo mode the agent's first message.
    dialogue.turns += bool(dialogue.messages)
    dialogue.messages.append(message)
    history.append(message)
    return message


def _fault_in(message: Message) -> str:
    """Say what makes a message unusable, or return an empty string."""
    # reprlib, because what a model wrote may be nested too deeply for repr.
    if not isinstance(message.content, str):
        return f"content that is no text: {reprlib.repr(message.content)}"
    if not message.tool_calls and not message.content.strip():
        return "a message with neither text nor tool calls"
    for call in message.tool_calls:
        if not isinstance(call.name, str):
            return f"a call whose name is no text: {reprlib.repr(call.name)}"
        if not isinstance(call.arguments, Mapping):
            return f"a call of {call.name!r:.80} whose arguments are no object: {reprlib.repr(call.arguments)}"
        if _is_deeper(call.arguments, _MOST_LEVELS):
            return f"a call of {call.name!r:.80} whose arguments are nested more than {_MOST_LEVELS} deep"
    try:
        encode(message)
    except (TypeError, ValueError) as error:
        return f"a message that cannot be written as JSON: {error}"
    return ""


def _is_deeper(value: object, levels: int) -> bool:
    """Whether objects and lists stand inside one another more than so many levels deep."""
    if isinstance(value, Mapping):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value.values())
    if isinstance(value, list | tuple):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value)
    return False


def _complete(dialogue: _Dialogue, message: Message, side: Side) -> Message:
    """Give a message its side, and its calls their ids, where the participant left them out."""
    calls = message.tool_calls
    if calls and not all(call.id and call.side == side for call in calls):
        numbered = []
        for call in calls:
            dialogue.calls += 1
            numbered.append(ToolCall(call.name, call.arguments, side, call.id or f"call_{dialogue.calls}"))
        message = replace(message, tool_calls=tuple(numbered))
    if message.role != ROLE_OF[side] or message.side != side:
        message = replace(message, role=ROLE_OF[side], side=side)
    return message


def _heard(message: Message) -> Message:
    """Return a message as the other side sees it."""
    return replace(message, thinking="", labels=()) if message.thinking or message.labels else message


def _run_calls(dialogue: _Dialogue, message: Message) -> None:
    history = dialogue.history(message.side)
    for call in message.tool_calls:
        try:
            result = dialogue.world.call(call)
        except Exception as error:  # a ToolCrash, or a bug in the world itself: never the policy's doing
            raise _Ended(Outcome.ENVIRONMENT_ERROR, "".join(traceback.format_exception(error))) from error
        answer = Message("tool", result.content, side=message.side, call_id=call.id, error=result.error)
        dialogue.messages.append(answer)
        history.append(answer)
        dialogue.errors += result.error
    dialogue.turns += 1


def _stops(message: Message, side: Side, *, solo: bool) -> bool:
    if solo:
        return STOP in message.content
    if side == "agent" or message.tool_calls:
        return False
    return any(token in message.content for token in STOP_TOKENS)


def _outcome_of(error: ParticipantError, side: Side) -> Outcome:
    match error:
        case BudgetExceeded():
            return Outcome.BUDGET
        case ModelError():
            return Outcome.MODEL_ERROR
        case ContextOverflow() if side == "agent":
            return Outcome.CONTEXT_OVERFLOW
        case PolicyFault() if side == "agent":
            return Outcome.AGENT_FAULT
        case UserFault() | ContextOverflow() if side == "user":
            return Outcome.USER_FAULT
    return Outcome.MODEL_ERROR if side == "agent" else Outcome.USER_FAULT
