"""The scalar leaves of a call's arguments, and entities they could be confused with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from eigengraph.records import ToolCall
from eigengraph.verify.diff import plain
from eigengraph.world import World
from eigengraph.world.views import thaw

Step = str | int
_MOST_SIBLINGS = 2


def leaves(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Any]]:
    """Yield each scalar of a JSON value with its path."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


def with_leaf(arguments: Mapping[str, Any], path: tuple[Step, ...], value: Any) -> dict[str, Any]:
    """Return a copy of arguments with another value at a path."""
    copy: dict[str, Any] = thaw(dict(arguments))
    holder: Any = copy
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return copy


def sibling_finder(world: World, calls: tuple[ToolCall, ...]) -> Callable[[Any], tuple[Any, ...] | None]:
    """Return a function that finds, for a value that names an entity, others it could be taken for; None for any other.

    An entity is a row's key, or a key of a mapping inside a row that the calls touch (a payment method of a user).
    Siblings are drawn from those rows first, since what the policy has read is what it confuses; for a row's key
    they are keys of the same table.

    Args:
        world: In the initial state; only a fork of it is changed.
        calls: A solution.
    """
    touched = _rows_touched(world, calls)
    mentioned = {text: None for row in touched for text in _texts(row)}
    groups = [tuple(mapping) for row in touched for mapping in _mappings(row)]

    def siblings(value: Any) -> tuple[Any, ...] | None:
        if not isinstance(value, str):
            return None
        for table in world.tables.values():
            if value in table:
                near = [text for text in mentioned if text != value and text in table]
                far = (key for key in table if key != value)
                return tuple([*near, *(key for key, _ in zip(far, range(1), strict=False))][:_MOST_SIBLINGS])
        for group in groups:
            if value in group:
                return tuple(key for key in group if key != value)[:_MOST_SIBLINGS]
        return None

    return siblings


def _rows_touched(world: World, calls: tuple[ToolCall, ...]) -> list[Any]:
    twin = world.fork()
    with twin.trace() as (reads, writes):
        for call in calls:
            tool = twin.find(call.name, call.side)
            # A search reads a whole table; what it saw is not what the calls are about.
            if tool is not None and tool.kind == "write":
                twin.call(call)
    rows = [world.tables[table].peek(key) for table, key in sorted(reads | writes)]
    return [plain(row) for row in rows if row is not None]


def _texts(value: Any) -> Iterator[str]:
    return (leaf for _, leaf in leaves(value) if isinstance(leaf, str))


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield each mapping inside a row whose values are all mappings: things keyed by an id of their own."""
    if isinstance(value, Mapping):
        inner = list(value.values())
        if len(inner) > 1 and all(isinstance(item, Mapping) for item in inner):
            yield value
        for item in inner:
            yield from _mappings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _mappings(item)
