"""Mutants in which one write carries something else than it should."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from eigengraph.records import ToolCall
from eigengraph.verify.arguments import Path, dotted, leaves, with_leaf, with_leaves
from eigengraph.verify.variants import Ground, Variant
from eigengraph.world.views import thaw

_CENT = 0.01
_MOST_SWAPS = 8

Others = Callable[[ToolCall, Path, Any], Iterable[Any]]


def off_by_one(ground: Ground) -> Iterator[Variant]:
    """Make one number of a write one more and one less; an amount with cents by a cent."""

    def others(_call: ToolCall, _path: Path, value: Any) -> Iterable[Any]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return ()
        if value == int(value):
            return (value - 1, value + 1)
        return (round(value - _CENT, 2), round(value + _CENT, 2))

    yield from _with_another(ground, others)


def wrong_date(ground: Ground) -> Iterator[Variant]:
    """Move one date of a write to the day before and the day after."""

    def others(_call: ToolCall, _path: Path, value: Any) -> Iterable[Any]:
        day = as_date(value)
        return () if day is None else [(day + timedelta(days=step)).isoformat() for step in (-1, 1)]

    yield from _with_another(ground, others)


def wrong_value(ground: Ground) -> Iterator[Variant]:
    """Change one choice, switch or text of a write: another choice, the other position, another spelling."""
    yield from _with_another(ground, lambda call, path, value: _other_values(ground, call, path, value))


def wrong_entity(ground: Ground) -> Iterator[Variant]:
    """Exchange one row that a write names for another it could be confused with."""

    def others(_call: ToolCall, _path: Path, value: Any) -> Iterable[Any]:
        entity = ground.entities.find(value)
        return entity.others if entity is not None and entity.kind == "row" else ()

    yield from _with_another(ground, others)


def wrong_member(ground: Ground) -> Iterator[Variant]:
    """Exchange what a write names inside a row for another of its group, such as a user's other payment method."""

    def others(_call: ToolCall, _path: Path, value: Any) -> Iterable[Any]:
        entity = ground.entities.find(value)
        return entity.others if entity is not None and entity.kind == "member" else ()

    yield from _with_another(ground, others)


def swapped_arguments(ground: Ground) -> Iterator[Variant]:
    """Exchange two values of one write for each other that could stand in each other's place."""
    found = [
        (index, one, other)
        for index in ground.writes
        for one, other in itertools.combinations(leaves(ground.solution.calls[index].arguments), 2)
        if one[1] != other[1] and _sort(ground, *one) == _sort(ground, *other) != ""
    ]
    # Passengers alone make dozens of pairs; only those that can be tried are written out.
    drawn = ground.random.sample(range(len(found)), min(_MOST_SWAPS, len(found)))
    for number in sorted(drawn):
        index, (here, one), (there, other) = found[number]
        call = ground.solution.calls[index]
        wrong = replace(call, arguments=with_leaves(call.arguments, {here: other, there: one}))
        yield ground.variant(f"{call.name}: {dotted(here)} and {dotted(there)}", ground.with_call(index, wrong))


def dropped_item(ground: Ground) -> Iterator[Variant]:
    """Leave one item out of a list that a write carries, and its partner out of lists that go along with it."""
    for index in ground.writes:
        call = ground.solution.calls[index]
        lists = {name: value for name, value in call.arguments.items() if _is_list(value) and len(value) > 1}
        for name, value in lists.items():
            partners = [other for other, items in lists.items() if _go_along(value, items)]
            together = [partners] if len(partners) > 1 and partners[0] == name else []
            for number, names in itertools.product(range(len(value)), [[name], *together]):
                arguments = thaw(dict(call.arguments))
                for shortened in names:
                    del arguments[shortened][number]
                detail = f"{call.name}.{' and '.join(names)}: without number {number}"
                yield ground.variant(detail, ground.with_call(index, replace(call, arguments=arguments)))


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


def _with_another(ground: Ground, others: Others) -> Iterator[Variant]:
    for index in ground.writes:
        call = ground.solution.calls[index]
        for path, value in leaves(call.arguments):
            for other in others(call, path, value):
                wrong = replace(call, arguments=with_leaf(call.arguments, path, other))
                detail = f"{call.name}.{dotted(path)}: {value!r} -> {other!r}"
                yield ground.variant(detail, ground.with_call(index, wrong))


def _other_values(ground: Ground, call: ToolCall, path: Path, value: Any) -> tuple[Any, ...]:
    if ground.entities.find(value) is not None or as_date(value) is not None:
        return ()  # the business of other kinds
    others = tuple(choice for choice in choices_of(ground, call, path) if choice != value)
    if others:
        return (ground.random.choice(others),)
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, str) and value:
        return (value[:-1] + ("a" if value[-1] != "a" else "e"),)
    return ()


def _sort(ground: Ground, path: Path, value: Any) -> str:
    """Return what a value is, so that two of one sort could be mistaken for each other; empty for a switch or nothing.

    Texts that name nothing are of one sort only where the same field holds them, as in the rows of a list.
    """
    if value in (None, "") or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return "number"
    if as_date(value) is not None:
        return "date"
    entity = ground.entities.find(value)
    if entity is not None:
        return f"{entity.kind} {entity.group}"
    return f"text {dotted(tuple(step for step in path if isinstance(step, str)))}"


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _go_along(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether two lists seem to belong together item by item: scalars, as many of each."""
    scalars = not any(isinstance(item, list | tuple | dict) for item in (*one, *other))
    return scalars and len(one) == len(other)
