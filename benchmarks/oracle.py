"""A naive judge of dialogues, to measure verifiers against; it shares no code with ``eigengraph.verify``.

It keeps whole databases as plain dicts: each dialogue's calls are run again on a full copy, and the result is compared,
as the JSON of every table, with what each acceptable combination of a task's calls makes of another full copy. It knows
no overlays, deltas or assertions. Slow, and simple enough to be believed.
"""

from __future__ import annotations

import copy
import itertools
import json
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from eigengraph.errors import ToolError
from eigengraph.records import Message, PlannedCall, Task, ToolCall
from eigengraph.world import Base, Domain

MOST_WAYS = 256
"""Combinations of alternatives that are tried of one task."""


class FullTable(dict[str, Any]):
    """A table whose rows are plain dicts."""

    peek = dict.get


class FullWorld:
    """A whole database, its tables as attributes, as tools expect it."""

    def __init__(self, domain: Domain, tables: bytes, seed: int) -> None:
        self.domain = domain
        self.now = domain.now
        self.random = Random(seed)
        self.tables = {name: FullTable(rows) for name, rows in pickle.loads(tables).items()}
        self.__dict__.update(self.tables)

    def call(self, call: ToolCall) -> tuple[str, bool]:
        """Run a call; return what it answers and whether that is an error."""
        tool = self.domain.by_side[call.side].get(call.name)
        if tool is None:
            return f"Error: Tool '{call.name}' not found.", True
        expected: tuple[type[Exception], ...] = (ToolError, *self.domain.tool_errors)
        reserved = [text for name, text in self.domain.reserved_arguments.items() if name in call.arguments]
        if reserved:
            return f"Error: {reserved[0]}", True
        try:
            tool.bind(call.arguments, self.domain.toolkit)
            value = tool.function(self, **copy.deepcopy(dict(call.arguments)))
        except expected as error:
            return f"Error: {error}", True
        return self.domain.render(value), False

    def text(self) -> str:
        """Return the whole database as JSON."""
        return json.dumps(self.tables, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Way:
    """One acceptable solution: the database it leads to, and the look-ups that it cannot do without."""

    database: str
    essential: tuple[ToolCall, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the oracle says of a dialogue.

    Attributes:
        state: Whether the final database is that of an acceptable solution whose essential look-ups were made.
        changed: Whether it differs from the gold solution's.
        said: Whether all was said that had to be.
        transfer: Whether the user was transferred exactly if that was right.
        reproduced: Whether every call answered on the full database what was recorded.
    """

    state: bool
    changed: bool
    said: bool
    transfer: bool
    reproduced: bool

    @property
    def right(self) -> bool:
        """Whether the dialogue ended as it should."""
        return self.state and self.said and self.transfer


class Oracle:
    """Judges dialogues about the tasks of one domain.

    Args:
        domain: The domain, without a sync.
        base: Its tables.
    """

    def __init__(self, domain: Domain, base: Base) -> None:
        self._domain = domain
        self._tables = pickle.dumps(base.tables)

    def ways(self, task: Task) -> list[Way]:
        """Return every acceptable solution of a task, the gold one first."""
        found = []
        combinations = itertools.product(*[(goal.calls, *goal.alternatives) for goal in task.blueprint.goals])
        for combination in itertools.islice(combinations, MOST_WAYS):
            planned = [call for calls in combination for call in calls]
            world = FullWorld(self._domain, self._tables, task.seed)
            if not any(world.call(item.call)[1] for item in planned):
                found.append(Way(world.text(), _essential(planned)))
        return found

    def judge(self, task: Task, ways: Sequence[Way], messages: Sequence[Message]) -> Judgement:
        """Judge a dialogue that was completed."""
        world = FullWorld(self._domain, self._tables, task.seed)
        answers = {message.call_id: message for message in messages if message.role == "tool"}
        made: list[ToolCall] = []
        reproduced = True
        for call in [call for message in messages for call in message.tool_calls if call.id in answers]:
            content, error = world.call(call)
            reproduced &= (content, error) == (answers[call.id].content, answers[call.id].error)
            if not error:
                made.append(call)
        database = world.text()
        transfers = any(call.name == self._domain.transfer_tool for message in messages for call in message.tool_calls)
        told = "\n".join(_spoken(messages))
        goals = task.blueprint.goals
        return Judgement(
            state=any(way.database == database and _all_made(way.essential, made) for way in ways),
            changed=database != ways[0].database,
            said=all(_folded(text) in told for goal in goals for text in goal.say),
            transfer=transfers == any(goal.decision == "transfer" for goal in goals),
            reproduced=reproduced,
        )


def _essential(planned: Iterable[PlannedCall]) -> tuple[ToolCall, ...]:
    return tuple(item.call for item in planned if item.essential)


def _all_made(wanted: Iterable[ToolCall], made: Sequence[ToolCall]) -> bool:
    return all(any(_matches(call, one) for one in made) for call in wanted)


def _matches(wanted: ToolCall, made: ToolCall) -> bool:
    if (wanted.name, wanted.side) != (made.name, made.side):
        return False
    return all(_plain(made.arguments, name) == json.dumps(value) for name, value in wanted.arguments.items())


def _plain(arguments: Mapping[str, Any], name: str) -> str:
    return json.dumps(arguments[name]) if name in arguments else ""


def _spoken(messages: Iterable[Message]) -> list[str]:
    return [_folded(item.content) for item in messages if item.role == "assistant" and not item.tool_calls]


def _folded(text: str) -> str:
    return text.lower().replace(",", "")
