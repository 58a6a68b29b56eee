"""Mutants in which a list that a write carries has other items, or the same in another order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from eigengraph.records import ToolCall
from eigengraph.verify.choosing import Idea, chosen
from eigengraph.verify.diff import same
from eigengraph.verify.variants import Ground, Variant
from eigengraph.world.views import thaw

Picks = Mapping[str, Sequence[int]]
"""Positions of the items that a list holds afterwards, by what that does to it in a few words."""


def dropped_item(ground: Ground) -> Iterator[Variant]:
    """Leave one item out of a list that a write carries, or out of two lists that go along with each other."""

    def without_one(length: int, random: Random) -> Picks:
        numbers = random.sample(range(length), length) if length > 1 else ()
        return {f"without number {number}": [at for at in range(length) if at != number] for number in numbers}

    yield from _with_other_lists(ground, without_one)


def doubled_item(ground: Ground) -> Iterator[Variant]:
    """Put one item of a list that a write carries into it once more, or so in two lists that go along."""

    def one_twice(length: int, random: Random) -> Picks:
        return {f"number {at} twice": [*range(length), at] for at in random.sample(range(length), length)}

    yield from _with_other_lists(ground, one_twice)


def reordered_items(ground: Ground) -> Iterator[Variant]:
    """Turn a list that a write carries round, or exchange two neighbours in it; or so in two that go along."""

    def turned(length: int, random: Random) -> Picks:
        found = {"in reverse": list(range(length))[::-1]}
        if length > 2:
            at = random.randrange(length - 1)
            found[f"numbers {at} and {at + 1} exchanged"] = [*range(at), at + 1, at, *range(at + 2, length)]
        return found if length > 1 else {}

    yield from _with_other_lists(ground, turned)


def _with_other_lists(ground: Ground, picks: Callable[[int, Random], Picks]) -> Iterator[Variant]:
    """Yield variants in which some lists of one write hold other items; of each list that can, at least one."""
    ideas = []
    for position in ground.writes:
        call = ground.solution.calls[position]
        for names, length in _lists(call):
            for what, kept in picks(length, ground.random).items():
                arguments = thaw(dict(call.arguments))
                arguments |= {name: [arguments[name][at] for at in kept] for name in names}
                if not same(arguments, thaw(dict(call.arguments))):
                    detail = f"{call.name}.{' and '.join(names)}: {what}"
                    ideas.append(Idea(detail, {position: replace(call, arguments=arguments)}, (position, names)))
    yield from chosen(ground, ideas)


def _lists(call: ToolCall) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the names of lists whose items can be picked together, with their length."""
    lists = {name: value for name, value in call.arguments.items() if isinstance(value, list | tuple) and value}
    for name, value in lists.items():
        yield (name,), len(value)
        partners = tuple(other for other, items in lists.items() if _go_along(value, items))
        if len(partners) > 1 and partners[0] == name:
            yield partners, len(value)


def _go_along(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether two lists seem to belong together item by item: scalars, as many of each."""
    scalars = not any(isinstance(item, list | tuple | dict) for item in (*one, *other))
    return scalars and len(one) == len(other)
