"""Which inputs share a session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

MOST_INPUTS = 32
"""Inputs that one feed judges; its time limit is that of one input, which this many seldom need together."""

MOST_CHARACTERS = 1 << 20
"""Of all inputs of a feed, which its memory holds at once."""


def batches(inputs: Sequence[str]) -> Iterator[range]:
    """Yield neighbouring inputs by their positions; an input that has no neighbour to share with is left out."""
    begin = size = 0
    for at, text in enumerate(inputs):
        if at - begin == MOST_INPUTS or size + len(text) > MOST_CHARACTERS:
            yield from _shared(begin, at)
            begin, size = at, 0
        size += len(text)
    yield from _shared(begin, len(inputs))


def _shared(begin: int, end: int) -> Iterator[range]:
    if end - begin > 1:
        yield range(begin, end)
