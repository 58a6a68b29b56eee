"""Tiny models of the kinds that the CPU rollout backend runs, with random weights."""

from __future__ import annotations

from typing import Any

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM, Qwen3MoeConfig, Qwen3MoeForCausalLM

VOCABULARY = 120
END = 1
SHAPE: dict[str, Any] = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "max_position_embeddings": 512,
    "tie_word_embeddings": False,
}


def dense() -> Any:
    return _random(Qwen3ForCausalLM(Qwen3Config(**SHAPE)))


def mixture(experts: int, used: int, *, tied: bool = False) -> Any:
    shape = {**SHAPE, "tie_word_embeddings": tied}
    config = Qwen3MoeConfig(
        **shape, num_experts=experts, num_experts_per_tok=used, moe_intermediate_size=24, norm_topk_prob=used == 2
    )
    return _random(Qwen3MoeForCausalLM(config))


@torch.no_grad()
def _random(model: Any) -> Any:
    torch.manual_seed(0)
    for weight in model.parameters():
        if weight.dim() > 1:
            weight.normal_(std=0.2)
    return model.eval()


def checkpoint_names(model: Any) -> dict[str, torch.Tensor]:
    """Return weights as a checkpoint names them: experts one by one."""
    state = {}
    for name, weight in model.state_dict().items():
        if name.endswith("experts.gate_up_proj"):
            for expert, both in enumerate(weight):
                gate, up = both.chunk(2)
                prefix = name.removesuffix("gate_up_proj")
                state[f"{prefix}{expert}.gate_proj.weight"], state[f"{prefix}{expert}.up_proj.weight"] = gate, up
        elif name.endswith("experts.down_proj"):
            for expert, down in enumerate(weight):
                state[f"{name.removesuffix('down_proj')}{expert}.down_proj.weight"] = down
        else:
            state[name] = weight
    return state
