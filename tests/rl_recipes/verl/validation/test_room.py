"""Room for dialogues."""

from __future__ import annotations

import pytest
from eigengraph_verl.validation.room import check_fits

GRPO = "policy_grpo_8b_fsdp2"


@pytest.mark.parametrize(
    ("recipe", "override", "said"),
    [
        (
            GRPO,
            "actor_rollout_ref.rollout.max_model_len=65536",
            "=65536 is more than the 40960 tokens that Qwen3-8B is made",
        ),
        (GRPO, "data.max_prompt_length=32768", "data.max_prompt_length=32768 leaves nothing of the 32768 tokens"),
        (
            GRPO,
            "agent_loop.turn_tokens=20000",
            "agent_loop.turn_tokens=20000 is more than data.max_response_length=16384",
        ),
        ("policy_sft_30b_a3b", "data.max_length=300000", "data.max_length=300000 is more than the 262144 tokens"),
    ],
)
def test_lengths_that_contradict_each_other(wrong, recipe, override, said):
    found = wrong(recipe, override)
    assert any(said in line for line in found), found


def test_a_policy_longer_than_its_room(composed):
    tight = composed(GRPO, "data.max_prompt_length=4000")
    assert list(check_fits(tight, {"prompt": 4500}, "domain 'retail'")) == [
        "policy and tools of domain 'retail' take about 4500 tokens, and data.max_prompt_length is 4000"
    ]
    assert list(check_fits(composed(GRPO), {"prompt": 4500}, "domain 'retail'")) == []


def test_a_dialogue_longer_than_its_room(composed):
    needs = {"prompt": 4500, "dialogue": 40000}
    for recipe, key in ((GRPO, "actor_rollout_ref.rollout.max_model_len"), ("policy_sft_30b_a3b", "data.max_length")):
        [line] = check_fits(composed(recipe), needs, "run 'm'")
        assert line == f"the longest dialogue of run 'm' takes about 40000 tokens, and {key} is 32768"


def test_a_policy_longer_than_the_context_of_sft(composed):
    [line] = check_fits(composed("micro_sft", "data.max_length=2048"), {"prompt": 4500, "dialogue": 9000}, "run 'm'")
    assert line == "policy and tools of run 'm' take about 4500 tokens, and data.max_length is 2048"
