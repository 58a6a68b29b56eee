"""Splitting a dataset into train, validation and test, so that no two parts know the same people or things.

Two tasks belong together if their dialogues touch rows of one household: rows that the domain's schema ties to each
other by references, such as a user and the user's orders. Tables that are only ever referred to and refer to nothing,
such as flights or products, are a catalogue: everybody may share them. What belongs together goes into one split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from eigengraph.dataset.disjoint_sets import DisjointSets
from eigengraph.records import Datum, digest, read_answer
from eigengraph.world import Base, Domain
from eigengraph.world.schema import referred_keys

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")

Households = Mapping[str, frozenset[str]]
"""By row key, the households that a row of this key belongs to; more than one where tables share a key."""


def households(domain: Domain, base: Base) -> Households:
    """Group the rows of a database by the references between them, catalogues left out."""
    referred = {table for schema in domain.schema.values() for table in schema.references.values()}
    tables = [
        name
        for name, schema in domain.schema.items()
        if name in base.tables and not schema.single and (schema.references or name not in referred)
    ]
    sets = DisjointSets()
    for name in tables:
        for key, row in base.tables[name].items():
            for table, other in referred_keys(domain.schema[name], row):
                if table in tables:
                    sets.join(f"{name}/{key}", f"{table}/{other}")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in tables:
        for key in base.tables[name]:
            found[key].add(sets.leader(f"{name}/{key}"))
    return {key: frozenset(names) for key, names in found.items()}


def touched(datum: Datum, known: Households) -> frozenset[str]:
    """Return the households whose rows a task or its dialogue names, in calls, answers or facts."""
    blueprint = datum.task.blueprint
    facts = [*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts)]
    named: list[Any] = [[fact.value, fact.about] for fact in facts]
    named.extend(call.arguments for call in (*blueprint.gold(), *datum.trajectory.calls()))
    named.extend(read_answer(message.content) for message in datum.trajectory.messages if message.role == "tool")
    named.extend(list(rows) for rows in datum.task.initial.rows.values())
    return frozenset().union(*(known.get(text, frozenset()) for text in _texts(named)))


def assign(touches: Iterable[tuple[str, frozenset[str]]], shares: Mapping[Split, float]) -> dict[str, Split]:
    """Assign each task to a split.

    Groups of tasks that belong together are dealt out, the largest first, each to the split that lacks most of its
    share; equal groups in the order of a digest, so that no split is made of early tasks only.

    Args:
        touches: Task ids with the households they touch.
        shares: What part of the tasks each split should get; parts add up to 1.

    Returns:
        The split of each task. Where nearly everything belongs together, some splits stay empty.
    """
    sets = DisjointSets()
    tasks = dict(touches)
    for task, names in tasks.items():
        for name in names:
            sets.join(f"task {task}", name)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for task in tasks:
        groups[sets.leader(f"task {task}")].append(task)
    lacking = {split: share * len(tasks) for split, share in shares.items() if share > 0}
    found: dict[str, Split] = {}
    for group in sorted(groups.values(), key=lambda group: (-len(group), digest(min(group).encode()))):
        split = max(lacking, key=lambda name: lacking[name])
        lacking[split] -= len(group)
        found.update(dict.fromkeys(group, split))
    return found


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, keys of mappings included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)
