"""Near-duplicates: tasks that ask for nearly the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from eigengraph.records import Task, canonical, digest, encode

NEAR = 0.92
"""Similarity from which on two tasks count as near-duplicates. Of tau2-bench's base tasks, pairs above it differ in a
word or two of what the user says; pairs below it differ in what is to be done."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a task is compared by.

    Attributes:
        task: Its id.
        gold: Digest of its gold calls; equal for tasks that are solved by the very same calls.
        kind: Digest of its intents and of how its world begins, whoever's it is. Only tasks of one kind are compared:
            two phones broken in different ways are different tasks, however alike their users speak.
        words: Of the user's request and of the gold calls, sorted.
    """

    task: str
    gold: str
    kind: str
    words: tuple[str, ...]


def likeness(task: Task) -> Likeness:
    """Return what a task is compared by."""
    blueprint, scenario = task.blueprint, task.scenario
    calls = [f"{call.name} {_words(call.arguments)}" for call in blueprint.gold()]
    words = " ".join((scenario.reason_for_call, scenario.known_info, *calls)).lower().split()
    return Likeness(task.id, digest(encode(blueprint.gold())), _kind(task), tuple(sorted(words)))


def _words(arguments: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in arguments.items())


def _kind(task: Task) -> str:
    """Return a digest of a task's intents and of how its world begins, but for whose world it is: names and ids."""
    whose = {fact.value for fact in task.blueprint.facts if isinstance(fact.value, str)}
    settings = [
        [call.name, {name: value for name, value in call.arguments.items() if not _names_somebody(value, whose)}]
        for call in task.initial.calls
    ]
    intents = sorted(goal.intent for goal in task.blueprint.goals)
    return digest(canonical([intents, settings, sorted(task.initial.rows)]))


def _names_somebody(value: Any, whose: Container[str]) -> bool:
    return isinstance(value, str) and (value in whose or any(letter.isdigit() for letter in value))


class Likenesses:
    """Tasks accepted so far, to compare others with. The cost of a comparison grows with the tasks of its kind."""

    def __init__(self) -> None:
        self._gold: dict[str, str] = {}
        self._of_kind: defaultdict[str, list[Likeness]] = defaultdict(list)

    def add(self, one: Likeness) -> None:
        """Take in a task."""
        self._gold.setdefault(one.gold, one.task)
        self._of_kind[one.kind].append(one)

    def same(self, one: Likeness) -> str:
        """Return the id of the first task that is solved by the very same calls; empty where there is none."""
        return self._gold.get(one.gold, "")

    def nearest(self, one: Likeness) -> tuple[str, float] | None:
        """Return the nearest task at or above ``NEAR``, with its similarity of 0 to 1; None where there is none.

        The similarity is the share of words that two tasks have in common (rapidfuzz's ``ratio``, over words).
        """
        others = self._of_kind[one.kind]
        found = process.extractOne(
            one.words, [other.words for other in others], scorer=fuzz.ratio, score_cutoff=100 * NEAR
        )
        return (others[found[2]].task, round(found[1] / 100, 3)) if found is not None else None
