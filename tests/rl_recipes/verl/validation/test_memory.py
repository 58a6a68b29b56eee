"""The estimate of memory, by hand."""

from __future__ import annotations

import pytest
from eigengraph_verl.validation.architecture import architecture
from eigengraph_verl.validation.layout import layout
from eigengraph_verl.validation.memory import estimate


@pytest.fixture
def memory(composed):
    def run(name, model, *overrides):
        recipe = composed(name, *overrides)
        return estimate(recipe, layout(recipe), architecture(model), 141)

    return run


def test_fsdp_by_hand(memory):
    found = memory("policy_grpo_8b_fsdp2", "Qwen3-8B")
    layer = 2 * 4096 * 128 * (32 + 8) + 3 * 4096 * 12288 + 2 * 4096 + 2 * 128
    total = 36 * layer + 2 * 151936 * 4096 + 4096
    assert found.state == pytest.approx((16 * total / 8 + 4 * layer) / 1e9)
    assert found.activations == pytest.approx(16384 * (4096 * (2 * 36 + 34) + 151936 * 10) / 1e9)
    assert found.rollout_weights == pytest.approx(2 * total / 1e9)
    assert found.sequence == pytest.approx(32768 * 2 * 36 * 8 * 128 * 2 / 1e9)
    assert found.cache == pytest.approx(0.75 * 141 - found.rollout_weights)


def test_megatron_by_hand(memory):
    found = memory("policy_grpo_235b_a22b_megatron", "Qwen3-235B-A22B")
    experts = 10 * 128 * 3 * 4096 * 1536 / 4  # a stage between: 94 = 7 + 8 x 10 + 7
    attention = 2 * 4096 * 128 * (64 + 4) + 4096 * 128 + 2 * 4096 + 2 * 128
    dense = 10 * attention / 4
    assert found.state == pytest.approx((6 * (dense + experts) + 12 * dense / 2 + 12 * experts / 2) / 1e9)
    a_token = 4096 * (2 * 94 + 34) + 8 * (4096 + 1536) * 4 + 151936 * 10
    tokens = found.activations * 1e9 * 4 / a_token
    assert tokens > 1000
    assert tokens == pytest.approx(round(tokens))  # a whole number of tokens: no other term is in it
    assert found.sequences == int(found.cache // found.sequence) > 8


def test_the_stage_that_takes_most_counts(memory):
    at = "actor_rollout_ref.actor.megatron.override_transformer_config.num_layers_in_first_pipeline_stage"
    found = memory("policy_grpo_235b_a22b_megatron", "Qwen3-235B-A22B", f"{at}=15")
    experts = 15 * 128 * 3 * 4096 * 1536 / 4
    attention = 2 * 4096 * 128 * (64 + 4) + 4096 * 128 + 2 * 4096 + 2 * 128
    dense = (15 * attention + 151936 * 4096) / 4  # and the embedding, which the first stage has
    assert found.state == pytest.approx((6 * (dense + experts) + 12 * dense / 2 + 12 * experts / 2) / 1e9)


@pytest.mark.parametrize(
    ("model", "billions"), [("Qwen3-8B", 8.19), ("Qwen3-30B-A3B", 30.53), ("Qwen3-235B-A22B", 235.09)]
)
def test_parameters_are_those_that_the_names_say(model, billions):
    assert architecture(model).total / 1e9 == pytest.approx(billions, abs=0.005)


def test_more_than_a_gpu_holds(wrong):
    [line] = wrong("policy_sft_30b_a3b", "engine.fsdp_size=4", "data.max_token_len_per_gpu=32768")
    assert line.startswith("training takes about 1")
    assert "16 x 30.53B / 4" in line
    assert "127 of 141 are usable" in line


def test_weights_that_stay_while_others_are_rolled_out(wrong):
    [line] = wrong("policy_grpo_30b_a3b_megatron", "actor_rollout_ref.actor.megatron.param_offload=false")
    assert "stay there while it rolls out" in line
    assert wrong("policy_grpo_30b_a3b_async") == []  # they are on other GPUs


def test_no_room_for_a_cache(wrong):
    [line] = wrong("policy_grpo_235b_a22b_megatron", "actor_rollout_ref.rollout.gpu_memory_utilization=0.4")
    assert line.startswith("rollout weights take 59 GB of a GPU and leave -2.4 for a cache that needs 1.6")
