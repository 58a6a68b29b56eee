"""What was read before: each turn of a dialogue begins with all turns before it, and all dialogues with one policy."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

_BLOCK = 16  # tokens: only whole blocks are found again

States = list[tuple[Any, Any]]


class Prefixes:
    """States by the tokens that they were read from; the ones not used for longest make room for others.

    Args:
        most: Bytes to keep at most; 0 to keep nothing.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[int, tuple[States, list[int], int]] = OrderedDict()
        self._by_block: dict[int, int] = {}
        self._count = 0

    def find(self, ids: Sequence[int]) -> tuple[int, States]:
        """Return how many of the first tokens were read before, and their states: fewer than there are tokens."""
        best, length = None, 0
        for number, key in enumerate(_keys(ids[:-1]), 1):
            if (entry := self._by_block.get(key)) is None:
                break
            best, length = entry, number * _BLOCK
        if best is None:
            return 0, []
        self._kept.move_to_end(best)
        return length, [(keys[:, :length], values[:, :length]) for keys, values in self._kept[best][0]]

    def keep(self, ids: Sequence[int], states: States) -> None:
        """Keep states.

        Args:
            ids: The tokens that were read; there may be one more of them than states, since the last is only written.
            states: Keys and values of every layer, heads x slots x width each.
        """
        size = sum(side.numel() * side.element_size() for layer in states for side in layer)
        keys = list(_keys(ids[: states[0][0].shape[1]]))
        if not keys or size > self._most:
            return
        self._count += 1
        self._kept[self._count] = (states, keys, size)
        self._by_block.update(dict.fromkeys(keys, self._count))
        self._size += size
        while self._size > self._most:
            self._forget(*self._kept.popitem(last=False))

    def _forget(self, entry: int, kept: tuple[States, list[int], int]) -> None:
        self._size -= kept[2]
        for key in kept[1]:
            if self._by_block.get(key) == entry:
                del self._by_block[key]


def _keys(ids: Sequence[int]) -> Iterator[int]:
    """Yield a key for each whole block, which stands for all tokens up to its end."""
    key = 0
    for start in range(0, len(ids) - _BLOCK + 1, _BLOCK):
        key = hash((key, *ids[start : start + _BLOCK]))
        yield key
