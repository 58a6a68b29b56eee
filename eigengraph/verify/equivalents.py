"""Equivalents: other right solutions, which a verifier must accept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from eigengraph.verify.speech import is_number
from eigengraph.verify.variants import Ground, Variant

_SPELLINGS = {
    "in a sentence": "So it is ${}, then.",
    "in bold": "It comes to **{}**!",
    "in italics": "That would be _{}_.",
    "with a unit": "A {}GB one.",
}


def reordered_calls(ground: Ground) -> Iterator[Variant]:
    """Swap neighbouring writes neither of which reads or writes what the other writes."""
    for pair in ground.neighbours:
        if pair.independent:
            yield ground.variant(f"{ground.solution.calls[pair.then].name} first", ground.swapped(pair))


def extra_reads(ground: Ground) -> Iterator[Variant]:
    """Look things up again, before and after."""
    calls = ground.solution.calls
    reads = tuple(
        call for call in calls if (tool := ground.world.find(call.name, call.side)) is not None and tool.kind == "read"
    )
    if reads:
        yield ground.variant("each look-up again, before and after", (*reads, *calls, *reads))


def alternatives(ground: Ground) -> Iterator[Variant]:
    """Every other acceptable solution is a ground of its own; as it stands it must pass."""
    yield ground.variant(ground.solution.name, ground.solution.calls)


def said_otherwise(ground: Ground) -> Iterator[Variant]:
    """Say everything that is due as people write it: amounts with a currency, set in bold or italics, with a unit."""
    for spelling, written in _SPELLINGS.items():
        said = tuple(written.format(text) if is_number(text) else text.upper() for text in ground.said)
        if said:
            yield replace(ground.variant(spelling, ground.solution.calls), said=said)


EQUIVALENTS: Mapping[str, Callable[[Ground], Iterator[Variant]]] = {
    equivalent.__name__: equivalent for equivalent in (reordered_calls, extra_reads, alternatives, said_otherwise)
}
