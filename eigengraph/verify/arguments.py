"""The scalar leaves of a call's arguments, and the entities that they name."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from eigengraph.records import ToolCall
from eigengraph.verify.diff import plain
from eigengraph.world import World
from eigengraph.world.views import thaw

Step = str | int
Path = tuple[Step, ...]
_MOST_OTHERS = 8
_FAR = 4  # of them, rows that nothing mentions
_MOST_HOPS = 24


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield each scalar of a JSON value with its path."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


def with_leaves(arguments: Mapping[str, Any], values: Mapping[Path, Any]) -> dict[str, Any]:
    """Return a copy of arguments with other values at some paths."""
    copy: dict[str, Any] = thaw(dict(arguments))
    for path, value in values.items():
        holder: Any = copy
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value
    return copy


def dotted(path: Path) -> str:
    """Return a path as people read it: ``lines.0.item``."""
    return ".".join(map(str, path))


@dataclass(frozen=True, slots=True)
class Entity:
    """What a value names.

    Attributes:
        kind: ``row``: the key of a row; ``member``: a key of a mapping inside a row, such as a user's payment method.
        group: Whose; two entities of one group could stand in each other's place.
        others: Of the same group, those that it is most easily confused with.
    """

    kind: Literal["row", "member"]
    group: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entities:
    """Finds what values name, among the rows that some calls are about.

    Attributes:
        world: In the initial state; only read.
        mentioned: Texts in the rows that the calls touch, then in the rows that these name, in order: what the policy
            has read is what it confuses.
        groups: Keys of each mapping of mappings inside the touched rows.
        columns: Texts that one field of a list in a touched row holds, such as the items of an order.
    """

    world: World
    mentioned: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, world: World, calls: tuple[ToolCall, ...]) -> Self:
        """Look at the rows that the writes among these calls touch; only a fork of the world is changed."""
        touched = _rows_touched(world, calls)
        rows = list(touched.values())
        mentioned = dict.fromkeys(text for row in rows for text in _texts(row))
        further = itertools.islice(_rows_named(world, mentioned, touched), _MOST_HOPS)
        mentioned |= dict.fromkeys(text for row in further for text in _texts(row))
        groups = tuple(tuple(mapping) for row in rows for mapping in _mappings(row))
        return cls(world, tuple(mentioned), groups, tuple(column for row in rows for column in _columns(row)))

    def find(self, value: Any) -> Entity | None:
        """Return what a value names; None for a value that names nothing.

        The others of a row are keys of its table, those that the touched rows mention first; of a member, all of its
        group.
        """
        if not isinstance(value, str):
            return None
        for name, table in self.world.tables.items():
            if value in table:
                near = [text for text in self.mentioned if text != value and text in table]
                far = (key for key in table if key != value and key not in near)
                others = (*near[: _MOST_OTHERS - _FAR], *itertools.islice(far, _FAR))
                return Entity("row", name, others)
        for number, group in enumerate(self.groups):
            if value in group:
                return Entity("member", str(number), tuple(key for key in group if key != value))
        return None

    def beside(self, value: Any) -> tuple[str, ...]:
        """Return what stands where a value does in the same list of a touched row, such as an order's other items."""
        found = (column for column in self.columns if value in column)
        return tuple(dict.fromkeys(text for column in found for text in column if text != value))


def _rows_touched(world: World, calls: tuple[ToolCall, ...]) -> dict[tuple[str, str], Any]:
    twin = world.fork()
    with twin.trace() as (reads, writes):
        for call in calls:
            tool = twin.find(call.name, call.side)
            # A search reads a whole table; what it saw is not what the calls are about.
            if tool is not None and tool.kind == "write":
                twin.call(call)
    rows = {(table, key): world.tables[table].peek(key) for table, key in sorted(reads | writes)}
    return {place: plain(row) for place, row in rows.items() if row is not None}


def _rows_named(world: World, texts: Iterable[str], known: Container[tuple[str, str]]) -> Iterator[Any]:
    """Yield rows whose keys are among some texts, without those that are known."""
    for text in texts:
        for name, table in world.tables.items():
            if text in table and (name, text) not in known:
                yield plain(table.peek(text))


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


def _columns(row: Any) -> Iterator[tuple[str, ...]]:
    """Yield the texts that stand at one place in all items of a list, where they are several."""
    columns: dict[tuple[Step | None, ...], dict[str, None]] = {}
    for path, value in leaves(row):
        if isinstance(value, str) and any(isinstance(step, int) for step in path):
            place = tuple(None if isinstance(step, int) else step for step in path)
            columns.setdefault(place, {})[value] = None
    yield from (tuple(column) for column in columns.values() if len(column) > 1)
