"""The metamorphic check: a verdict must not depend on what rows are called.

The rows that a task is about get other keys, everywhere at once: in the tables and whatever refers to them there, in
the task's calls, facts and texts, and in its verifier. Then everything is run again. Where the world ends in the same
state but for the names, each verdict must be the same; where it does not, the domain's own code knows these names, and
nothing can be said of the verifier.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from eigengraph.errors import EigenGraphError
from eigengraph.records import InitialState, Task, ToolCall, canonical, decode, encode
from eigengraph.verify.arguments import leaves
from eigengraph.verify.solutions import Solution, to_be_said
from eigengraph.verify.trial import Run, Trial, walk
from eigengraph.verify.variants import Variant
from eigengraph.world import Base, Domain, World

_WORD = re.compile(r"#?\w+")

MOST_RENAMED = 16
"""Rows of one task that get another key."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where the tables of a base name their rows; made once for many tasks, since it takes a look at every row.

    Attributes:
        base: The tables.
        rows: By key of any row, the table and key of each row in which this text stands.
    """

    base: Base
    rows: Mapping[str, tuple[tuple[str, str], ...]]

    @classmethod
    def of(cls, base: Base) -> Self:
        """Look through every row of a base; O(database)."""
        keys = {key for rows in base.tables.values() for key in rows}
        found: dict[str, dict[tuple[str, str], None]] = {key: {} for key in keys}
        for table, rows in base.tables.items():
            for key, row in rows.items():
                for text in keys.intersection(_texts(row)):
                    found[text][table, key] = None
        return cls(base, {text: tuple(places) for text, places in found.items()})


@dataclass(frozen=True)
class Renaming:
    """Other keys for some rows.

    Attributes:
        names: New keys by old ones; all of them with digits, or none.
        texts: Texts in which words may stand as names: what is to be said, what the user says, and checkers' code. A
            key with digits is taken for a name in any text.
    """

    names: Mapping[str, str]
    texts: frozenset[str]

    def of(self, value: Any) -> Any:
        """Return a JSON value with the new keys, in the names of fields as well."""
        if isinstance(value, str):
            if value in self.names:
                return self.names[value]
            return self._within(value) if self._are_ids or value in self.texts else value
        if isinstance(value, Mapping):
            return {self.of(key): self.of(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(item) for item in value]
        return value

    def of_call(self, call: ToolCall) -> ToolCall:
        """Return a call with the new keys in its arguments."""
        return replace(call, arguments=self.of(call.arguments))

    def of_task(self, task: Task, mentions: Mentions) -> Task:
        """Return the task in a world in which the rows have the new keys, with everything that refers to them."""
        renamed = decode(Task, json.dumps(self.of(json.loads(encode(task)))))
        rows = self._rows(mentions)
        for table, changed in renamed.initial.rows.items():
            for key, row in changed.items():
                if row is None and rows.get(table, {}).get(key) is not None:
                    del rows[table][key]
                else:
                    rows.setdefault(table, {})[key] = row
        return replace(renamed, id=task.id, initial=InitialState(rows, renamed.initial.calls))

    def _rows(self, mentions: Mentions) -> dict[str, dict[str, Any]]:
        """Return what differs from the base: rows that moved, and rows in which they are mentioned."""
        places = {place for name in self.names for place in mentions.rows[name]}
        tables = mentions.base.tables
        places |= {(table, name) for name in self.names for table, rows in tables.items() if name in rows}
        found: dict[str, dict[str, Any]] = {}
        for table, key in sorted(places):
            if key in self.names:
                found.setdefault(table, {})[key] = None
            found.setdefault(table, {})[self.names.get(key, key)] = self.of(tables[table][key])
        return found

    def _within(self, text: str) -> str:
        return self._pattern.sub(lambda match: self.names[match.group()], text)

    @cached_property
    def _are_ids(self) -> bool:
        return any(map(_has_digit, self.names))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.names, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def renaming_of(trial: Trial, mentions: Mentions) -> Renaming:
    """Return other keys for the rows that a task's calls and facts name; they look like the old ones."""
    task = trial.task
    planned = [item.call for goal in task.blueprint.goals for way in (goal.calls, *goal.alternatives) for item in way]
    calls = [*planned, *(call for goal in task.blueprint.goals for call in goal.tempting)]
    facts = [*task.blueprint.facts, *(fact for goal in task.blueprint.goals for fact in goal.facts)]
    values = [
        value for part in (*(call.arguments for call in calls), *(f.value for f in facts)) for _, value in leaves(part)
    ]
    fixed = {key for name, schema in trial.domain.schema.items() if schema.single for key in mentions.base.tables[name]}
    old = dict.fromkeys(value for value in values if isinstance(value, str) and value in mentions.rows)
    keys = [key for key in old if key not in fixed]
    names: dict[str, str] = {}
    # A key without digits is a word, which a domain's code may well know.
    for key in (list(filter(_has_digit, keys)) or keys)[:MOST_RENAMED]:
        new = _like(key, {*mentions.rows, *names.values()})
        if new:
            names[key] = new
    spoken = (*to_be_said(task.blueprint), task.scenario.reason_for_call, task.scenario.known_info)
    return Renaming(names, frozenset([*spoken, *(checker.code for checker in task.verifier.checkers)]))


def renamed_runs(trial: Trial, runs: Sequence[Run], mentions: Mentions) -> tuple[Task, list[Run | None]]:
    """Run again what was run, in a world in which the rows of the task have other keys.

    Args:
        trial: The gold solution.
        runs: Of variants of it.
        mentions: Of the base.

    Returns:
        The renamed task, and for each run the same under the new names; None where the world itself took the names
        otherwise: it ended in another state, or would not begin.
    """
    renaming = renaming_of(trial, mentions)
    if not renaming.names:
        return trial.task, [None] * len(runs)
    try:
        task = renaming.of_task(trial.task, mentions)
        twin = _twin(task, trial.domain, mentions.base)
        found = [twin.run(_renamed(renaming, run.variant)) for run in runs]
    except EigenGraphError:
        return trial.task, [None] * len(runs)
    return task, [
        then if canonical(renaming.of(_plain(run))) == canonical(_plain(then)) else None
        for run, then in zip(runs, found, strict=True)
    ]


def _twin(task: Task, domain: Domain, base: Base) -> Trial:
    goals = tuple(goal.calls for goal in task.blueprint.goals)
    return walk(task, domain, base, Solution("gold", goals, World(domain, base, task.initial, seed=task.seed)))


def _renamed(renaming: Renaming, variant: Variant) -> Variant:
    calls = tuple(renaming.of_call(call) for call in variant.calls)
    return Variant(variant.detail, calls, tuple(renaming.of(text) for text in variant.said))


def _plain(run: Run) -> Any:
    """Return how a run ended, as JSON: the rows that changed, and which calls were refused."""
    return json.loads(canonical([run.view.after, [made.error for made in run.view.calls]]))


def _has_digit(key: str) -> bool:
    return any(char in string.digits for char in key)


def _like(key: str, taken: Iterable[str]) -> str:
    """Return a key of the same shape that is not taken: other digits, or other letters where there are no digits."""
    known = set(taken)
    alphabets = [string.digits] if _has_digit(key) else [string.ascii_lowercase, string.ascii_uppercase]
    for shift in range(1, 10):
        table = {char: letters[(at + shift) % len(letters)] for letters in alphabets for at, char in enumerate(letters)}
        new = "".join(table.get(char, char) for char in key)
        if new not in known:
            return new
    return ""


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, names of fields included, and every word of each."""
    if isinstance(value, str):
        yield value
        yield from _WORD.findall(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
