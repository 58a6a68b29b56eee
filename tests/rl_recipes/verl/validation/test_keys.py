"""Keys that compose and are then ignored."""

from __future__ import annotations

import pytest
from eigengraph_verl.validation.composed import config_folder

GRPO = "policy_grpo_30b_a3b_megatron"


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("custom_reward_function.path=r.py", "ignored by verl since 0.9; write reward.custom_reward_function"),
        ("custom_reward_function.name=f", "ignored by verl since 0.9; write reward.custom_reward_function"),
        ("reward_model.reward_manager=dapo", "ignored by verl since 0.9; write reward.reward_model"),
        ("+reward_model.reward_kwargs.overlong_buffer_cfg.enable=True", "ignored by verl since 0.9"),
        ("sandbox_fusion.url=http://x", "ignored by verl since 0.9; write reward.sandbox_fusion"),
        ("+trainer.foo=1", "'+trainer.foo' is read by nobody"),
        ("+data.foo=1", "'+data.foo' is read by nobody"),
        ("+reward.foo=1", "'+reward.foo' is read by nobody"),
        ("critic.optim.lr=1", "'critic' is ignored by verl here: a group-relative advantage has no critic"),
        (
            "algorithm.filter_groups.max_num_gen_batches=10",
            "by +trainer.v1.sampler.sampler_kwargs.max_inflight_gen_batches",
        ),
        (
            "algorithm.filter_groups.max_inflight_gen_batches=2",
            "by +trainer.v1.sampler.sampler_kwargs.max_inflight_gen_batches",
        ),
        ("actor_rollout_ref.actor.kl_loss_coef=0.1", "actor_rollout_ref.actor.use_kl_loss is off"),
        ("actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=1", "use_dynamic_bsz is on"),
        ("actor_rollout_ref.rollout.multi_turn.max_user_turns=3", "our agent loop has settings of its own"),
        ("trainer.v1.separate_async.parameter_sync_step=2", "trainer.v1.trainer_mode is another"),
        ("actor_rollout_ref.rollout.nnodes=2", "only trainer.v1.trainer_mode=separate_async has GPUs of its own"),
        ("trainer.v1.sampler.max_off_policy_threshold=2", "trainer.v1.trainer_mode=sync has no stale rollouts"),
    ],
)
def test_ignored(wrong, override, said):
    found = wrong(GRPO, override)
    assert any(said in line for line in found), found


def test_thresholds_of_corrections_that_are_off(wrong):
    [line] = wrong(GRPO, "algorithm.rollout_correction.rollout_is=null")
    assert line == (
        "'algorithm.rollout_correction.rollout_is_threshold' is ignored by verl here: "
        "algorithm.rollout_correction.rollout_is is off"
    )


@pytest.mark.parametrize(
    "override",
    [
        "+actor_rollout_ref.rollout.engine_kwargs.vllm.enable_expert_parallel=true",
        "+actor_rollout_ref.actor.megatron.override_transformer_config.moe_token_dispatcher_type=alltoall",
        "+trainer.v1.sampler.sampler_kwargs.turn_credit=0.1",
        "+ray_kwargs.ray_init.include_dashboard=false",
        "data.val_batch_size=8",
    ],
)
def test_keys_that_are_read(wrong, override):
    assert wrong(GRPO, override) == []


def test_what_verl_reads_itself():
    """verl's own words for what is said of it here."""
    trainer = (config_folder().parent / "ppo" / "v1" / "trainer_base.py").read_text("utf-8")
    assert "batch_size=self.config.data.val_batch_size or len(self.val_dataset)" in trainer
    [before, after] = trainer.split("        if not has_custom_sampler:\n")
    unless_custom = after.partition("return sampler_cls(")[0]
    for key in ("max_inflight_gen_batches", "_resolve_filter_groups_metric()"):
        assert key in unless_custom
        assert key not in before
        assert key not in after.partition("def _resolve_filter_groups_metric")[0].replace(unless_custom, "")


def test_sft_reads_tokens_or_rows(wrong):
    found = wrong("policy_sft_30b_a3b", "data.use_dynamic_bsz=false", "data.micro_batch_size_per_gpu=1")
    assert found == ["'data.max_token_len_per_gpu' is ignored by verl here: data.use_dynamic_bsz is off"]
