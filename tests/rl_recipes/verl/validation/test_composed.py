"""Composing over verl's own files: what verl does not know is refused by name, and nothing imports verl."""

from __future__ import annotations

import subprocess
import sys

import pytest

from eigengraph.errors import ConfigError


def test_recipe_is_seen_as_verl_sees_it(composed):
    found = composed("policy_grpo_235b_a22b_megatron", "trainer.total_epochs=3")
    assert found.get("trainer.nnodes") == 10
    assert found.get("trainer.total_epochs") == 3
    assert found.get("actor_rollout_ref.rollout.prompt_length") == 24576  # by interpolation
    assert found.get("data.train_files") == "/data/rl_train.parquet"
    assert found.get("no.such.key", "default") == "default"


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("trainer.totl_epochs=3", "unknown key 'trainer.totl_epochs'; did you mean 'trainer.total_epochs'?"),
        ("actor_rollout_ref.rollout.multi_turn.interaction_config_path=x", "unknown key"),
        ("actor_rollout_ref.actor.router_replay.mode=R3", "unknown key 'actor_rollout_ref.actor.router_replay.mode'"),
        ("actor_rollout_ref.actor.megatron.grad_offload=True", "unknown key"),
        ("trainer.use_legacy_worker_impl=disable", "unknown key 'trainer.use_legacy_worker_impl'"),
        ("actor_rollout_ref.rollout.update_weights_bucket_megabytes=512", "unknown key"),
        ("agent_loop.usr=offline", "unknown key of agent_loop 'usr'; did you mean 'user'?"),
        ("agent_loop._target_=x.y", "unknown key of agent_loop '_target_'"),
        ("trainer.total_epochs={", "no viable alternative"),
    ],
)
def test_what_verl_does_not_know_is_refused(composed, override, said):
    with pytest.raises(ConfigError) as refused:
        composed("policy_grpo_30b_a3b_megatron", override)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_unknown_key_is_named(composed):
    with pytest.raises(ConfigError, match=r"'trainer\.a'.*; .*'trainer\.b'"):
        composed("micro_sft", "trainer.a=1", "trainer.b=2")


def test_a_key_that_is_near_in_another_place_is_listed(composed):
    with pytest.raises(ConfigError, match=r"known: .*actor_rollout_ref\.actor\.optim\.lr"):
        composed("policy_grpo_8b_fsdp2", "actor_rollout_ref.optim.lr=1")


USER = "agent_loop.user=openai:user@http://host:8000/v1"


def test_settings_of_the_agent_loop_are_its_own(composed):
    found = composed("policy_grpo_8b_fsdp2", USER, "agent_loop.max_turns=30")
    assert found.agent_loop["user"] == "openai:user@http://host:8000/v1"
    assert found.agent_loop["max_turns"] == 30
    assert found.agent_loop["_target_"] == "eigengraph_verl.agent_loop.EigenGraphAgentLoop"
    assert not any(line.name.startswith("agent_loop.") for line in found.overrides)


def test_sft_has_no_agent_loop(composed):
    with pytest.raises(ConfigError, match=r"unknown key 'agent_loop\.user'"):
        composed("micro_sft", "agent_loop.user=offline")


def test_composing_imports_no_trainer():
    code = (
        "import sys; from eigengraph_verl.recipes.recipe_file import FOLDER, read_recipe\n"
        "from eigengraph_verl.validation.composed import compose\n"
        "recipe = read_recipe(FOLDER / 'policy_grpo_8b_fsdp2.yaml')\n"
        "compose(recipe.kind, recipe.filled(data='d', model='m', out='o'))\n"
        "print({'verl', 'torch', 'ray'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr
