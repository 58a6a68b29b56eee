"""Mutants in which one write carries something else than it should."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from eigengraph.records import ToolCall
from eigengraph.verify.arguments import Path, dotted, with_leaves
from eigengraph.verify.choosing import Idea, chosen
from eigengraph.verify.other_values import Other, as_date, other_dates, other_numbers, other_texts
from eigengraph.verify.variants import Ground, Leaf, Variant

_MOST_MEMBERS = 5
_MOST_BESIDE = 3


def off_by_one(ground: Ground) -> Iterator[Variant]:
    """Make one number of a write one less or more, an amount with cents by a cent; or negate it, or give it a part."""
    yield from _with_another(ground, lambda leaf: other_numbers(leaf.value, ground.random))


def wrong_date(ground: Ground) -> Iterator[Variant]:
    """Move one date of a write to the day before or after, to one near it, or to another month or year."""
    yield from _with_another(ground, lambda leaf: other_dates(leaf.value, ground.random))


def wrong_value(ground: Ground) -> Iterator[Variant]:
    """Change one choice, switch or text of a write: another choice, the other position, another spelling, nothing."""
    yield from _with_another(ground, lambda leaf: _other_values(ground, leaf))


def wrong_entity(ground: Ground) -> Iterator[Variant]:
    """Exchange one row that a write names for another it could be confused with."""

    def others(leaf: Leaf) -> Iterable[Other]:
        if leaf.entity is None or leaf.entity.kind != "row":
            return ()
        return (Other("row", other) for other in leaf.entity.others)

    yield from _with_another(ground, others)


def wrong_member(ground: Ground) -> Iterator[Variant]:
    """Exchange what a write names inside a row for another of its group, such as a user's other payment method."""

    def others(leaf: Leaf) -> Iterable[Other]:
        if leaf.entity is None or leaf.entity.kind != "member":
            return ()
        group = leaf.entity.others
        members = ground.random.sample(group, min(_MOST_MEMBERS, len(group)))
        beside = ground.entities.beside(leaf.value)[:_MOST_BESIDE]
        # Members differ in more than their names (a card and a gift card), so each is a way of its own; days do not.
        is_day = as_date(leaf.value) is not None
        return (Other("day" if is_day else other, other) for other in dict.fromkeys([*members, *beside]))

    yield from _with_another(ground, others)


def swapped_arguments(ground: Ground) -> Iterator[Variant]:
    """Exchange two values for each other that could stand in each other's place, in one write or in two."""
    found = [
        (one, other)
        for one, other in itertools.combinations(ground.leaves, 2)
        if one.value != other.value and _sort(one) == _sort(other) != "" and _belong(one, other)
    ]
    ideas = [_exchange(ground, one, other) for one, other in ground.random.sample(found, len(found))]
    yield from chosen(ground, ideas)


def choices_of(ground: Ground, call: ToolCall, path: Path) -> tuple[Any, ...]:
    """Return the values that a tool's schema allows for an argument; none where it names none."""
    tool = ground.world.find(call.name, call.side)
    properties = tool.schema["function"]["parameters"].get("properties", {}) if tool is not None else {}
    return tuple(properties.get(str(path[0]), {}).get("enum", ()))


def _with_another(ground: Ground, others: Callable[[Leaf], Iterable[Other]]) -> Iterator[Variant]:
    """Yield variants in which one leaf has another value; of each leaf that can have one, at least one."""
    ideas = []
    for leaf in ground.leaves:
        call = ground.solution.calls[leaf.position]
        for way, other in others(leaf):
            wrong = replace(call, arguments=with_leaves(call.arguments, {leaf.path: other}))
            detail = f"{call.name}.{dotted(leaf.path)}: {leaf.value!r} -> {other!r}"
            ideas.append(Idea(detail, {leaf.position: wrong}, (leaf.position, leaf.path), way))
    yield from chosen(ground, ideas)


def _other_values(ground: Ground, leaf: Leaf) -> Iterator[Other]:
    if leaf.entity is not None or as_date(leaf.value) is not None:
        return  # the business of other kinds
    choices = choices_of(ground, ground.solution.calls[leaf.position], leaf.path)
    others = [choice for choice in choices if choice != leaf.value]
    if others:
        yield from (Other("choice", choice) for choice in ground.random.sample(others, len(others)))
    elif isinstance(leaf.value, bool):
        yield Other("switch", not leaf.value)
    elif isinstance(leaf.value, str):
        yield from other_texts(leaf.value, ground.random)
        yield from (Other("beside", text) for text in ground.entities.beside(leaf.value)[:_MOST_BESIDE])


def _exchange(ground: Ground, one: Leaf, other: Leaf) -> Idea:
    calls = ground.solution.calls
    first, then = calls[one.position], calls[other.position]
    if one.position == other.position:
        wrong = replace(first, arguments=with_leaves(first.arguments, {one.path: other.value, other.path: one.value}))
        return Idea(f"{first.name}: {dotted(one.path)} and {dotted(other.path)}", {one.position: wrong}, None, "one")
    exchanged = {
        one.position: replace(first, arguments=with_leaves(first.arguments, {one.path: other.value})),
        other.position: replace(then, arguments=with_leaves(then.arguments, {other.path: one.value})),
    }
    return Idea(f"{first.name}.{dotted(one.path)} and {then.name}.{dotted(other.path)}", exchanged, None, "two")


def _belong(one: Leaf, other: Leaf) -> bool:
    """Whether two values are of one write, or entities that two writes hold in the same field."""
    return one.position == other.position or (one.entity is not None and one.path[-1] == other.path[-1])


def _sort(leaf: Leaf) -> str:
    """Return what a value is, so that two of one sort could be mistaken for each other; empty for a switch or nothing.

    Texts that name nothing are of one sort only where the same field holds them, as in the rows of a list.
    """
    if leaf.value in (None, "") or isinstance(leaf.value, bool):
        return ""
    if isinstance(leaf.value, int | float):
        return "number"
    if as_date(leaf.value) is not None:
        return "date"
    if leaf.entity is not None:
        return f"{leaf.entity.kind} {leaf.entity.group}"
    return f"text {dotted(tuple(step for step in leaf.path if isinstance(step, str)))}"
