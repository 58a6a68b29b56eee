"""Trainings from beginning to end, with verl's part played by a few lines."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path

import pytest
from eigengraph_verl.recipes.recipe_file import read_recipe
from eigengraph_verl.training import running
from eigengraph_verl.training.planning import plan

from eigengraph.errors import ConfigError, RunMismatchError
from eigengraph.recipes import TrainOrder

# What verl leaves behind: a checkpoint at the end of each epoch, and a word about where it began.
TRAINER = """
import pathlib, sys
out, first, last, fails_at = pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:])
tracker = out / "latest_checkpointed_iteration.txt"
begun = int(tracker.read_text()) if tracker.exists() else 0
loaders = list((out / f"global_step_{begun}").glob("data_*.pt"))
print(f"begun at {begun} with {len(loaders)} loaders")
for step in range(begun + 1, last + 1):
    if step == fails_at:
        raise ValueError("the endpoint is down")
    if step % first == 0 or step == last:
        folder = out / f"global_step_{step}"
        folder.mkdir(parents=True)
        (folder / "data_0.pt").write_text("used up")
        tracker.write_text(str(step))
"""
MERGER = "import pathlib, sys; pathlib.Path(sys.argv[1], 'config.json').write_text('{}')"


@pytest.fixture
def train(recipe, data, model_folder, tmp_path, monkeypatch):
    """``train(fails_at=0, model=..., overrides=...)`` trains, and returns how it ended."""
    out = tmp_path / "out"

    def run(name="tiny_sft", fails_at=0, model=model_folder, overrides=(), say=print):
        found = read_recipe(name) if isinstance(name, Path) else recipe(name)

        def command(composed, _out):
            steps = running.count_steps(composed)
            numbers = map(str, (steps.epoch, steps.total, fails_at))
            return [sys.executable, "-c", textwrap.dedent(TRAINER), str(out / "checkpoints"), *numbers]

        def merger(_composed, _checkpoint, target):
            target.mkdir(parents=True, exist_ok=True)
            return [sys.executable, "-c", MERGER, str(target)]

        monkeypatch.setattr(running, "command", command)
        monkeypatch.setattr(running, "merge_command", merger)
        planned = plan(found, TrainOrder(out, data, model, tuple(overrides)))
        assert all(check.ok for check in planned.checks), planned.checks
        return running.train(found, planned, say)

    run.out = out
    return run


def test_a_training_that_ends_well(train, data):
    done = train()
    assert (done.code, done.said) == (0, "")
    assert done.plan.steps == 6
    assert done.checkpoint == str(train.out / "checkpoints" / "global_step_6")
    assert done.model == str(train.out / "hf")
    told = json.loads((train.out / "hf" / "lineage.json").read_text())
    assert told == json.loads((train.out / "lineage.json").read_text())
    assert told["checkpoint"] == done.checkpoint
    assert told["step"] == 6
    assert told["data"]["path"] == str(data)
    assert told["recipe"]["name"] == "tiny_sft"
    assert "begun at 0" in (train.out / "logs" / "train-1.log").read_text()


def test_a_training_that_fails_keeps_exit_code_words_and_checkpoint(train):
    done = train(fails_at=5)
    assert (done.code, done.said) == (1, "ValueError: the endpoint is down")
    assert done.checkpoint.endswith("global_step_4")
    assert done.model == ""


def test_going_on_at_the_end_of_an_epoch_skips_none(train):
    train(fails_at=5)
    said = []
    done = train(say=said.append)
    assert done.code == 0
    assert said[0].startswith("going on from step 4 of 6")
    # verl would load the loader's state, find epoch 2 used up, and end epoch 3 before it begins.
    assert "begun at 4 with 0 loaders" in (train.out / "logs" / "train-2.log").read_text()


def test_a_training_that_is_done_is_not_done_again(train):
    train()
    said = []
    done = train(say=said.append)
    assert done.code == 0
    assert said == ["all 6 steps are done; nothing is left to train", f"'{train.out / 'hf'}' is merged already"]
    assert not (train.out / "logs" / "train-2.log").exists()


def test_a_training_that_is_done_goes_on_with_more_epochs(train):
    train()
    done = train(overrides=["trainer.total_epochs=4"])
    assert done.checkpoint.endswith("global_step_8")
    told = json.loads((train.out / "hf" / "lineage.json").read_text())
    assert told["step"] == 8
    sittings = [(one["from_step"], one["overrides"], one["steps"]) for one in told["sittings"]]
    assert sittings == [(0, [], 6), (6, ["trainer.total_epochs=4"], 8)]


def test_a_folder_of_another_training(train):
    train()
    with pytest.raises(RunMismatchError, match=r"data\.max_length was the recipe's, is '1024'"):
        train(overrides=["data.max_length=1024"])


def test_grpo_has_its_agent_loop_written(train):
    done = train(
        "tiny_grpo", overrides=["agent_loop.max_turns=30", "trainer.total_epochs=1", "trainer.total_training_steps=8"]
    )
    assert done.code == 0
    assert "max_turns: 30" in (train.out / "agent_loop.yaml").read_text()


def test_a_trainer_that_leaves_nothing(train, monkeypatch):
    monkeypatch.setattr(running, "newest", lambda folder: None)
    done = train()
    assert (done.code, done.said) == (1, "verl ended without a checkpoint")


def test_a_merger_that_fails(train, monkeypatch):
    failing = [sys.executable, "-c", "raise OSError('no space left')"]

    def say(line):
        if line.startswith("merging"):
            monkeypatch.setattr(running, "merge_command", lambda *_: failing)

    done = train(say=say)
    assert (done.code, done.said, done.model) == (1, "OSError: no space left", "")


def test_a_model_is_made_where_the_recipe_says_how(data, model_folder, tmp_path, monkeypatch, train):
    (tmp_path / "maker_of_models.py").write_text(
        f"import shutil\n\ndef make(data, folder):\n    shutil.copytree({str(model_folder)!r}, folder)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    path = tmp_path / "mine.yaml"
    path.write_text("# Mine\nbase: tiny_sft\nstart: maker_of_models:make\n")
    done = train(path, model=None)
    assert done.code == 0
    assert json.loads((train.out / "lineage.json").read_text())["model"]["path"] == str(train.out / "start")


def test_no_model_to_begin_with(recipe, data, tmp_path):
    with pytest.raises(ConfigError, match=r"begins with 'Qwen3-8B'; give its folder with --model"):
        running._begun_with(recipe("policy_grpo_8b_fsdp2"), TrainOrder(tmp_path, data))
