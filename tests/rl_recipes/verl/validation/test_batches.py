"""Batches: mini, micro, ranks, tokens."""

from __future__ import annotations

import pytest

SMALL = "policy_grpo_30b_a3b_megatron"
ACTOR = "actor_rollout_ref.actor"


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ([f"{ACTOR}.ppo_mini_batch_size=16"], "ppo_mini_batch_size=16 is more than data.train_batch_size=8"),
        ([f"{ACTOR}.ppo_mini_batch_size=3"], "ppo_mini_batch_size=3 does not divide data.train_batch_size=8"),
        (
            ["actor_rollout_ref.rollout.n=3"],
            "a mini-batch of 8 x 3 rollouts is no multiple of the 16 data-parallel ranks",
        ),
        (["actor_rollout_ref.rollout.n=1"], "actor_rollout_ref.rollout.n=1: a group needs 2 rollouts to compare"),
        (["+trainer.v1.sampler.sampler_kwargs.least=65"], "actor_rollout_ref.rollout.n=64: a group needs 65 rollouts"),
        (["data.gen_batch_size=4"], "data.gen_batch_size=4: the sampler asks for prompts one by one"),
        ([f"{ACTOR}.ppo_max_token_len_per_gpu=8192"], "=8192 is less than one sequence of 32768 tokens"),
        (
            ["actor_rollout_ref.rollout.log_prob_max_token_len_per_gpu=8192"],
            "log_prob_max_token_len_per_gpu=8192 is less than one sequence of 32768 tokens",
        ),
        (
            [f"{ACTOR}.use_dynamic_bsz=false", f"{ACTOR}.ppo_micro_batch_size_per_gpu=5"],
            "ppo_micro_batch_size_per_gpu=5 does not divide the 32 rollouts of a rank",
        ),
    ],
)
def test_batches_that_cannot_be_cut(wrong, overrides, said):
    found = wrong(SMALL, *overrides)
    assert any(said in line for line in found), found


def test_a_sequence_over_several_gpus(wrong):
    settings = [f"{ACTOR}.megatron.context_parallel_size=2", f"{ACTOR}.ppo_max_token_len_per_gpu=16384"]
    assert wrong(SMALL, *settings) == []
    found = wrong(SMALL, settings[0], f"{ACTOR}.ppo_max_token_len_per_gpu=8192")
    assert f"{ACTOR}.ppo_max_token_len_per_gpu=8192 x 2 GPUs is less than one sequence of 32768 tokens" in found


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["data.train_batch_size=63"], "data.train_batch_size=63 is no multiple of the 2 data-parallel ranks"),
        (["data.max_token_len_per_gpu=4096"], "=4096 x 4 GPUs is less than one sequence of 32768 tokens"),
        (
            ["data.use_dynamic_bsz=false", "data.micro_batch_size_per_gpu=5"],
            "data.micro_batch_size_per_gpu=5 does not divide the 32 rows of a rank",
        ),
    ],
)
def test_batches_of_sft(wrong, overrides, said):
    found = wrong("policy_sft_30b_a3b", *overrides)
    assert any(said in line for line in found), found
