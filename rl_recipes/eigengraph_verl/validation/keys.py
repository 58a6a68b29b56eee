"""Keys that verl takes and then ignores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eigengraph_verl.validation.composed import Composed

_MOVED = {
    "custom_reward_function": "reward.custom_reward_function",
    "reward_model": "reward.reward_model, reward.reward_manager or reward.num_workers",
    "sandbox_fusion": "reward.sandbox_fusion",
}
# Places where verl passes on whatever stands there; a key that is added anywhere else is read by nobody.
_OPEN = (
    "model.override_config",
    "actor_rollout_ref.model.override_config",
    "data.apply_chat_template_kwargs",
    "data.mm_processor_kwargs",
    "engine.override_transformer_config",
    "engine.override_ddp_config",
    "engine.override_mcore_model_config",
    "optim.override_optimizer_config",
    "actor_rollout_ref.actor.megatron.override_transformer_config",
    "actor_rollout_ref.actor.megatron.override_ddp_config",
    "actor_rollout_ref.actor.megatron.override_mcore_model_config",
    "actor_rollout_ref.actor.optim.override_optimizer_config",
    "actor_rollout_ref.rollout.engine_kwargs",
    "actor_rollout_ref.rollout.checkpoint_engine.engine_kwargs",
    "actor_rollout_ref.rollout.custom",
    "reward.custom_reward_function.reward_kwargs",
    "trainer.v1.sampler.sampler_kwargs",
    "ray_kwargs.ray_init",
)
# Sections that verl makes a dataclass of, which refuses what it does not know.
_STRICT = (
    "engine",
    "optim",
    "checkpoint",
    "profiler",
    "model",
    "algorithm",
    "actor_rollout_ref.actor",
    "actor_rollout_ref.rollout",
    "actor_rollout_ref.model",
)


@dataclass(frozen=True, slots=True)
class _Idle:
    """A key, or a section, that is read only under a condition."""

    key: str
    reads: Callable[[Composed], bool]
    why: str


def _mode(name: str) -> Callable[[Composed], bool]:
    return lambda composed: composed.get("trainer.v1.trainer_mode") == name


_INFLIGHT = (
    "our sampler bounds how much is in work at once, by +trainer.v1.sampler.sampler_kwargs.max_inflight_gen_batches"
)
_IDLE = (
    _Idle("critic", lambda _: False, "a group-relative advantage has no critic"),
    _Idle("algorithm.kl_ctrl", lambda c: c.get("algorithm.use_kl_in_reward"), "algorithm.use_kl_in_reward is off"),
    _Idle("algorithm.pf_ppo", lambda c: c.get("algorithm.use_pf_ppo"), "algorithm.use_pf_ppo is off"),
    _Idle("algorithm.filter_groups.max_num_gen_batches", lambda _: False, _INFLIGHT),
    _Idle("algorithm.filter_groups.max_inflight_gen_batches", lambda _: False, _INFLIGHT),
    _Idle(
        "algorithm.rollout_correction.rollout_is_threshold",
        lambda c: c.get("algorithm.rollout_correction.rollout_is"),
        "algorithm.rollout_correction.rollout_is is off",
    ),
    _Idle(
        "algorithm.rollout_correction.rollout_rs_threshold",
        lambda c: c.get("algorithm.rollout_correction.rollout_rs"),
        "algorithm.rollout_correction.rollout_rs is off",
    ),
    _Idle(
        "actor_rollout_ref.actor.kl_loss_coef",
        lambda c: c.get("actor_rollout_ref.actor.use_kl_loss"),
        "actor_rollout_ref.actor.use_kl_loss is off",
    ),
    _Idle(
        "actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu",
        lambda c: not c.get("actor_rollout_ref.actor.use_dynamic_bsz"),
        "actor_rollout_ref.actor.use_dynamic_bsz is on: ppo_max_token_len_per_gpu is read",
    ),
    _Idle(
        "actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu",
        lambda c: not c.get("actor_rollout_ref.rollout.log_prob_use_dynamic_bsz"),
        "actor_rollout_ref.rollout.log_prob_use_dynamic_bsz is on: log_prob_max_token_len_per_gpu is read",
    ),
    _Idle(
        "actor_rollout_ref.actor.ppo_max_token_len_per_gpu",
        lambda c: c.get("actor_rollout_ref.actor.use_dynamic_bsz"),
        "actor_rollout_ref.actor.use_dynamic_bsz is off: ppo_micro_batch_size_per_gpu is read",
    ),
    _Idle(
        "actor_rollout_ref.rollout.multi_turn", lambda _: False, "our agent loop has settings of its own: agent_loop.*"
    ),
    _Idle(
        "actor_rollout_ref.rollout.nnodes",
        _mode("separate_async"),
        "only trainer.v1.trainer_mode=separate_async has GPUs of its own for rollouts",
    ),
    _Idle("trainer.v1.separate_async", _mode("separate_async"), "trainer.v1.trainer_mode is another"),
    _Idle("trainer.v1.colocate_async", _mode("colocate_async"), "trainer.v1.trainer_mode is another"),
    _Idle(
        "trainer.v1.sampler.max_off_policy_threshold",
        lambda c: c.get("trainer.v1.trainer_mode") != "sync",
        "trainer.v1.trainer_mode=sync has no stale rollouts",
    ),
    _Idle("data.micro_batch_size_per_gpu", lambda c: not c.get("data.use_dynamic_bsz"), "data.use_dynamic_bsz is on"),
    _Idle("data.max_token_len_per_gpu", lambda c: c.get("data.use_dynamic_bsz"), "data.use_dynamic_bsz is off"),
    _Idle("data.messages_key", lambda _: False, "our dataset class reads the columns of our exports"),
    _Idle("data.tools_key", lambda _: False, "our dataset class reads the columns of our exports"),
)


def check_keys(composed: Composed) -> Iterator[str]:
    """Yield a line for each key that verl would ignore."""
    for item in composed.overrides:
        first = item.name.partition(".")[0]
        if first in _MOVED and composed.kind == "grpo":
            yield f"{item.name!r} is ignored by verl since 0.9; write {_MOVED[first]}"
        elif item.key.startswith("+") and not _is_read(item.name):
            yield f"{item.key!r} is read by nobody: verl passes no added key on from there"
    for idle in _IDLE:
        if composed.wrote(idle.key) and not idle.reads(composed):
            yield f"{idle.key!r} is ignored by verl here: {idle.why}"


def _is_read(name: str) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in (*_OPEN, *_STRICT))
