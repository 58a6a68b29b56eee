"""A naive judge of dialogues, to measure verifiers against; it shares no code with ``eigengraph.verify``.

It keeps whole databases of both sides as plain dicts: each dialogue's calls are run again on a full copy, and the
result is compared, as the JSON of every table, with what each acceptable combination of a task's calls makes of another
full copy. It knows no overlays, deltas or verifiers. Slow, and simple enough to be believed.
"""

from __future__ import annotations

import copy
import itertools
import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import orjson

from eigengraph.errors import ToolError
from eigengraph.records import Environment, InitialState, Message, Place, PlannedCall, Task, ToolCall
from eigengraph.world import Base, Domain, Tool

MOST_WAYS = 256
"""Combinations of alternatives that are tried of one task."""


class FullTable(dict[str, Any]):
    """A table whose rows are plain dicts; ``beginning`` holds them as they were when the dialogue began."""

    beginning: Mapping[str, Any]
    peek = dict.get

    def initial(self, key: str) -> Any:
        """Return a row as it was when the dialogue began."""
        return self.beginning.get(key)

    def differs(self, *_fields: str) -> bool:
        """Say yes, always, so that nothing is looked up in what was made of the base; the table is gone through."""
        return True


class FullWorld:
    """A whole database of both sides, its tables as attributes, as tools, sync and assertion functions expect it.

    Args:
        domain: The domain.
        base: Its tables.
        pickled: The same tables, to copy from.
        initial: How they differ when the dialogue begins.
        seed: Of the random source.
    """

    def __init__(self, domain: Domain, base: Base, pickled: bytes, initial: InitialState, seed: int) -> None:
        self.domain = domain
        self.base = self
        self.now = domain.now
        self.random = Random(seed)
        self.tables = {name: FullTable(rows) for name, rows in pickle.loads(pickled).items()}
        self.__dict__.update(self.tables)
        for name, table in self.tables.items():
            table.beginning = base.tables[name]
        self._begin(initial)

    def call(self, call: ToolCall) -> tuple[str, bool]:
        """Run a call; return what it answers and whether that is an error."""
        reserved = [text for name, text in self.domain.reserved_arguments.items() if name in call.arguments]
        if reserved:
            return f"Error: {reserved[0]}", True
        tool = self.domain.by_side[call.side].get(call.name)
        if call.side == "user" and not self.domain.by_side["user"]:
            return "Error: User tools not available", True
        if tool is None:
            return f"Error: Tool '{call.name}' not found.", True
        return self._answer(tool, call.arguments)

    def derived(self, derive: Callable[[Mapping[str, Any]], Any]) -> Any:
        """Return what a function makes of the tables as they are now; nothing is remembered."""
        return derive(self.tables)

    def holds(self, assertion: Environment) -> bool:
        """Whether a function of the domain says what it should of this database; one that cannot answer does not."""
        try:
            found = self.domain.assertions[assertion.name](self, **assertion.arguments)
        except ToolError:
            return False
        return bool(found) is assertion.value

    def text(self, free: Sequence[Place] = ()) -> bytes:
        """Return the whole database, but for the places that are free, as JSON."""
        written = _json(self.tables)
        if not free:
            return written
        tables = orjson.loads(written)
        for table, key, path in free:
            _take_out(tables, [table, key, *path])
        return _json(tables)

    def _answer(self, tool: Tool, given: Mapping[str, Any]) -> tuple[str, bool]:
        expected: tuple[type[Exception], ...] = (ToolError, *self.domain.tool_errors)
        arguments = copy.deepcopy(dict(given))
        try:
            tool.bind(arguments, self.domain.toolkit_of(tool.side))
            if self.domain.check_arguments:
                arguments = tool.validate(arguments)
            answer = self.domain.render(tool.function(self, **arguments)), False
        except expected as error:
            answer = f"Error: {error}", True
        self._sync()
        return answer

    def _begin(self, initial: InitialState) -> None:
        for name, rows in initial.rows.items():
            for key, row in rows.items():
                if row is None:
                    del self.tables[name][key]
                else:
                    self.tables[name][key] = copy.deepcopy(row)
        for call in initial.calls:
            told, error = self._answer(self.domain.setup_function(call.name, call.side), call.arguments)
            if error:
                raise ValueError(f"the initial call {call.name!r} fails: {told}")
        self._sync()
        if initial != InitialState() or self.domain.sync is not None:
            for table in self.tables.values():
                table.beginning = pickle.loads(pickle.dumps(dict(table)))

    def _sync(self) -> None:
        if self.domain.sync is not None:
            self.domain.sync(self)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Way:
    """One acceptable solution: the database it leads to, and the look-ups that it cannot do without."""

    database: bytes
    essential: tuple[ToolCall, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the oracle says of a dialogue.

    Attributes:
        state: Whether the final database is, but for free places, that of an acceptable solution whose essential
            look-ups were made.
        changed: Whether it differs from the gold solution's.
        works: Whether what the goals assert of the final database holds.
        said: Whether all was said that had to be.
        transfer: Whether the user was transferred exactly if that was right.
        reproduced: Whether every call answered on the full database what was recorded.
    """

    state: bool
    changed: bool
    works: bool
    said: bool
    transfer: bool
    reproduced: bool

    @property
    def right(self) -> bool:
        """Whether the dialogue ended as it should."""
        return self.state and self.works and self.said and self.transfer


class Oracle:
    """Judges dialogues about the tasks of one domain.

    Args:
        domain: The domain.
        base: Its tables.
    """

    def __init__(self, domain: Domain, base: Base) -> None:
        self._domain = domain
        self._base = base
        self._pickled = pickle.dumps(base.tables)

    def ways(self, task: Task) -> list[Way]:
        """Return every acceptable solution of a task, the gold one first."""
        found = []
        combinations = itertools.product(*[(goal.calls, *goal.alternatives) for goal in task.blueprint.goals])
        for combination in itertools.islice(combinations, MOST_WAYS):
            planned = [call for calls in combination for call in calls]
            world = self._open(task)
            if not any(world.call(item.call)[1] for item in planned):
                found.append(Way(world.text(task.blueprint.free()), _essential(planned)))
        return found

    def judge(self, task: Task, ways: Sequence[Way], messages: Sequence[Message]) -> Judgement:
        """Judge a dialogue that was completed."""
        world = self._open(task)
        answers = {(message.side, message.call_id): message for message in messages if message.role == "tool"}
        tried: list[ToolCall] = []
        made: list[ToolCall] = []
        reproduced = True
        for call in [call for message in messages for call in message.tool_calls if (call.side, call.id) in answers]:
            content, error = world.call(call)
            answer = answers[call.side, call.id]
            reproduced &= (content, error) == (answer.content, answer.error)
            tried.append(call)
            if not error:
                made.append(call)
        database = world.text(task.blueprint.free())
        spoken = [item.content for item in messages if item.role == "assistant" and not item.tool_calls]
        goals = task.blueprint.goals
        return Judgement(
            state=any(way.database == database and _all_made(way.essential, made) for way in ways),
            changed=database != ways[0].database,
            works=all(world.holds(assertion) for goal in goals for assertion in goal.assertions),
            said=all(_told(text, spoken) for goal in goals for text in goal.say),
            transfer=self._transferred_rightly(task, tried, made),
            reproduced=reproduced,
        )

    def _open(self, task: Task) -> FullWorld:
        return FullWorld(self._domain, self._base, self._pickled, task.initial, task.seed)

    def _transferred_rightly(self, task: Task, tried: Iterable[ToolCall], made: Iterable[ToolCall]) -> bool:
        due = any(goal.decision == "transfer" for goal in task.blueprint.goals)
        calls = made if due else tried  # to try it where it is not due is wrong, whatever came of it
        return due == any((call.name, call.side) == (self._domain.transfer_tool, "agent") for call in calls)


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _take_out(value: Any, steps: Sequence[str]) -> None:
    """Remove what is at a place of nested dicts, if anything is."""
    *outer, last = steps
    for step in outer:
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value.pop(last, None)


def _essential(planned: Iterable[PlannedCall]) -> tuple[ToolCall, ...]:
    return tuple(item.call for item in planned if item.essential)


def _all_made(wanted: Iterable[ToolCall], made: Sequence[ToolCall]) -> bool:
    return all(any(_matches(call, one) for one in made) for call in wanted)


def _matches(wanted: ToolCall, made: ToolCall) -> bool:
    if (wanted.name, wanted.side) != (made.name, made.side):
        return False
    given = made.arguments
    return all(name in given and _json(given[name]) == _json(value) for name, value in wanted.arguments.items())


def _told(text: str, spoken: Iterable[str]) -> bool:
    """Whether a number is one of the words that were spoken, or any other text a part of them."""
    number = _number(text)
    if number is None:
        return any(_folded(text) in _folded(one) for one in spoken)
    return any(_number(word) == number for one in spoken for word in one.split())


def _number(word: str) -> float | None:
    try:
        return float(_folded(word).strip("$.;:!?()'\""))
    except ValueError:
        return None


def _folded(text: str) -> str:
    return text.lower().replace(",", "")
