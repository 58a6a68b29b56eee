"""Megatron's groups: ranks, layers, heads and experts."""

from __future__ import annotations

import pytest

BIG = "policy_grpo_235b_a22b_megatron"
SMALL = "policy_grpo_30b_a3b_megatron"
AT = "actor_rollout_ref.actor.megatron"
ENDS = f"{AT}.override_transformer_config.num_layers_in"


def test_five_stages_do_not_divide_94_layers(wrong):
    alike = [f"{ENDS}_first_pipeline_stage=null", f"{ENDS}_last_pipeline_stage=null"]
    found = wrong(BIG, f"{AT}.pipeline_model_parallel_size=5", *alike)
    assert (
        "PP=5 does not divide the 94 layers of Qwen3-235B-A22B; set "
        "+override_transformer_config.num_layers_in_first_pipeline_stage and .num_layers_in_last_pipeline_stage, both "
        "to 20, say: 20 + 3 x 18 + 20"
    ) in found


@pytest.mark.parametrize(
    ("stages", "ends"), [(5, (20, 20)), (10, (7, 7)), (10, (15, 7)), (2, (47, None)), (2, (50, 44)), (1, (94, None))]
)
def test_first_and_last_stages_that_fit(wrong, stages, ends):
    settings = [f"{ENDS}_first_pipeline_stage={ends[0]}", f"{ENDS}_last_pipeline_stage={ends[1] or 'null'}"]
    found = wrong(BIG, f"{AT}.pipeline_model_parallel_size={stages}", *settings)
    assert not [line for line in found if "layers" in line]


@pytest.mark.parametrize(
    ("stages", "ends"), [(10, (7, 8)), (5, (17, 18)), (2, (40, 40)), (1, (47, 47)), (10, (50, 50))]
)
def test_first_and_last_stages_that_do_not(wrong, stages, ends):
    settings = [f"{ENDS}_first_pipeline_stage={ends[0]}", f"{ENDS}_last_pipeline_stage={ends[1]}"]
    found = wrong(BIG, f"{AT}.pipeline_model_parallel_size={stages}", *settings)
    assert [line for line in found if line.startswith(f"stages of {ends[0]} and {ends[1]} layers at the ends leave")]


def test_embedding_and_loss_counted_as_layers(wrong):
    settings = [
        f"{AT}.pipeline_model_parallel_size=4",
        f"{ENDS}_first_pipeline_stage=null",
        f"{ENDS}_last_pipeline_stage=null",
        f"+{AT}.override_transformer_config.account_for_embedding_in_pipeline_split=true",
        f"+{AT}.override_transformer_config.account_for_loss_in_pipeline_split=true",
    ]
    assert not [line for line in wrong(BIG, *settings) if "layers" in line]  # 96 / 4


def test_sixteen_experts_groups_do_not_divide_the_ranks(wrong):
    [line] = wrong(BIG, f"{AT}.expert_model_parallel_size=16")
    assert line == "EP=16 does not fit: ETP=1 x EP=16 x PP=10 = 160 does not divide the 80 ranks"


def test_expert_groups_that_do_not_divide_the_experts(wrong):
    found = wrong(SMALL, f"{AT}.expert_model_parallel_size=12")
    assert "EP=12 does not divide the 128 experts of Qwen3-30B-A3B" in found
    assert any(line.startswith("EP=12 does not fit") for line in found)


def test_expert_tensor_parallelism_is_tensor_parallelism_unless_set(wrong):
    [line] = wrong(SMALL, f"{AT}.expert_tensor_parallel_size=null", f"{AT}.expert_model_parallel_size=32")
    assert line == "EP=32 does not fit: ETP=4 x EP=32 x PP=1 = 128 does not divide the 64 ranks"


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("tensor_model_parallel_size=3", "TP=3 x PP=1 x CP=1 = 3 does not divide the 64 ranks"),
        ("tensor_model_parallel_size=3", "TP=3 does not divide the 32 attention heads of Qwen3-30B-A3B"),
        ("tensor_model_parallel_size=3", "TP=3 and the 4 key-value heads of Qwen3-30B-A3B do not divide each other"),
        ("tensor_model_parallel_size=3", "TP=3 does not divide the vocabulary of 151936"),
        ("context_parallel_size=3", "TP=4 x PP=1 x CP=3 = 12 does not divide the 64 ranks"),
        ("expert_tensor_parallel_size=5", "ETP=5 does not divide an expert's width of 768"),
        ("sequence_parallel=false", "sequence_parallel is off: Megatron trains experts with TP=4 only with it"),
        ("virtual_pipeline_model_parallel_size=5", "5 virtual stages do not divide the 48 layers of a stage"),
    ],
)
def test_groups_that_do_not_fit(wrong, override, said):
    found = wrong(SMALL, f"{AT}.{override}")
    assert any(said in line for line in found), found


def test_sft_is_held_to_the_same(wrong):
    found = wrong("policy_sft_235b_a22b", "engine.expert_model_parallel_size=16")
    assert found == ["EP=16 does not fit: ETP=1 x EP=16 x PP=10 = 160 does not divide the 80 ranks"]
