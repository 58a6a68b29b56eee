"""The KV cache of many rows: right-aligned, growing in place, with rows that come and go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch.nn.functional import pad
from transformers.cache_utils import Cache, DynamicLayer

_SPARE = 64  # slots made at once: growing by one copies everything that was read, for every token


class GrowingLayer(DynamicLayer):
    """A layer whose states are the first slots of larger tensors, so that no token costs a copy of the rest."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.keys: Any = None
        self.values: Any = None
        self._whole: tuple[Any, Any] | None = None

    def update(self, key_states: Any, value_states: Any, *_arguments: Any, **_options: Any) -> tuple[Any, Any]:
        """Add states behind those that are there, and return all."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        held = self.get_seq_length()
        end = held + key_states.shape[-2]
        if self._whole is None or self._whole[0].shape[-2] < end:
            self._whole = (_roomy(self.keys, key_states, held, end), _roomy(self.values, value_states, held, end))
        keys, values = self._whole
        keys[:, :, held:end], values[:, :, held:end] = key_states, value_states
        self.keys, self.values = keys[:, :, :end], values[:, :, :end]
        return self.keys, self.values

    def put(self, keys: Any, values: Any) -> None:
        """Replace all states."""
        self.keys, self.values, self._whole = keys, values, None


def _roomy(held: Any, new: Any, length: int, end: int) -> Any:
    whole = new.new_zeros(*new.shape[:2], end + _SPARE, new.shape[-1])
    if length:
        whole[:, :, :length] = held
    return whole


class Rows:
    """What the rows in work have read: the states of every layer, and which slots of each row count.

    Attributes:
        cache: Of transformers, as its models take it.
        mask: Rows x slots, 1 where a slot counts.
    """

    def __init__(self, cache: Cache, mask: Any) -> None:
        self.cache = cache
        self.mask = mask

    @classmethod
    def empty(cls, count: int, device: Any) -> Rows:
        """Return rows that have read nothing."""
        return cls(Cache(layer_class_to_replicate=GrowingLayer), torch.zeros(count, 0, dtype=torch.long, device=device))

    @classmethod
    def of(cls, states: Sequence[Sequence[Any]], device: Any) -> Rows:
        """Return rows of states as ``state`` gives them; empty ones have read nothing.

        Args:
            states: For each row, the keys and values of every layer, heads x slots x width each.
            device: Where they are.
        """
        lengths = [row[0][0].shape[1] if row else 0 for row in states]
        rows, most = cls.empty(len(states), device), max(lengths, default=0)
        if not most:
            return rows
        rows.mask = torch.stack([_span(length, most, device) for length in lengths])
        template = next(row for row in states if row)
        for layer in range(len(template)):
            sides = [
                torch.stack(
                    [
                        pad(row[layer][side], (0, 0, most - length, 0))
                        if row
                        else _nothing(template[layer][side], most)
                        for row, length in zip(states, lengths, strict=True)
                    ]
                )
                for side in (0, 1)
            ]
            rows.cache.update(*sides, layer)
        return rows

    @property
    def slots(self) -> int:
        """Slots of each row, those that do not count included."""
        return int(self.mask.shape[1])

    def state(self, row: int) -> list[tuple[Any, Any]]:
        """Return what one row has read, as copies that outlive it; without what the last token was read into."""
        taken = self.mask[row].bool()
        return [(layer.keys[row][:, taken].clone(), layer.values[row][:, taken].clone()) for layer in self.cache.layers]

    def keep(self, rows: Sequence[int]) -> None:
        """Let all other rows go, and the slots that no row counts any more."""
        chosen = torch.tensor(list(rows), dtype=torch.long, device=self.mask.device)
        mask = self.mask[chosen]
        first = int(mask.any(0).int().argmax()) if len(rows) else self.slots
        self.mask = mask[:, first:]
        for layer in self.cache.layers:
            layer.put(layer.keys[chosen][:, :, first:], layer.values[chosen][:, :, first:])

    def compact(self) -> None:
        """Move the slots that count to the right, in their order, and let go what no row counts."""
        if bool((self.mask[:, 1:] >= self.mask[:, :-1]).all()):
            return  # as they are wherever nothing was read before
        order = self.mask.argsort(dim=1, stable=True)
        self.mask = self.mask.gather(1, order)
        first = int(self.mask.any(0).int().argmax())
        self.mask = self.mask[:, first:]
        for layer in self.cache.layers:
            layer.put(_ordered(layer.keys, order[:, first:]), _ordered(layer.values, order[:, first:]))

    def join(self, other: Rows) -> None:
        """Add the rows of another, behind these; the shorter ones are filled up on their left."""
        most = max(self.slots, other.slots)
        mine, theirs = most - self.slots, most - other.slots
        self.mask = torch.cat([pad(self.mask, (mine, 0)), pad(other.mask, (theirs, 0))])
        for layer, added in zip(self.cache.layers, other.cache.layers, strict=True):
            layer.put(_joined(layer.keys, added.keys, mine, theirs), _joined(layer.values, added.values, mine, theirs))


def _ordered(states: Any, order: Any) -> Any:
    return states.gather(2, order[:, None, :, None].expand(-1, states.shape[1], -1, states.shape[3]))


def _joined(mine: Any, theirs: Any, missing: int, missing_there: int) -> Any:
    return torch.cat([pad(mine, (0, 0, missing, 0)), pad(theirs, (0, 0, missing_there, 0))])


def _span(length: int, most: int, device: Any) -> Any:
    return (torch.arange(most, device=device) >= most - length).long()


def _nothing(like: Any, slots: int) -> Any:
    return like.new_zeros(like.shape[0], slots, like.shape[2])
