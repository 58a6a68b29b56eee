"""Gold solutions, played and scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eigengraph.errors import ConfigError, ReplayError, ToolCrash
from eigengraph.records import ROLE_OF, Message, ToolCall
from eigengraph_tau2.messages import to_messages
from eigengraph_tau2.replay import Ground, gold_calls, predicted_world, respond
from eigengraph_tau2.reward import Reward, grade
from eigengraph_tau2.tasks import Tau2Task


@dataclass(frozen=True, slots=True)
class RaisingCall:
    """A gold call that raises; tau2-bench goes on without it."""

    task: str
    call: ToolCall
    error: str


@dataclass(frozen=True, slots=True)
class GoldReplay:
    """What became of one task's gold solution.

    Attributes:
        task: The task.
        reward: Its reward, replayed strictly; None where the task cannot be played.
        raising: The calls that raise.
        problem: Why it cannot be played.
    """

    task: str
    reward: Reward | None
    raising: tuple[RaisingCall, ...] = ()
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything that can be decided without a judge holds."""
        return self.reward is not None and all(value in (None, 1.0) for value in self.reward.breakdown.values())


def replay_gold(task: Tau2Task, ground: Ground) -> GoldReplay:
    """Play a task's gold solution in a live world, and score that dialogue."""
    try:
        messages = gold_dialogue(task, ground)
        reward = grade(task, ground, messages, "user_stop", strict=True)
    except (ReplayError, ConfigError, ToolCrash) as error:
        return GoldReplay(task.id, None, problem=str(error))
    return GoldReplay(task.id, reward, tuple(_raising(task, messages)))


def gold_dialogue(task: Tau2Task, ground: Ground) -> tuple[Message, ...]:
    """Return the dialogue that goes on from a task's history with its gold actions, and tells what has to be told.

    Raises:
        ReplayError: The message history is no dialogue.
        ConfigError: The task cannot be set up.
        ToolCrash: Likewise.
    """
    history = to_messages(task.beginning.message_history or ())
    world, _ = predicted_world(task, ground, history)
    messages = list(history)
    for number, call in enumerate(gold_calls(task)):
        made = replace(call, id=f"gold_{number}")
        result = respond(world, made)
        messages.append(Message(ROLE_OF[call.side], tool_calls=(made,), side=call.side))
        messages.append(Message("tool", result.content, side=call.side, call_id=made.id, error=result.error))
    criteria = task.evaluation_criteria
    messages.extend(Message("assistant", text) for text in (criteria and criteria.communicate_info) or ())
    return tuple(messages)


def _raising(task: Tau2Task, messages: Sequence[Message]) -> list[RaisingCall]:
    made = {call.id: call for message in messages for call in message.tool_calls if call.id.startswith("gold_")}
    return [
        RaisingCall(task.id, made[message.call_id], message.content)
        for message in messages
        if message.error and message.call_id in made
    ]
