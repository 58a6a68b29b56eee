"""One scoring path, one dataset class, one folder of checkpoints."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("reward.custom_reward_function.path=mine.py", "there is one scoring path"),
        ("reward.custom_reward_function.path=null", "there is one scoring path"),
        ("reward.reward_model.enable=true", "there is one scoring path"),
        ("reward.reward_manager.name=dapo", "the others do not pass on what was played"),
        ("trainer.v1.sampler.custom_sampler.path=null", "it takes out what has no verdict"),
        ("algorithm.filter_groups.enable=false", "the sampler works group by group only with it"),
        ("algorithm.adv_estimator=grpo", "must be 'eigengraph_group'"),
        ("trainer.resume_mode=disable", "goes on from the newest checkpoint"),
        ("trainer.save_freq=-1", "verl would keep no checkpoint at all"),
    ],
)
def test_grpo(wrong, override, said):
    [line] = wrong("policy_grpo_8b_fsdp2", override)
    assert said in line


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("data.custom_cls.path=null", "verl's own class cannot read tools as JSON text"),
        ("data.truncation=right", "half a dialogue teaches to stop in the middle"),
        (
            "data.val_files=null",
            "trainer.test_freq is 'after_each_epoch', and there are no data.val_files: verl crashes",
        ),
        ("trainer.resume_mode=resume_path", "goes on from the newest checkpoint"),
    ],
)
def test_sft(wrong, override, said):
    [line] = wrong("policy_sft_30b_a3b", override)
    assert said in line
