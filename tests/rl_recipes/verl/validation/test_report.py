"""Packaged recipes, all of them, as ``eigengraph recipes validate`` looks them through."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from eigengraph_verl.recipes.recipe_file import FOLDER, read_recipe
from eigengraph_verl.validation.report import validate

import eigengraph as eg

NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml") if not path.name.startswith("base_"))


@pytest.fixture(scope="module")
def domains():
    return [eg.Host().domain(name) for name in ("airline", "retail", "telecom")]


def test_recipes_are_found():
    assert {"micro_sft", "micro_grpo", "policy_grpo_235b_a22b_megatron", "user_sft_30b_a3b"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_packaged_recipe_is_right(name, domains):
    report = validate(read_recipe(FOLDER / f"{name}.yaml"), None, domains)
    assert report.errors == ()
    assert report.facts["trains on"]


def test_the_scales_are_the_papers():
    facts = {name: validate(read_recipe(FOLDER / f"{name}.yaml"), None, []).facts for name in NAMES if "grpo" in name}
    assert facts["policy_grpo_30b_a3b_megatron"]["a step"] == "8 tasks x 64 trajectories"
    assert facts["policy_grpo_30b_a3b_megatron"]["trains on"] == "64 H200 of 141 GB on 8 nodes"
    assert facts["policy_grpo_235b_a22b_megatron"]["a step"] == "16 tasks x 16 trajectories"
    assert facts["policy_grpo_235b_a22b_megatron"]["rolls out"] == "10 replicas of TP=8"


def test_a_domain_whose_policy_has_no_room(domains):
    recipe = read_recipe(FOLDER / "policy_grpo_8b_fsdp2.yaml")
    wordy = [replace(domain, policy="Be kind. " * 20000) for domain in domains]
    errors = validate(recipe, None, wordy).errors
    assert [line.partition(" take")[0] for line in errors] == [
        f"policy and tools of domain {name!r}" for name in ("airline", "retail", "telecom")
    ]


def test_a_folder_in_the_place_of_a_known_model(tmp_path):
    shape = {
        "hidden_size": 64,
        "num_hidden_layers": 6,
        "num_attention_heads": 6,
        "num_key_value_heads": 3,
        "intermediate_size": 128,
        "vocab_size": 1000,
        "max_position_embeddings": 65536,
    }
    (tmp_path / "config.json").write_text(json.dumps(shape))
    errors = validate(read_recipe(FOLDER / "policy_grpo_8b_fsdp2.yaml"), tmp_path, []).errors
    assert f"sequence parallelism of 2 and the 3 key-value heads of {tmp_path.name} do not divide each other" in errors


def test_a_recipe_that_does_not_compose(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("# Mine\nbase: micro_sft\nconfig: {trainer.foo: 1, trainer.bar: 2}\n")
    errors = validate(read_recipe(path), None, []).errors
    assert [error.partition(" (known")[0].partition(";")[0] for error in errors] == [
        "verl has an unknown key 'trainer.foo'",
        "verl has an unknown key 'trainer.bar'",
    ]
