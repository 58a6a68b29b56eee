"""Participants: anything that takes a side of a dialogue."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from eigengraph.errors import ConfigError, ParticipantError
from eigengraph.models import Context, Model, Request, Sampling
from eigengraph.prompts import Prompt, Slot, load_prompt
from eigengraph.records import Message, Scenario, Side

_FOLDER = Path(__file__).parent / "prompts"

PROMPTS: Mapping[Side, Slot] = {
    "agent": Slot("agent", "agent", _FOLDER, ("policy",)),
    "user": Slot("user", "user", _FOLDER, ("scenario",)),
}
"""What each side is told before a dialogue, where a language model plays it."""


class Participant(Protocol):
    """One side of a dialogue."""

    async def __call__(self, history: Sequence[Message], /) -> Message:
        """Say or call the next thing.

        Args:
            history: What this side has seen so far, oldest first. It grows between calls; do not keep or change it.

        Raises:
            ParticipantError: This side cannot go on; the kind decides whether the rollout is scored.
        """
        ...


def model_participant(
    model: Model, side: Side, context: Context, sampling: Sampling | None = None, prompt: Prompt | None = None
) -> Participant:
    """Let a model take a side of the dialogue about ``context.task``.

    Args:
        model: Answers the requests.
        side: Which side it takes; decides its prompt and tools.
        context: Domain and task.
        sampling: How tokens are drawn.
        prompt: In place of the side's own.

    Raises:
        ConfigError: The context has no task.
    """
    if context.task is None:
        raise ConfigError(f"the {side} can only be played by a model in the context of a task; give Context a task")
    prompt = prompt or load_prompt(PROMPTS[side])
    told = {"policy": context.domain.policy_text, "scenario": scenario_text(context.task.scenario)}
    system = sys.intern(prompt.system(told))  # the agents of all live dialogues share one policy
    tools = context.domain.schemas[side]
    sampling = sampling_of(prompt, sampling or Sampling())
    tags = {"task": context.task.id}

    async def speak(history: Sequence[Message]) -> Message:
        request = Request(side, tuple(history), context, system, tools, None, sampling, tags)
        return (await model.complete(request)).message

    return speak


def sampling_of(prompt: Prompt, sampling: Sampling) -> Sampling:
    """Return how tokens are drawn with a prompt: as it says, and elsewhere as is given."""
    about = prompt.about
    temperature = sampling.temperature if about.temperature is None else about.temperature
    return replace(sampling, temperature=temperature, max_tokens=about.max_tokens or sampling.max_tokens)


def graph_participant(graph: Any) -> Participant:
    """Let a compiled LangGraph graph take a side.

    Args:
        graph: Its state must have the keys ``history`` (list of ``Message``, given) and ``message`` (its answer).
    """

    async def speak(history: Sequence[Message]) -> Message:
        state = await graph.ainvoke({"history": list(history)})
        message: Message = state["message"]
        return message

    return speak


def scripted_participant(script: Sequence[Message]) -> Participant:
    """Play a fixed sequence of messages, whatever the other side says; for tests, replays and benchmarks.

    When the script is over the participant raises ``ParticipantError``, whose outcome is not scored.
    """
    lines = iter(script)

    async def speak(_history: Sequence[Message]) -> Message:
        line = next(lines, None)
        if line is None:
            raise ParticipantError(f"the script is over after {len(script)} messages")
        return line

    return speak


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as the user simulator reads it."""
    parts = {
        "Persona": scenario.persona,
        "Reason for the call": scenario.reason_for_call,
        "What you know": scenario.known_info,
        "What you do not know": scenario.unknown_info,
        "How you behave": scenario.task_instructions,
    }
    return "\n".join(f"{title}: {text}" for title, text in parts.items() if text)
