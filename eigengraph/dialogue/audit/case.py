"""What every check of the audit works on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from eigengraph.dialogue.audit.lexicon import Lexicon
from eigengraph.dialogue.audit.transcript import Line, user_lines
from eigengraph.dialogue.audit.wording import plain
from eigengraph.records import Fact, Message, Scenario, Task, ToolCall, Trajectory
from eigengraph.world import Domain


@dataclass(frozen=True)
class Case:
    """One dialogue to audit.

    Attributes:
        task: What was played.
        domain: Its domain.
        lexicon: What else facts of the domain may say.
        trajectory: How it went.
    """

    task: Task
    domain: Domain
    lexicon: Lexicon
    trajectory: Trajectory

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The user's texts, in order."""
        return tuple(user_lines(self.trajectory.messages))

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the scenario, of the dialogue first and then of each goal."""
        return (*self.task.blueprint.facts, *(fact for goal in self.task.blueprint.goals for fact in goal.facts))

    @cached_property
    def known(self) -> tuple[Fact, ...]:
        """The facts that the user may tell."""
        return tuple(fact for fact in self.facts if fact.disclosure != "unknown")

    @cached_property
    def scenario(self) -> str:
        """Everything that the user was given to know, as text: the scenario, and each fact that may be told."""
        told = [getattr(self.task.scenario, item.name) for item in fields(Scenario) if item.name != "style"]
        return "\n".join([*told, *(part for fact in self.known for part in fact_texts(fact))])

    @cached_property
    def plain_scenario(self) -> str:
        """The same in plain words."""
        return plain(self.scenario)

    @cached_property
    def agent_said(self) -> str:
        """Everything that the agent said, in plain words."""
        return plain("\n".join(message.content for message in self.trajectory.messages if message.role == "assistant"))

    @cached_property
    def written(self) -> str:
        """The arguments of every call that wrote, as text in lower case; look-ups may pass anything by."""
        tools = self.domain.by_side
        calls = [call for call in _answered(self.trajectory.messages) if call.name in tools[call.side]]
        calls = [call for call in calls if tools[call.side][call.name].kind == "write"]
        return "\n".join(text for call in calls for text in _scalars(call.arguments)).lower()


def _answered(messages: Sequence[Message]) -> Iterator[ToolCall]:
    """Yield the calls that were not refused."""
    asked: dict[str, ToolCall] = {}
    for message in messages:
        asked |= {call.id: call for call in message.tool_calls}
        if message.role == "tool" and message.call_id in asked:
            call = asked.pop(message.call_id)
            if not message.error:
                yield call


def fact_texts(fact: Fact) -> Iterator[str]:
    """Yield a fact as it is said, and each scalar of its value."""
    yield fact.text
    yield from _scalars(fact.value)


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _scalars(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _scalars(item)
    else:
        yield value if isinstance(value, str) else json.dumps(value)
