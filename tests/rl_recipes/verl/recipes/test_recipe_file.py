"""Recipes as files."""

from __future__ import annotations

import re

import pytest
from eigengraph_verl.recipes.recipe_file import FOLDER, read_recipe

from eigengraph.errors import ConfigError

FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_packaged_file_says_where_its_lines_come_from(path):
    lines = path.read_text("utf-8").splitlines()
    assert re.match(r"# \w", lines[0]), "the first line is the summary"
    settings = lines[lines.index("config:") + 1 :]
    unexplained = [
        line for line in settings if not re.search(r"#\s+(paper|branch|ours)\b", line) and not re.search(TIED, line)
    ]
    assert unexplained == []


# Names, and settings that go with the line before them.
TIED = (
    r"experiment_name|project_name|default_local_dir|train_files|val_files|model\.path|agent_loop_config_path|"
    r"custom_(cls|sampler|reward_function)\.name|n_gpus_per_node: 8|nnodes: 1$|strategy: fsdp2$|device: cpu|"
    r"recompute_(method|num_layers)|last_pipeline_stage|optim: megatron|include_dashboard|"
    r"sampler_kwargs\.train_batch_size|tensor_model_parallel_size: 1$"
)


def test_a_recipe_is_a_short_difference():
    for path in FILES:
        if not path.name.startswith(("base_", "micro_")):
            assert len(path.read_text("utf-8").splitlines()) <= 32, path.name


@pytest.fixture
def written(tmp_path):
    def write(text, name="mine"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_a_recipe_over_a_packaged_one(written):
    mine = read_recipe(
        written(
            "# Mine\nbase: policy_grpo_8b_fsdp2\nenvironment: {A: '1'}\nconfig:\n"
            "  actor_rollout_ref.rollout.n: 32\n  +trainer.v1.sampler.sampler_kwargs.turn_credit: 0.1\n"
        )
    )
    base = read_recipe(FOLDER / "policy_grpo_8b_fsdp2.yaml")
    assert (mine.name, mine.kind, mine.model, mine.gigabytes) == ("mine", "grpo", "Qwen3-8B", 141)
    assert mine.environment == {"A": "1"}
    lines = [line.line for line in mine.overrides]
    assert "actor_rollout_ref.rollout.n=32" in lines
    assert "actor_rollout_ref.rollout.n=16" not in lines
    assert len(lines) == len(base.overrides) + 1
    assert mine.digest != base.digest


def test_a_base_beside_it(written):
    written("# Base\nkind: sft\nconfig: {trainer.total_epochs: 2}\n", "house")
    assert [line.line for line in read_recipe(written("# Mine\nbase: house\n")).overrides] == ["trainer.total_epochs=2"]


def test_comments_do_not_count(written):
    one = read_recipe(written("# One\nbase: micro_sft\nconfig:\n  trainer.total_epochs: 2  # why\n", "one"))
    two = read_recipe(written("# Two\nbase: micro_sft\nconfig: {trainer.total_epochs: 2}\n", "two"))
    assert one.digest == two.digest


def test_folders_and_overrides_are_filled_in():
    recipe = read_recipe(FOLDER / "policy_grpo_8b_fsdp2.yaml")
    lines = [item.line for item in recipe.filled(["trainer.total_epochs=3"], data="/my data", model="/m", out="/o")]
    assert "data.train_files='/my data/rl_train.parquet'" in lines
    assert "trainer.total_epochs=3" in lines
    assert not any("{data}" in line or "{out}" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base: [", "is no YAML"),
        ("just words", "holds 'just words', no keys"),
        ("kind: sft\nconfg: {}\n", "unknown key 'confg'; did you mean 'config'?"),
        ("kind: ppo\n", "kind is 'ppo'; write one of sft, grpo"),
        ("config: {}\n", "kind is None; write one of sft, grpo"),
        ("base: base_ppo\n", "unknown base 'base_ppo'; did you mean 'base_grpo'?"),
        ("base: mine\n", "unknown base 'mine'"),
        ("kind: sft\ngpu: {nme: H100}\n", "gpu has an unknown key 'nme'; did you mean 'name'?"),
        ("kind: sft\nenvironment: {A: 1}\n", "variable 'A' is 1; put its value in quotes"),
        ("kind: sft\nconfig: {trainer: {nnodes: 1}}\n", "'trainer' holds keys; write each on a line of its own"),
        ("kind: sft\nconfig:\n  a.b: 1\n  a.b: 2\n", "'a.b' stands there twice"),
    ],
)
def test_bad_files(written, text, said):
    with pytest.raises(ConfigError) as refused:
        read_recipe(written(text))
    assert said in str(refused.value)
    assert "mine.yaml" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        read_recipe(tmp_path / "none.yaml")
