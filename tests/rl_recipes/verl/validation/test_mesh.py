"""FSDP's mesh, which verl builds without looking whether it covers all ranks."""

from __future__ import annotations

import pytest

AT = "actor_rollout_ref.actor.fsdp_config"


def test_a_mesh_that_leaves_ranks_out(wrong):
    found = wrong("policy_grpo_8b_fsdp2", "trainer.nnodes=10", f"{AT}.fsdp_size=32", "data.train_batch_size=40")
    assert (
        f"{AT}.fsdp_size=32 does not divide the 80 ranks: verl would build a mesh of 2 x 32, and leave 16 ranks out "
        f"without a word"
    ) in found


@pytest.mark.parametrize("size", [-1, 2, 4, 8, 64])
def test_a_mesh_of_all_ranks(wrong, size):
    assert not [line for line in wrong("policy_grpo_8b_fsdp2", f"{AT}.fsdp_size={size}") if "mesh" in line]


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ([f"{AT}.ulysses_sequence_parallel_size=3"], "=3 does not divide the 8 ranks"),
        (
            [f"{AT}.ulysses_sequence_parallel_size=3"],
            "sequence parallelism of 3 does not divide the 32 heads of Qwen3-8B",
        ),
        (["actor_rollout_ref.actor.ulysses_sequence_parallel_size=3"], "=3 does not divide the 8 ranks"),
        ([f"{AT}.ulysses_sequence_parallel_size=3"], "the 8 key-value heads of Qwen3-8B do not divide each other"),
        (["actor_rollout_ref.model.use_remove_padding=false"], "sequence parallelism needs it"),
    ],
)
def test_sequence_parallelism_that_does_not_fit(wrong, overrides, said):
    found = wrong("policy_grpo_8b_fsdp2", *overrides)
    assert any(said in line for line in found), found


def test_the_older_fsdp_on_a_cpu(wrong):
    assert wrong("micro_sft", "engine.strategy=fsdp") == ["'fsdp' cannot run on a CPU; set the strategy to fsdp2"]
