"""Looking a training through."""

from __future__ import annotations

import json

import pytest
from eigengraph_verl.training.planning import plan
from eigengraph_verl.validation.model_folder import ModelFolder

from eigengraph.errors import ConfigError
from eigengraph.recipes import TrainOrder


def failing(found):
    return [check.fix for check in found.checks if not check.ok]


def test_a_plan_without_data_and_model(recipe, tmp_path):
    found = plan(recipe("policy_grpo_30b_a3b_megatron"), TrainOrder(tmp_path / "out"))
    assert failing(found) == []
    assert found.steps is None
    assert "actor_rollout_ref.model.path=Qwen/Qwen3-30B-A3B-Thinking-2507" in found.command
    assert f"data.train_files={tmp_path.anchor}" in found.command
    assert found.facts["a step"] == "8 tasks x 64 trajectories"
    assert found.facts["user"].startswith("offline: THE TEMPLATE PLAYER, NO LANGUAGE MODEL; ")
    modelled = plan(
        recipe("policy_grpo_30b_a3b_megatron"), TrainOrder(tmp_path, overrides=("agent_loop.user=openai:m@u",))
    )
    assert modelled.facts["user"] == "openai:m@u"
    assert plan(recipe("tiny_grpo"), TrainOrder(tmp_path)).facts["user"] == "offline"
    assert (tmp_path / "out" / "agent_loop.yaml").is_file()


def test_a_plan_with_everything(recipe, data, model_folder, tmp_path):
    found = plan(recipe("tiny_sft"), TrainOrder(tmp_path / "out", data, model_folder, ("trainer.total_epochs=2",)))
    assert failing(found) == []
    assert found.steps == 4
    assert found.facts["data"] == "70 rows to train on, 40 to validate on"
    assert f"model.path={model_folder}" in found.command
    assert "trainer.total_epochs=2" in found.command
    assert not (tmp_path / "out").exists()


def test_what_is_wrong_is_all_told(recipe, data, model_folder, tmp_path):
    config = model_folder / "config.json"
    config.write_text(config.read_text().replace('"eos_token_id": 5', '"eos_token_id": 7'))
    order = TrainOrder(tmp_path / "out", data, model_folder, ("data.truncation=left", "+trainer.foo=1"))
    found = failing(plan(recipe("tiny_sft"), order))
    assert [fix.partition(":")[0][:40] for fix in found] == [
        "'+trainer.foo' is read by nobody",
        "data.truncation is 'left' and must be 'e",
        f"{str(model_folder)!r} is a checkpoint of another tokenizer"[:40],
    ]


def test_a_model_trained_with_another_tokenizer(recipe, data, model_folder, tmp_path):
    order = TrainOrder(tmp_path / "out", data, model_folder)
    now = ModelFolder(model_folder).tokenizer_digest()
    for trained, right in ((now, True), ("f" * 64, False)):
        (model_folder / "lineage.json").write_text(json.dumps({"model": {"tokenizer": trained}}))
        found = failing(plan(recipe("tiny_sft"), order))
        assert (found == []) == right
    assert f"is a checkpoint of another tokenizer: it was trained with {'f' * 16!r}, and" in found[0]


def test_a_recipe_without_a_model_needs_one(recipe, data, tmp_path):
    assert failing(plan(recipe("tiny_sft"), TrainOrder(tmp_path, data))) == [
        "the recipe names none; give a Hugging Face folder with --model"
    ]


def test_a_key_that_verl_does_not_know(recipe, tmp_path):
    with pytest.raises(ConfigError, match=r"unknown key 'trainer\.totl_epochs'"):
        plan(recipe("tiny_sft"), TrainOrder(tmp_path, overrides=("trainer.totl_epochs=1",)))


def test_the_agent_loop_of_a_training_that_was_begun_stays(recipe, tmp_path):
    (tmp_path / "lineage.json").write_text("{}")
    plan(recipe("tiny_grpo"), TrainOrder(tmp_path, overrides=("agent_loop.max_turns=3",)))
    assert not (tmp_path / "agent_loop.yaml").exists()
