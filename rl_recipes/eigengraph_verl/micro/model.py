"""The micro model: a mixture of experts of Qwen3's kind with a million parameters."""

from __future__ import annotations

import torch
from transformers import PreTrainedTokenizerFast, Qwen3MoeConfig, Qwen3MoeForCausalLM

LONGEST = 4096
"""Tokens of a dialogue that its position embedding is made for."""


def new_model(tokenizer: PreTrainedTokenizerFast, seed: int = 0) -> Qwen3MoeForCausalLM:
    """Make a model of random weights for a tokenizer: 4 layers of width 128, 4 experts of which 2 are used.

    Args:
        tokenizer: Gives vocabulary, end and padding token.
        seed: Of the weights.
    """
    config = Qwen3MoeConfig(
        vocab_size=len(tokenizer),
        hidden_size=128,
        intermediate_size=256,
        moe_intermediate_size=96,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=32,
        num_experts=4,
        num_experts_per_tok=2,
        norm_topk_prob=True,
        router_aux_loss_coef=0.01,
        output_router_logits=False,
        tie_word_embeddings=True,
        max_position_embeddings=LONGEST,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
    )
    torch.manual_seed(seed)
    model = Qwen3MoeForCausalLM(config)
    _initialise(model)
    return model


@torch.no_grad()
def _initialise(model: Qwen3MoeForCausalLM) -> None:
    """Scale weights by their width, which at this size learns sooner than one deviation for all."""
    for name, weight in model.named_parameters():
        if weight.dim() < 2 or "embed" in name:
            continue
        shrink = 0.5 if name.endswith(("o_proj.weight", "down_proj")) else 1.0
        weight.normal_(std=weight.shape[-1] ** -0.5 * shrink)
