"""Choosing among wrong calls: those that the tools accept come first, since a refused one tests nothing but itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eigengraph.errors import ToolCrash
from eigengraph.records import ToolCall
from eigengraph.verify.variants import Ground, Variant

MOST_PER_ARGUMENT_KIND = 4
"""Mutants of one kind that changes what a call carries, but at least one about each value and one of each way."""

MOST_PROBES = 8
"""Other values that are tried out for one value, and beyond these for a whole kind, until the tools accept one."""


@dataclass(frozen=True, slots=True)
class Idea:
    """Calls that may be wrong instead of those of the solution.

    Attributes:
        detail: What is done to the solution, in a few words.
        calls: Other calls, by the position of the write that they stand for.
        about: Which part of which call it changes.
        way: How; of each way at least one is wanted that the tools accept.
    """

    detail: str
    calls: Mapping[int, ToolCall]
    about: Hashable
    way: str = ""


def chosen(ground: Ground, ideas: Iterable[Idea]) -> Iterator[Variant]:
    """Yield variants of a kind: one about each thing, then one of each way, then others until there are enough.

    Of what is about one thing it is the first that the tools accept, and one that they refuse only where there is no
    other. Beyond that only what they accept is yielded.

    Args:
        ground: Its ``random`` draws.
        ideas: Those about one thing in the order in which they are wanted.
    """
    found = list(ideas)
    by_thing: dict[Hashable, list[int]] = {}
    for number, idea in enumerate(found):
        by_thing.setdefault(idea.about, []).append(number)
    taken, probed, ways = set[int](), set[int](), set[str]()
    for numbers in by_thing.values():
        first, tried, accepted = _first(ground, found, numbers)
        taken.add(first)
        probed.update(tried)
        if accepted:
            ways.add(found[first].way)
    rest = [number for number in range(len(found)) if number not in probed]
    probes = MOST_PROBES
    for number in sorted(ground.random.sample(rest, len(rest)), key=lambda number: found[number].way in ways):
        is_wanted = found[number].way not in ways or len(taken) < MOST_PER_ARGUMENT_KIND
        if is_wanted and probes:
            probes -= 1
            if _is_accepted(ground, found[number]):
                taken.add(number)
                ways.add(found[number].way)
    for number in sorted(taken):
        yield _variant(ground, found[number])


def _first(ground: Ground, ideas: Sequence[Idea], numbers: Sequence[int]) -> tuple[int, Sequence[int], bool]:
    """Return the first idea that is accepted, those that were tried out, and whether any is; else the first refused."""
    refused = []
    tried = numbers[:MOST_PROBES]
    for at, number in enumerate(tried, 1):
        accepted = _is_accepted(ground, ideas[number])
        if accepted:
            return number, tried[:at], True
        if accepted is False:
            refused.append(number)
    return (refused or tried)[0], tried, False


def _is_accepted(ground: Ground, idea: Idea) -> bool | None:
    """Whether the tools accept each call in the place of the solution's; None where a tool crashes on it."""
    try:
        return all(not ground.before(position).call(call).error for position, call in idea.calls.items())
    except ToolCrash:
        return None


def _variant(ground: Ground, idea: Idea) -> Variant:
    calls = list(ground.solution.calls)
    for position, call in idea.calls.items():
        calls[position] = call
    return ground.variant(idea.detail, tuple(calls), (idea.about, idea.way))
