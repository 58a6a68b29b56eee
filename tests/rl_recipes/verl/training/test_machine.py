"""What a machine lacks."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError

import pytest
from eigengraph_verl.training import machine
from eigengraph_verl.training.machine import needs


@pytest.fixture
def lacking(recipe, monkeypatch):
    """``lacking(name)`` returns what fails, by name."""
    for name in ("RAY_ADDRESS", "MASTER_ADDR"):
        monkeypatch.delenv(name, raising=False)

    def run(name):
        return {check.name: check.fix for check in needs(recipe(name)) if not check.ok}

    return run


@pytest.fixture
def gpus(monkeypatch, tmp_path):
    """``gpus(81559, 81559)`` puts an nvidia-smi on the path that finds so many MiB each."""

    def put(*sizes):
        script = tmp_path / "nvidia-smi"
        script.write_text("#!/bin/sh\n" + "".join(f"echo {size}\n" for size in sizes))
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    return put


def test_a_cpu_is_enough_for_the_micro_recipes(lacking, monkeypatch):
    assert lacking("tiny_sft") == {}
    assert lacking("tiny_grpo") == {}


def test_a_cpu_without_memory(lacking, monkeypatch, tmp_path):
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable: 1000000 kB\n")
    monkeypatch.setattr(machine, "_MEMINFO", tmp_path / "meminfo")
    assert lacking("tiny_grpo") == {"memory": "5.0 GB are needed"}


def test_no_gpu(lacking, monkeypatch):
    monkeypatch.setattr(machine.shutil, "which", lambda name: None)
    assert lacking("policy_sft_30b_a3b") == {
        "GPUs": "8 on this machine are needed, and there is no nvidia-smi that would find any"
    }


def test_gpus_that_are_enough(lacking, gpus):
    gpus(*[143771] * 8)
    assert lacking("policy_sft_30b_a3b") == {}


def test_too_few_or_too_small_gpus(lacking, gpus):
    gpus(*[143771] * 4)
    assert lacking("policy_sft_30b_a3b")["GPUs"].startswith("8 are needed, and 4 are here")
    gpus(*[81559] * 8)
    assert lacking("policy_sft_30b_a3b")["GPUs"].startswith("the recipe is laid out for 141 GB each")


def test_other_machines(lacking, gpus, monkeypatch):
    gpus(*[143771] * 8)
    assert "set RAY_ADDRESS" in lacking("policy_grpo_30b_a3b_megatron")["other machines"]
    assert "set MASTER_ADDR" in lacking("policy_sft_235b_a22b")["other machines"]
    monkeypatch.setenv("RAY_ADDRESS", "node0:6379")
    monkeypatch.setattr(machine, "find_spec", lambda name: object())
    assert lacking("policy_grpo_30b_a3b_async") == {}


def test_engines(lacking, gpus, monkeypatch):
    gpus(*[143771] * 8)
    monkeypatch.setattr(machine, "find_spec", lambda name: None)
    found = lacking("policy_grpo_30b_a3b_megatron")
    assert found["package megatron.core"] == "it is not installed; Megatron trains; pip install megatron-core"
    assert found["package vllm"].startswith("it is not installed; it rolls out; pip install vllm")


def test_packages(recipe, monkeypatch):
    def version(name):
        if name == "verl":
            raise PackageNotFoundError(name)
        return "0.1"

    monkeypatch.setattr(machine, "version", version)
    found = {check.name: check.fix for check in needs(recipe("tiny_sft"))}
    assert found["package verl"] == "it is not installed; pip install 'verl==0.9.1'"
    assert found["package ray"] == "version 0.1 is installed; pip install 'ray>=2.50'"
    assert "memory" not in found  # nothing can be composed without verl
