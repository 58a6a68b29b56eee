"""Mutants in which one write carries something else than it should."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from eigengraph.records import ToolCall
from eigengraph.verify.arguments import Path, dotted, with_leaves
from eigengraph.verify.variants import Ground, Leaf, Variant
from eigengraph.world.views import thaw

_CENT = 0.01


def off_by_one(ground: Ground) -> Iterator[Variant]:
    """Make one number of a write one less and one more; an amount with cents by a cent."""

    def others(leaf: Leaf) -> Iterable[Any]:
        value = leaf.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return ()
        if value == int(value):
            return (value - 1, value + 1)
        return (round(value - _CENT, 2), round(value + _CENT, 2))

    yield from _with_another(ground, others)


def wrong_date(ground: Ground) -> Iterator[Variant]:
    """Move one date of a write to the day before and the day after."""

    def others(leaf: Leaf) -> Iterable[Any]:
        day = as_date(leaf.value)
        return () if day is None else [(day + timedelta(days=step)).isoformat() for step in (-1, 1)]

    yield from _with_another(ground, others)


def wrong_value(ground: Ground) -> Iterator[Variant]:
    """Change one choice, switch or text of a write: another choice, the other position, another spelling."""
    yield from _with_another(ground, lambda leaf: _other_values(ground, leaf))


def wrong_entity(ground: Ground) -> Iterator[Variant]:
    """Exchange one row that a write names for another it could be confused with."""
    yield from _with_another(ground, lambda leaf: _confusable(leaf, "row"))


def wrong_member(ground: Ground) -> Iterator[Variant]:
    """Exchange what a write names inside a row for another of its group, such as a user's other payment method."""
    yield from _with_another(ground, lambda leaf: _confusable(leaf, "member"))


def swapped_arguments(ground: Ground) -> Iterator[Variant]:
    """Exchange two values of one write for each other that could stand in each other's place."""
    found = [
        (one, other)
        for one, other in itertools.combinations(ground.leaves, 2)
        if one.position == other.position and one.value != other.value and _sort(one) == _sort(other) != ""
    ]
    for one, other in ground.few(found):
        call = ground.solution.calls[one.position]
        wrong = replace(call, arguments=with_leaves(call.arguments, {one.path: other.value, other.path: one.value}))
        detail = f"{call.name}: {dotted(one.path)} and {dotted(other.path)}"
        yield ground.variant(detail, ground.with_call(one.position, wrong))


def dropped_item(ground: Ground) -> Iterator[Variant]:
    """Leave one item out of a list that a write carries, or out of two lists that go along with each other."""
    found = [
        (index, number, names)
        for index in ground.writes
        for names, length in _lists(ground.solution.calls[index])
        for number in range(length)
    ]
    for index, number, names in ground.few(found, lambda item: (item[0], item[2])):
        call = ground.solution.calls[index]
        arguments = thaw(dict(call.arguments))
        for name in names:
            del arguments[name][number]
        detail = f"{call.name}.{' and '.join(names)}: without number {number}"
        yield ground.variant(detail, ground.with_call(index, replace(call, arguments=arguments)), (index, names))


def as_date(value: Any) -> date | None:
    """Return the day that a value writes as ``YYYY-MM-DD``; None for any other value."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def choices_of(ground: Ground, call: ToolCall, path: Path) -> tuple[Any, ...]:
    """Return the values that a tool's schema allows for an argument; none where it names none."""
    tool = ground.world.find(call.name, call.side)
    properties = tool.schema["function"]["parameters"].get("properties", {}) if tool is not None else {}
    return tuple(properties.get(str(path[0]), {}).get("enum", ()))


def _confusable(leaf: Leaf, kind: str) -> tuple[str, ...]:
    return leaf.entity.others if leaf.entity is not None and leaf.entity.kind == kind else ()


def _with_another(ground: Ground, others: Callable[[Leaf], Iterable[Any]]) -> Iterator[Variant]:
    """Yield variants in which one leaf has another value; of each leaf that can have one, at least one."""
    found = [(leaf, other) for leaf in ground.leaves for other in others(leaf)]
    for leaf, other in ground.few(found, lambda pair: (pair[0].position, pair[0].path)):
        call = ground.solution.calls[leaf.position]
        wrong = replace(call, arguments=with_leaves(call.arguments, {leaf.path: other}))
        detail = f"{call.name}.{dotted(leaf.path)}: {leaf.value!r} -> {other!r}"
        yield ground.variant(detail, ground.with_call(leaf.position, wrong), (leaf.position, leaf.path))


def _other_values(ground: Ground, leaf: Leaf) -> tuple[Any, ...]:
    if leaf.entity is not None or as_date(leaf.value) is not None:
        return ()  # the business of other kinds
    choices = choices_of(ground, ground.solution.calls[leaf.position], leaf.path)
    others = tuple(choice for choice in choices if choice != leaf.value)
    if others:
        return (ground.random.choice(others),)
    if isinstance(leaf.value, bool):
        return (not leaf.value,)
    if isinstance(leaf.value, str):
        return (leaf.value[:-1] + ("e" if leaf.value.endswith("a") else "a"),)
    return ()


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


def _lists(call: ToolCall) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the names of lists that one item can be left out of together, with their length."""
    lists = {
        name: value for name, value in call.arguments.items() if isinstance(value, list | tuple) and len(value) > 1
    }
    for name, value in lists.items():
        yield (name,), len(value)
        partners = tuple(other for other, items in lists.items() if _go_along(value, items))
        if len(partners) > 1 and partners[0] == name:
            yield partners, len(value)


def _go_along(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether two lists seem to belong together item by item: scalars, as many of each."""
    scalars = not any(isinstance(item, list | tuple | dict) for item in (*one, *other))
    return scalars and len(one) == len(other)
