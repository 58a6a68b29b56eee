"""Rollout replicas."""

from __future__ import annotations

import pytest

AT = "actor_rollout_ref.rollout"


@pytest.mark.parametrize(
    ("recipe", "overrides", "said"),
    [
        (
            "policy_grpo_30b_a3b_megatron",
            ["tensor_model_parallel_size=3"],
            "of TP=3 x DP=1 x PP=1 = 3 GPUs does not divide",
        ),
        ("policy_grpo_30b_a3b_megatron", ["tensor_model_parallel_size=3"], "rollout TP=3 does not divide the 32 heads"),
        (
            "policy_grpo_30b_a3b_megatron",
            ["tensor_model_parallel_size=3"],
            "key-value heads of Qwen3-30B-A3B do not divide",
        ),
        ("policy_grpo_30b_a3b_megatron", ["data_parallel_size=3"], "= 12 GPUs does not fill whole nodes of 8"),
        ("policy_grpo_30b_a3b_megatron", ["expert_parallel_size=3"], "expert_parallel_size=3 must be 1 or TP x DP = 4"),
        ("policy_grpo_235b_a22b_megatron", ["tensor_model_parallel_size=32"], "32 GPUs does not divide the 80 GPUs"),
        (
            "policy_grpo_30b_a3b_async",
            ["nnodes=3", "tensor_model_parallel_size=16"],
            "does not divide the 24 GPUs that roll",
        ),
        (
            "policy_grpo_30b_a3b_megatron",
            ["tensor_model_parallel_size=512"],
            "does not divide an expert's width of 768",
        ),
    ],
)
def test_replicas_that_do_not_fit(wrong, recipe, overrides, said):
    found = wrong(recipe, *(f"{AT}.{override}" for override in overrides))
    assert any(said in line for line in found), found


def test_experts_over_a_replica(wrong):
    assert wrong("policy_grpo_235b_a22b_megatron", f"{AT}.expert_parallel_size=8") == []
