"""Stages: steps that take items from one set of known fields to a larger one."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Sequence
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


RESERVED = frozenset(
    {
        "final",
        "pilot",
        "plan",
        "planning",
        "decision",
        "begin",
        "retry",
        "finish",
        "entered",
        "alive",
        "passed",
        "round",
    }
)
"""Names that stages cannot have: a group's own nodes and state keys, and the ledger's names for what is no stage."""


def check_name(name: str, taken: Collection[str]) -> None:
    """Check that a part of a graph can have a name.

    Raises:
        ConfigError: It is reserved or taken.
    """
    if name in RESERVED:
        raise ConfigError(f"a stage cannot be named {name!r}; rename it (reserved: {', '.join(sorted(RESERVED))})")
    if name in taken:
        raise ConfigError(f"two stages are named {name!r}; rename one")


def check_stages(stages: Sequence[Stage], known: Sequence[str] = ()) -> tuple[str, ...]:
    """Check that each stage's input is there when its turn comes.

    Args:
        stages: In order.
        known: Fields known before the first.

    Returns:
        The fields known after the last.

    Raises:
        ConfigError: A stage reads what no earlier one writes, two have one name, or a name is reserved.
        UnknownNameError: A stage names a field that items do not have.
    """
    fields = list(known)
    names: set[str] = set()
    for item in stages:
        check_name(item.name, names)
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


def completed(stage: Stage, item: Item, done: object) -> Item:
    """Return an item with what a stage made of it, held to what the stage declares.

    What it does not declare is not kept in the ledger, so a resumed run would not have it.

    Args:
        stage: The stage.
        item: What it was given.
        done: What it returned.

    Raises:
        TypeError: It returned no item.
        ValueError: It wrote a field that it does not declare, or left one out that it does.
    """
    if not isinstance(done, Item):
        raise TypeError(f"stage {stage.name!r} returned {done!r:.80}; it must return an Item")
    for name in FIELDS:
        value = getattr(done, name)
        if name in stage.writes and value is None:
            raise ValueError(f"stage {stage.name!r} declares that it writes {name!r}, but did not")
        if name not in stage.writes and value is not getattr(item, name):
            raise ValueError(f"stage {stage.name!r} wrote {name!r}; add it to the stage's writes")
    return replace(item, **{name: getattr(done, name) for name in stage.writes})


def pack(stage: Stage, item: Item) -> bytes:
    """Return what a stage wrote, for the ledger."""
    return encode({name: getattr(item, name) for name in stage.writes})


def unpack(stage: Stage, item: Item, payload: bytes) -> Item:
    """Return an item with what a stage wrote before, from the ledger."""
    raw: dict[str, Any] = json.loads(payload)
    return replace(item, **{name: decode(FIELDS[name], json.dumps(raw[name])) for name in stage.writes})
