"""verl's own code on a recipe."""

from __future__ import annotations

import pytest
from eigengraph_verl.validation.dataclasses import check_with_verl


@pytest.fixture
def refused(composed):
    return lambda name, *overrides: list(check_with_verl(composed(name, *overrides)))


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("actor_rollout_ref.rollout.mode=sync", "verl refuses actor_rollout_ref.rollout: Rollout mode 'sync'"),
        ("actor_rollout_ref.rollout.pipeline_model_parallel_size=2", "verl refuses actor_rollout_ref.rollout"),
        (
            "actor_rollout_ref.actor.loss_agg_mode=mean",
            "verl refuses actor_rollout_ref.actor: Invalid loss_agg_mode: mean",
        ),
        ("+actor_rollout_ref.actor.fsdp_config.foo=1", "unexpected keyword argument 'foo'"),
    ],
)
def test_grpo(refused, override, said):
    [line] = refused("policy_grpo_8b_fsdp2", override)
    assert said in line


def test_grpo_as_a_whole(refused):
    off = "actor_rollout_ref.actor.use_dynamic_bsz=false"
    one, none = (
        "actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=1",
        "actor_rollout_ref.rollout.log_prob_micro_batch",
    )
    [line] = refused("policy_grpo_8b_fsdp2", off, one)
    assert line.startswith("verl refuses the recipe: ")
    assert none in line


def test_sft(refused):
    assert refused("micro_sft") == []
    [line] = refused("micro_sft", "+engine.foo=1")
    assert "unexpected keyword argument 'foo'" in line
