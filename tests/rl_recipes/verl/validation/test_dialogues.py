"""Settings of the sampler and of the agent loop, refused before any machine starts."""

from __future__ import annotations

import pytest

SAMPLER = "+trainer.v1.sampler.sampler_kwargs"


@pytest.mark.parametrize(
    ("override", "said"),
    [
        (f"{SAMPLER}.bogus=1", "unknown key of trainer.v1.sampler.sampler_kwargs 'bogus'"),
        (f"{SAMPLER}.least=1", "sampler_kwargs.least is 1; a group needs at least 2"),
        (f"{SAMPLER}.least=many", "sampler_kwargs.least is 'many'; it must be int"),
        (f"{SAMPLER}.give_up=0", "sampler_kwargs.give_up is 0; it must be above 0"),
        (f"{SAMPLER}.turn_credit=-1", "sampler_kwargs.turn_credit is -1; it must be float of 0 to inf"),
        (f"{SAMPLER}.zero_variance=1", "sampler_kwargs.zero_variance is 1; it must be true or false"),
        (f"{SAMPLER}.max_inflight_gen_batches=0", "max_inflight_gen_batches is 0; it must be a whole number"),
        ("agent_loop.max_turns=-5", "agent_loop.max_turns is -5; it must be a whole number of 1 or more"),
        ("agent_loop.turn_tokens=null", "agent_loop.turn_tokens is None; it must be a whole number of 1 or more"),
        ("agent_loop.user_timeout=soon", "agent_loop.user_timeout is 'soon'; it must be seconds, above 0"),
        ("agent_loop.user_options=3", "agent_loop.user_options is 3; it must be options by name"),
        ("agent_loop.user=bogus:foo", "agent_loop.user is 'bogus:foo': unknown scheme 'bogus'"),
    ],
)
def test_refused(wrong, override, said):
    [line] = wrong("policy_grpo_8b_fsdp2", override)
    assert said in line


@pytest.mark.parametrize(
    "override",
    [f"{SAMPLER}.turn_credit=0.1", "agent_loop.max_turns=null", "agent_loop.user=openai:m@http://h:1/v1"],
)
def test_taken(wrong, override):
    assert wrong("policy_grpo_8b_fsdp2", override) == []
