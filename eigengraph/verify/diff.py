"""Where two rows differ, path by path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from eigengraph.records import Change, Path, canonical
from eigengraph.world import ListView, Row, RowView
from eigengraph.world.views import thaw


class _Nothing:
    """Stands for a place where there is nothing, which is not the same as null."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = _Nothing()


def plain(value: Any) -> Any:
    """Return the JSON value behind a view, without a copy."""
    kind = type(value)
    return value.__json__() if kind is RowView or kind is ListView else value


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal as tau2-bench's database hash sees them: ``1``, ``1.0`` and ``true`` differ.

    It says what comparing ``eigengraph.records.canonical`` would, without writing both values out.
    """
    left, right = plain(left), plain(right)
    if left is right:
        return True
    if left is NOTHING or right is NOTHING:
        return False
    kind = type(left)
    if kind is type(right):
        if kind is dict:
            return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
        if kind is list:
            return len(left) == len(right) and all(map(same, left, right))
        if kind in (str, int, bool):
            return bool(left == right)
    return canonical(left) == canonical(right)


def differences(before: Any, after: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Yield ``(path, before, after)`` for each place where two values differ.

    Mappings are entered; lists are compared as wholes, since their order is part of the state. ``NOTHING`` stands for
    a missing side.
    """
    before, after = plain(before), plain(after)
    if isinstance(before, dict) and isinstance(after, dict):
        # A copied row shares its scalars with the row it was copied from, so identity rules most keys out.
        touched = [key for key, now in after.items() if before.get(key, NOTHING) is not now]
        touched += [key for key in before if key not in after]
        for key in sorted(touched):
            yield from differences(before.get(key, NOTHING), after.get(key, NOTHING), (*path, key))
    elif not same(before, after):
        yield path, before, after


def first_difference(left: Any, right: Any, path: tuple[str | int, ...] = ()) -> tuple[tuple[str | int, ...], Any, Any]:
    """Return ``(path, left, right)`` of the first, innermost place where two values that differ do so.

    Lists are entered too, by position; ``NOTHING`` stands for a missing side.
    """
    left, right = plain(left), plain(right)
    steps: Iterable[str | int] = ()
    if isinstance(left, dict) and isinstance(right, dict):
        steps = [*left, *(key for key in right if key not in left)]
        sides = left, right
    elif isinstance(left, list) and isinstance(right, list):
        steps = range(max(len(left), len(right)))
        sides = dict(enumerate(left)), dict(enumerate(right))
    for step in steps:
        mine, other = sides[0].get(step, NOTHING), sides[1].get(step, NOTHING)
        if not same(mine, other):
            return first_difference(mine, other, (*path, step))
    return path, left, right


def row_changes(table: str, key: str, before: Row | RowView | None, after: Row | RowView | None) -> tuple[Change, ...]:
    """Return how one row changed; a row that came or went is one change with an empty path.

    The values are copies: what a change shows stays as it is, and nobody reaches the base through it.
    """
    left = NOTHING if before is None else before
    right = NOTHING if after is None else after
    return tuple(
        Change(
            table,
            key,
            path,
            None if was is NOTHING else thaw(was),
            None if now is NOTHING else thaw(now),
            "before" if was is NOTHING else "after" if now is NOTHING else "",
        )
        for path, was, now in differences(left, right)
    )


def at(row: Any, path: Path) -> Any:
    """Return the value at a path of a row (views allowed), or ``NOTHING``."""
    value = plain(row)
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return NOTHING
        value = value[step]
    return NOTHING if value is None and not path else value
