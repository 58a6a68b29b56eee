"""A world's rows as the parts that ``tau2_state.py`` knows: table, key and row; a single record's key is empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from eigengraph.records import Side, canonical
from eigengraph.world import World
from eigengraph.world.views import thaw

Part = tuple[str, str, Any]


def parts_of(world: World, side: Side) -> Iterator[Part]:
    """Yield the rows that one side's tables hold in the place of the base's; None for a removed one."""
    for name, table in world.tables.items():
        if table.side == side:
            single = world.domain.schema[name].single
            yield from ((name, "" if single else key, thaw(row)) for key, row in table.overlay().items())


def write_parts(world: World, parts: Iterable[Part]) -> None:
    """Store rows that have changed.

    Raises:
        ReadOnlyError: Nothing may be written now.
    """
    for name, key, row in parts:
        table, key = world.tables[name], key or world.domain.schema[name].single
        if row is None:
            del table[key]
        elif canonical(row) != canonical(table.peek(key)):
            table[key] = row


def note_reads(world: World, seen: Iterable[tuple[str, str]]) -> None:
    """Count rows as read."""
    for name, key in seen:
        world.tables[name].peek(key or world.domain.schema[name].single)
