"""Weights of a checkpoint in the shapes in which the decoder multiplies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from eigengraph.errors import ConfigError


@dataclass(frozen=True, slots=True)
class LayerWeights:
    """Of one layer, in float32.

    Attributes:
        input_norm, feed_norm: Before attention, and before the feed-forward layer.
        qkv: Queries, keys and values in one, ``((heads + 2 * groups) * head, width)``.
        query_norm, key_norm: Of each head.
        output: After attention.
        router: Of a mixture of experts, ``(experts, width)``; None where there is none.
        up: Gate and up projection in one, ``(experts, width, 2 * inner)``; one expert where there is no router.
        down: ``(experts, inner, width)``.
    """

    input_norm: Tensor
    feed_norm: Tensor
    qkv: Tensor
    query_norm: Tensor
    key_norm: Tensor
    output: Tensor
    router: Tensor | None
    up: Tensor
    down: Tensor


@dataclass(frozen=True, slots=True)
class ModelWeights:
    """Of a whole model.

    Attributes:
        embedding: ``(vocabulary, width)``.
        layers: In order.
        final_norm: After the last layer.
        head: The embedding again where the two are tied.
    """

    embedding: Tensor
    layers: tuple[LayerWeights, ...]
    final_norm: Tensor
    head: Tensor


def read_weights(state: Mapping[str, Tensor], config: Mapping[str, Any]) -> ModelWeights:
    """Read a checkpoint.

    Args:
        state: By the names of a Hugging Face checkpoint; experts one by one, or stacked as ``transformers`` 5 does.
        config: The model's configuration.

    Raises:
        ConfigError: A weight is missing.
    """

    def take(name: str) -> Tensor:
        if name not in state:
            raise ConfigError(f"the checkpoint has no weight {name!r} (it has {len(state)} others)")
        return state[name].detach().to("cpu", torch.float32, copy=True)

    embedding = take("model.embed_tokens.weight")
    tied = config.get("tie_word_embeddings") or "lm_head.weight" not in state
    layers = [_layer(f"model.layers.{index}.", take, state) for index in range(config["num_hidden_layers"])]
    head = embedding if tied else take("lm_head.weight")
    return ModelWeights(embedding, tuple(layers), take("model.norm.weight"), head)


def _layer(prefix: str, take: Any, state: Mapping[str, Tensor]) -> LayerWeights:
    attention = f"{prefix}self_attn."
    router = take(f"{prefix}mlp.gate.weight") if f"{prefix}mlp.gate.weight" in state else None
    up, down = _experts(f"{prefix}mlp.", take, state) if router is not None else _feed_forward(f"{prefix}mlp.", take)
    return LayerWeights(
        input_norm=take(f"{prefix}input_layernorm.weight"),
        feed_norm=take(f"{prefix}post_attention_layernorm.weight"),
        qkv=torch.cat([take(f"{attention}{name}_proj.weight") for name in "qkv"]),
        query_norm=take(f"{attention}q_norm.weight"),
        key_norm=take(f"{attention}k_norm.weight"),
        output=take(f"{attention}o_proj.weight"),
        router=router,
        up=up.mT.contiguous(),
        down=down.mT.contiguous(),
    )


def _experts(prefix: str, take: Any, state: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
    if f"{prefix}experts.gate_up_proj" in state:
        return take(f"{prefix}experts.gate_up_proj"), take(f"{prefix}experts.down_proj")
    count = sum(name.startswith(f"{prefix}experts.") and name.endswith(".down_proj.weight") for name in state)
    pairs = [_feed_forward(f"{prefix}experts.{index}.", take) for index in range(count)]
    return torch.cat([up for up, _ in pairs]), torch.cat([down for _, down in pairs])


def _feed_forward(prefix: str, take: Any) -> tuple[Tensor, Tensor]:
    up = torch.cat([take(f"{prefix}gate_proj.weight"), take(f"{prefix}up_proj.weight")])
    return up[None], take(f"{prefix}down_proj.weight")[None]
