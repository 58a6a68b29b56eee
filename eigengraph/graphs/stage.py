"""Stages: steps that take items from one set of known fields to a larger one."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.graphs.item import FIELDS, Item
from eigengraph.records import decode, encode

if TYPE_CHECKING:
    from eigengraph.graphs.bench import Bench

Work = Callable[[Item, "Bench"], Awaitable[Item]]


@dataclass(frozen=True)
class Stage:
    """One stage of a graph.

    Attributes:
        name: Unique in its graph; what ledger entries and ``compose`` name.
        work: ``work(item, bench)`` returns the item with more filled in, or raises ``Rejection``.
        reads: Fields of ``Item`` that must be known before: the input schema.
        writes: Fields that are known after: the output schema; they are what the ledger keeps.
    """

    name: str
    work: Work
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


def stage(name: str, *, reads: Sequence[str] = (), writes: Sequence[str] = ()) -> Callable[[Work], Stage]:
    """Turn an async function ``(item, bench) -> item`` into a stage; see ``Stage``."""
    return lambda work: Stage(name, work, tuple(reads), tuple(writes))


def check_stages(stages: Sequence[Stage], known: Sequence[str] = ()) -> tuple[str, ...]:
    """Check that each stage's input is there when its turn comes.

    Args:
        stages: In order.
        known: Fields known before the first.

    Returns:
        The fields known after the last.

    Raises:
        ConfigError: A stage reads what no earlier one writes, or two have one name.
        UnknownNameError: A stage names a field that items do not have.
    """
    fields = list(known)
    names: set[str] = set()
    for item in stages:
        if item.name in names:
            raise ConfigError(f"two stages are named {item.name!r}; rename one")
        names.add(item.name)
        for name in (*item.reads, *item.writes):
            if name not in FIELDS:
                raise UnknownNameError(f"item field of stage {item.name!r}", name, FIELDS)
        missing = [name for name in item.reads if name not in fields]
        if missing:
            raise ConfigError(
                f"stage {item.name!r} reads {missing[0]!r}, which no stage before it writes "
                f"(known there: {', '.join(fields) or 'nothing'})"
            )
        fields.extend(item.writes)
    return tuple(fields)


def pack(stage: Stage, item: Item) -> bytes:
    """Return what a stage wrote, for the ledger."""
    return encode({name: getattr(item, name) for name in stage.writes})


def unpack(stage: Stage, item: Item, payload: bytes) -> Item:
    """Return an item with what a stage wrote before, from the ledger."""
    raw: dict[str, Any] = json.loads(payload)
    return replace(item, **{name: decode(FIELDS[name], json.dumps(raw[name])) for name in stage.writes})
