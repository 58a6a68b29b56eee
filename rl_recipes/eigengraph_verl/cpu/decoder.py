"""Qwen3 and its mixture of experts, forward only, in float32, with a cache of keys and values for many dialogues.

``transformers`` would do as well, but for a model of a million parameters most of its time goes into calling it: at 64
dialogues a token takes 25 ms there. Here each layer is a handful of matrix products over all dialogues together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

from eigengraph.errors import ConfigError
from eigengraph_verl.cpu.weights import LayerWeights, ModelWeights, read_weights

_FIRST_LENGTH = 512
"""Tokens a dialogue that the cache has room for at first."""
_DENSE_UP_TO = 8
"""Up to so many experts all are computed for every token: one product is quicker than picking rows for each."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens to be read for one dialogue.

    Attributes:
        slot: The dialogue's place in the cache.
        start: Position of the first token; what stands before it is in the cache.
        ids: The tokens, at least one.
    """

    slot: int
    start: int
    ids: Sequence[int]


class Decoder:
    """A model with its cache.

    Args:
        config: A Hugging Face configuration, as a mapping.
        slots: Dialogues that the cache has room for.
        length: Tokens of a dialogue that it has room for.

    Raises:
        ConfigError: The architecture is none that it knows.
    """

    def __init__(self, config: Mapping[str, Any], slots: int, length: int) -> None:
        known = ("qwen3", "qwen3_moe")
        if config["model_type"] not in known:
            raise ConfigError(
                f"the CPU rollout backend cannot run a model of type {config['model_type']!r} "
                f"(known: {', '.join(known)})"
            )
        self.config = config
        self.length = length
        self._slots = slots
        self.heads: int = config["num_attention_heads"]
        self.groups: int = config["num_key_value_heads"]
        self.width: int = config.get("head_dim") or config["hidden_size"] // self.heads
        self._keys, self._values = self._cache(min(length, _FIRST_LENGTH))
        self._cos, self._sin = _rotations(config, self.width, length)
        self._weights: ModelWeights | None = None

    def load(self, state: Mapping[str, Tensor]) -> None:
        """Take weights over.

        Args:
            state: By the names of a Hugging Face checkpoint; experts one by one, or stacked as ``transformers`` 5 does.

        Raises:
            ConfigError: A weight is missing.
        """
        self._weights = read_weights(state, self.config)

    @torch.inference_mode()
    def read(self, chunks: Sequence[Chunk]) -> Tensor:
        """Read tokens of several dialogues.

        Args:
            chunks: At most one for each slot.

        Returns:
            Logits after the last token of each chunk, ``(chunks, vocabulary)``.
        """
        assert self._weights is not None, "load comes before read"
        batch = _Batch(chunks)
        self._make_room(int(batch.positions.max()) + 1)
        hidden = F.embedding(batch.ids, self._weights.embedding)
        cos, sin = self._cos[batch.positions], self._sin[batch.positions]
        for index, layer in enumerate(self._weights.layers):
            hidden = hidden + self._attend(index, layer, self._norm(hidden, layer.input_norm), cos, sin, batch)
            hidden = hidden + self._feed_forward(layer, self._norm(hidden, layer.feed_norm))
        last = self._norm(hidden[batch.last], self._weights.final_norm)
        return F.linear(last, self._weights.head)

    def _cache(self, length: int) -> tuple[Tensor, Tensor]:
        """Return empty keys and values; zeros: what is masked is multiplied by zero, which garbage might survive."""
        shape = (self.config["num_hidden_layers"], self._slots, self.groups, length, self.width)
        return torch.zeros(shape), torch.zeros(shape)

    def _make_room(self, end: int) -> None:
        """Make the cache longer, up to twice as long, where a dialogue has outgrown it."""
        held = self._keys.shape[3]
        if end > held:
            keys, values = self._cache(min(self.length, max(end, 2 * held)))
            keys[..., :held, :], values[..., :held, :] = self._keys, self._values
            self._keys, self._values = keys, values

    def _norm(self, hidden: Tensor, weight: Tensor) -> Tensor:
        return F.rms_norm(hidden, weight.shape, weight, self.config["rms_norm_eps"])

    def _attend(
        self, index: int, layer: LayerWeights, hidden: Tensor, cos: Tensor, sin: Tensor, batch: _Batch
    ) -> Tensor:
        sizes = [self.heads, self.groups, self.groups]
        query, key, value = F.linear(hidden, layer.qkv).unflatten(-1, (-1, self.width)).split(sizes, -2)
        query = _rotated(self._norm(query, layer.query_norm), cos, sin)
        keys, values = self._keys[index], self._values[index]
        keys[batch.slots, :, batch.positions] = _rotated(self._norm(key, layer.key_norm), cos, sin)
        values[batch.slots, :, batch.positions] = value
        seen = [self._attend_one_each(query, keys, values, batch), self._attend_many(query, keys, values, batch)]
        return F.linear(torch.cat([part for part in seen if part is not None]), layer.output)

    def _attend_one_each(self, query: Tensor, keys: Tensor, values: Tensor, batch: _Batch) -> Tensor | None:
        """Attend for dialogues of which one token is read; slots in between are computed too, which saves a copy."""
        if not batch.single:
            return None
        rows = query.new_zeros(batch.single_rows, self.groups, self.heads // self.groups, self.width)
        slots = batch.slots[: batch.single]
        rows[slots] = query[: batch.single].unflatten(1, (self.groups, -1))
        end = batch.single_end
        seen = F.scaled_dot_product_attention(
            rows, keys[: len(rows), :, :end], values[: len(rows), :, :end], attn_mask=batch.single_mask
        )
        return seen[slots].flatten(1)

    def _attend_many(self, query: Tensor, keys: Tensor, values: Tensor, batch: _Batch) -> Tensor | None:
        """Attend for dialogues of which several tokens are read, padded to the longest."""
        if batch.many_mask is None:
            return None
        rows = query.new_zeros(*batch.many_shape, self.heads, self.width)
        rows[batch.many_rows, batch.many_columns] = query[batch.single :]
        slots, end = batch.many_slots, batch.many_mask.shape[-1]
        seen = F.scaled_dot_product_attention(
            rows.transpose(1, 2), keys[slots, :, :end], values[slots, :, :end], batch.many_mask, enable_gqa=True
        )
        return seen.transpose(1, 2)[batch.many_rows, batch.many_columns].flatten(1)

    def _feed_forward(self, layer: LayerWeights, hidden: Tensor) -> Tensor:
        if layer.router is None:
            return _gated(hidden, layer.up[0], layer.down[0])
        shares = F.linear(hidden, layer.router).softmax(-1)
        top, experts = shares.topk(self.config["num_experts_per_tok"], -1)
        if self.config.get("norm_topk_prob"):
            top = top / top.sum(-1, keepdim=True)
        if len(layer.up) <= _DENSE_UP_TO:
            weights = torch.zeros_like(shares).scatter(-1, experts, top)
            outputs = _gated(hidden.expand(len(layer.up), -1, -1), layer.up, layer.down)
            return torch.einsum("end,ne->nd", outputs, weights)
        made = torch.zeros_like(hidden)
        for expert in experts.unique().tolist():
            row, rank = (experts == expert).nonzero(as_tuple=True)
            output = _gated(hidden[row], layer.up[expert], layer.down[expert])
            made.index_add_(0, row, output * top[row, rank, None])
        return made


class _Batch:
    """The chunks of one pass as flat tensors: first those of a single token, then the others.

    Attributes:
        ids, positions, slots: Of every token, ``(tokens,)``.
        last: Where the last token of each chunk stands, in the order in which the chunks were given.
        single: How many chunks have a single token.
        single_rows, single_end, single_mask: Slots and positions that these look at; ``(rows, 1, 1, end)``.
        many_slots: Slots of the other chunks.
        many_rows, many_columns: Where each of their tokens stands in a padded block of ``many_shape``.
        many_mask: What each of them may look at, ``(chunks, 1, longest, end)``; None where there are none.
    """

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        order = sorted(range(len(chunks)), key=lambda index: len(chunks[index].ids) > 1)
        ordered = [chunks[index] for index in order]
        lengths = torch.tensor([len(chunk.ids) for chunk in ordered])
        starts = torch.tensor([chunk.start for chunk in ordered])
        row = torch.repeat_interleave(torch.arange(len(ordered)), lengths)
        column = torch.arange(len(row)) - (lengths.cumsum(0) - lengths)[row]
        self.ids = torch.tensor([token for chunk in ordered for token in chunk.ids])
        self.positions = starts[row] + column
        slots = torch.tensor([chunk.slot for chunk in ordered])
        self.slots = slots[row]
        self.last = torch.empty(len(chunks), dtype=torch.long)
        self.last[torch.tensor(order)] = lengths.cumsum(0) - 1
        self.single = int((lengths == 1).sum())
        if self.single:
            self._look_back(slots[: self.single], starts[: self.single])
        self.many_slots = slots[self.single :]
        self.many_rows, self.many_columns = row[self.single :] - self.single, column[self.single :]
        self.many_mask: Tensor | None = None
        if len(ordered) > self.single:
            self._pad(starts[self.single :], lengths[self.single :])

    def _look_back(self, slots: Tensor, positions: Tensor) -> None:
        self.single_rows = int(slots.max()) + 1
        self.single_end = int(positions.max()) + 1
        # A slot without a token looks at its first position, for a row that may look at nothing has no softmax.
        reach = torch.zeros(self.single_rows, dtype=torch.long)
        reach[slots] = positions
        self.single_mask = (torch.arange(self.single_end) <= reach[:, None])[:, None, None]

    def _pad(self, starts: Tensor, lengths: Tensor) -> None:
        longest, end = int(lengths.max()), int((starts + lengths).max())
        self.many_shape = (len(starts), longest)
        at = starts[:, None] + torch.arange(longest)
        self.many_mask = (torch.arange(end) <= at[:, :, None])[:, None]


def _gated(hidden: Tensor, up: Tensor, down: Tensor) -> Tensor:
    """Run a feed-forward layer: ``up`` is ``(..., width, 2 * inner)``, ``down`` ``(..., inner, width)``."""
    gate, wide = (hidden @ up).chunk(2, -1)
    return (F.silu(gate) * wide) @ down


def _rotations(config: Mapping[str, Any], width: int, length: int) -> tuple[Tensor, Tensor]:
    rope = config.get("rope_parameters") or config
    if rope.get("rope_type", "default") != "default":
        raise ConfigError(f"the CPU rollout backend does not know positions of type {rope['rope_type']!r}")
    speeds = 1.0 / rope["rope_theta"] ** (torch.arange(0, width, 2).float() / width)
    angles = torch.outer(torch.arange(length).float(), speeds)
    angles = torch.cat([angles, angles], -1)
    return angles.cos()[:, None], angles.sin()[:, None]


def _rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin
