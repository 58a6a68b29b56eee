"""The command, which works when it is pasted."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from eigengraph_verl.training.command import command, shown


def test_sft_on_one_machine(composed):
    words = command(composed("policy_sft_30b_a3b"), Path("/out"))
    assert words[:7] == (
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nnodes=1",
        "--nproc-per-node=8",
        "-m",
    )
    assert words[7] == "verl.trainer.sft_trainer"
    assert words[-1] == "hydra.run.dir=/out/logs/hydra"


def test_sft_on_ten_machines(composed, monkeypatch):
    monkeypatch.delenv("MASTER_ADDR", raising=False)
    assert "--rdzv-endpoint=MASTER_ADDR:29500" in command(composed("policy_sft_235b_a22b"), Path("/out"))
    monkeypatch.setenv("MASTER_ADDR", "node0")
    monkeypatch.setenv("MASTER_PORT", "1234")
    words = command(composed("policy_sft_235b_a22b"), Path("/out"))
    assert {"--nnodes=10", "--nproc-per-node=8", "--rdzv-endpoint=node0:1234"} <= set(words)


def test_grpo(composed):
    words = command(composed("policy_grpo_8b_fsdp2"), Path("/out"))
    assert words[1:3] == ("-m", "verl.trainer.main_ppo")
    assert not any(word.startswith("agent_loop.") for word in words)


def test_what_is_set_outside_outweighs_a_recipe(recipe, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("VERL_PLATFORM", raising=False)
    found = recipe("tiny_sft").variables()
    assert (found["OMP_NUM_THREADS"], found["VERL_PLATFORM"]) == ("3", "cpu")


def test_a_shell_reads_the_words_that_are_run(recipe, tmp_path):
    words = ["a b", "c='d'", "e=[0.9,0.95]", "${f}", "g\\'"]
    script = tmp_path / "show.py"
    script.write_text("import json, os, sys; print(json.dumps([sys.argv[1:], os.environ['VERL_PLATFORM']]))")
    line = shown(recipe("tiny_sft"), [sys.executable, str(script), *words])
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
    assert json.loads(done.stdout) == [words, "cpu"]
    assert shlex.split(line)[0] == "env"


@pytest.mark.parametrize("name", ["policy_sft_30b_a3b", "policy_grpo_30b_a3b_megatron"])
def test_verl_reads_what_was_checked(composed, name):
    """verl's entry points print the configuration that they would run by, and stop."""
    recipe = composed(name, "trainer.total_epochs=3")
    words = command(recipe, Path("/with space"))
    assert words[-1] == "hydra.run.dir='/with space/logs/hydra'"
    entry = next(word for word in words if word.startswith("verl.trainer."))
    told = [sys.executable, "-m", entry, *words[words.index(entry) + 1 :], "--cfg", "job"]
    done = subprocess.run(told, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    from omegaconf import OmegaConf

    read = yaml.safe_load(done.stdout)
    assert read == yaml.safe_load(OmegaConf.to_yaml(recipe.config))
    assert read["trainer"]["total_epochs"] == 3
