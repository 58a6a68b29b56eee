"""Equivalents: other right solutions, which a verifier must accept."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping

from eigengraph.records import ToolCall
from eigengraph.verify.mutants import Ground, Variant

Rows = frozenset[tuple[str, str]]


def reordered_calls(ground: Ground) -> Iterator[Variant]:
    """Swap neighbouring writes neither of which reads or writes what the other writes."""
    calls = ground.solution.calls
    places = [index for index, call in enumerate(calls) if ground.writes(call)]
    touched = _rows_by_call(ground, [calls[index] for index in places])
    for (first, left), (then, right) in itertools.pairwise(zip(places, touched, strict=True)):
        if _independent(left, right):
            swapped = list(calls)
            swapped[first], swapped[then] = swapped[then], swapped[first]
            yield ground.variant("reordered_calls", f"{calls[then].name} first", tuple(swapped))


def extra_reads(ground: Ground) -> Iterator[Variant]:
    """Look things up again, before and after."""
    calls = ground.solution.calls
    reads = tuple(
        call for call in calls if (tool := ground.world.find(call.name, call.side)) is not None and tool.kind == "read"
    )
    if reads:
        yield ground.variant("extra_reads", "each look-up again, before and after", (*reads, *calls, *reads))


def alternatives(ground: Ground) -> Iterator[Variant]:
    """Every other acceptable solution is a ground of its own; as it stands it must pass."""
    yield ground.variant("alternatives", ground.solution.name, ground.solution.calls)


EQUIVALENTS: Mapping[str, Callable[[Ground], Iterator[Variant]]] = {
    equivalent.__name__: equivalent for equivalent in (reordered_calls, extra_reads, alternatives)
}


def _rows_by_call(ground: Ground, writes: list[ToolCall]) -> list[tuple[Rows, Rows]]:
    """Return which rows each write reads and writes."""
    if len(writes) < 2:
        return [(frozenset(), frozenset())] * len(writes)
    world = ground.world.fork()
    touched = []
    for call in writes:
        with world.trace() as (reads, written):
            world.call(call)
        touched.append((frozenset(reads), frozenset(written)))
    return touched


def _independent(left: tuple[Rows, Rows], right: tuple[Rows, Rows]) -> bool:
    (left_reads, left_writes), (right_reads, right_writes) = left, right
    return not (left_writes & (right_reads | right_writes) or right_writes & left_reads)
