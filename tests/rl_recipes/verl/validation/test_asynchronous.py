"""What asynchronous training asks for, which verl checks only when all machines have started."""

from __future__ import annotations

import pytest

RECIPE = "policy_grpo_30b_a3b_async"
AT = "actor_rollout_ref.rollout"


@pytest.mark.parametrize(
    ("override", "said"),
    [
        (
            "trainer.v1.separate_async.parameter_sync_step=4",
            "separate_async needs data.train_batch_size=8 to be parameter_sync_step=4 x ppo_mini_batch_size=8 = 32",
        ),
        (f"{AT}.nnodes=0", "separate_async needs GPUs of its own for rollouts: set actor_rollout_ref.rollout.nnodes"),
        (
            f"{AT}.checkpoint_engine.backend=naive",
            "separate_async cannot send weights with checkpoint_engine.backend=naive",
        ),
        ("trainer.use_v1=false", "trainer.use_v1 is off: verl's older trainer has no sampler"),
        ("trainer.v1.trainer_mode=asynchronous", "trainer.v1.trainer_mode is 'asynchronous'; verl has sync"),
        (
            "trainer.v1.trainer_mode=sync",
            "actor_rollout_ref.hybrid_engine is off, which trainer_mode=sync does not know",
        ),
    ],
)
def test_what_is_asked_for(wrong, override, said):
    found = wrong(RECIPE, override)
    assert any(said in line for line in found), found


def test_a_line_of_the_log_that_crashes_verl(wrong, monkeypatch):
    assert wrong(RECIPE) == []
    monkeypatch.setenv("VERL_LOGGING_LEVEL", "INFO")
    [line] = wrong(RECIPE)
    assert line.startswith("VERL_LOGGING_LEVEL is 'INFO': verl 0.9.1 crashes while it logs")
    assert wrong(RECIPE, "actor_rollout_ref.hybrid_engine=true") == []


def test_the_staleness_is_two_by_verls_own_count(composed, verl):
    from types import SimpleNamespace

    from verl.trainer.ppo.v1.replay_buffer import ReplayBufferAsync

    config = composed(RECIPE)
    buffer = SimpleNamespace(
        max_off_policy_threshold=config.get("trainer.v1.sampler.max_off_policy_threshold"),
        max_off_policy_strategy="drop",
        prompt_global_steps={"train": {"two": 5, "three": 4}},
        finished_keys={"train": {"two", "three"}},
    )
    assert ReplayBufferAsync._stale_terminal_keys(buffer, 7, "train") == {"three"}
