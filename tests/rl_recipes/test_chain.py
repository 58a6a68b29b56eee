"""The whole chain on a CPU, all of it real: run, export, SFT, merge, GRPO, going on, evaluation.

A mixture of experts of a million parameters is trained by verl with two processes each time; the weights it begins with
lie in the package. What is looked at is what no unit test can see: that the parts fit each other.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

HERE = Path(__file__).parent  # on the path of every process, so that Ray finds the agent loop of chain_witness
TASKS, SEED = 150, 31
MINUTES = 15
RAY = Path(tempfile.mkdtemp(prefix="eg"))  # sockets lie in it, whose paths may have a hundred characters
LEAST, MOST = 0.1, 0.9
APART = 1e-3


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """Every step of the chain, once."""
    if importlib.util.find_spec("verl") is None:
        pytest.skip("verl is not installed")
    at = tmp_path_factory.mktemp("chain")
    typed(at, "synthesize", "retail_micro", "--tasks", TASKS, "--seed", SEED, "--out", "run", "--quiet")
    typed(at, "export", "run", "--to", "verl", "--option", "per=dialogue", "--out", "data")
    sft = train(at, "micro_sft", "--data", "data", "--out", "sft")
    before = evaluate(at, "sft/hf", "before", "run:all", trials=1)
    order = ("micro_grpo", "--data", "data", "--model", "sft/hf", "--out", "rl", *witnessed(at))
    first = train(at, *order, "trainer.total_training_steps=2", "trainer.save_freq=1")
    second = train(at, *order, "trainer.total_training_steps=3", "trainer.save_freq=1")
    after = evaluate(at, "rl/hf", "after", "run:test", trials=4)
    return SimpleNamespace(at=at, sft=sft, before=before, first=first, second=second, after=after)


def typed(at: Path, *words: object) -> dict[str, object]:
    """Run a command in a folder; return its last line, which is JSON."""
    command = [sys.executable, "-c", "from eigengraph.cli import main; main()", *map(str, words), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(HERE), "HF_HUB_OFFLINE": "1", "RAY_TMPDIR": str(RAY)}
    environment["RAY_DEDUP_LOGS"] = "0"
    done = subprocess.run(
        command, cwd=at, env=environment, capture_output=True, text=True, timeout=60 * MINUTES, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
    return dict(json.loads(done.stdout.splitlines()[-1]))


def train(at: Path, *words: object) -> SimpleNamespace:
    """Train; return what the command says, and the log of this sitting."""
    said = typed(at, "train", *words)
    out = at / str(words[words.index("--out") + 1])
    newest = max((out / "logs").glob("train-*.log"), key=lambda path: path.stat().st_mtime)
    return SimpleNamespace(said=said, log=newest.read_text("utf-8"))


def evaluate(at: Path, model: str, out: str, tasks: str, trials: int) -> float:
    """Return pass^1 of a model."""
    words = ("--tasks", tasks, "--agent", f"hf:{model}", "--user", "offline", "--trials", trials, "--out", out)
    said = typed(at, "evaluate", "retail_micro", *words)
    return float(said["pass"]["1"])  # type: ignore[index]


def witnessed(at: Path) -> tuple[str, ...]:
    """Return overrides by which an agent loop plays that keeps what the server drew."""
    typed(at, "train", "micro_grpo", "--data", "data", "--model", "sft/hf", "--out", "plan", "--dry-run")
    [loop] = yaml.safe_load((at / "plan" / "agent_loop.yaml").read_text())
    loop |= {"_target_": "chain_witness.WitnessLoop", "witness": str(at / "witness")}
    (at / "witness.yaml").write_text(yaml.safe_dump([loop]))
    return (f"actor_rollout_ref.rollout.agent.agent_loop_config_path={at / 'witness.yaml'}",)


def metric(log: str, name: str) -> list[float]:
    """Return a metric of each step, as verl's console logger tells it."""
    return [float(found) for found in re.findall(rf"{re.escape(name)}:(?:np\.float64\()?(-?[\d.e+-]+)", log)]


def test_the_policy_that_rl_begins_with_passes_some_tasks_and_not_all(chain):
    assert LEAST <= chain.before <= MOST


def test_every_step_of_rl_learns_something(chain):
    norms = metric(chain.first.log + chain.second.log, "actor/grad_norm")
    assert len(norms) == 3
    assert min(norms) > 0


def test_groups_without_signal_are_left_out(chain):
    log = chain.first.log + chain.second.log
    assert sum(metric(log, "eigengraph/groups_no_signal/total")) > 0
    assert min(metric(log, "eigengraph/groups_kept/total")) >= 8


def test_servers_have_the_weights_of_every_step(chain):
    log = chain.first.log + chain.second.log
    for replica in (0, 1):
        steps = re.findall(rf"eigengraph_cpu: replica {replica} has weights of step (\d+)", log)
        assert set(map(int, steps)) >= {0, 1, 2, 3}


def test_the_second_sitting_went_on_where_the_first_one_ended(chain):
    assert len(metric(chain.first.log, "actor/grad_norm")) == 2
    assert len(metric(chain.second.log, "actor/grad_norm")) == 1
    assert (chain.at / "rl" / "hf" / "model.safetensors").is_file()


def test_the_trainer_is_given_what_the_server_drew_and_nothing_else_is_learned(chain):
    lines = [line for path in (chain.at / "witness").glob("*.jsonl") for line in path.read_text().splitlines()]
    assert len(lines) >= 3 * 64
    for line in lines:
        told = json.loads(line)
        learned, log_probs = [], []
        for given in told["given"]:
            assert len(given["response"]) == len(given["mask"]) == len(given["log_probs"])
            learned += [token for token, mask in zip(given["response"], given["mask"], strict=True) if mask]
            log_probs += [each for each, mask in zip(given["log_probs"], given["mask"], strict=True) if mask]
        assert learned == [token for _, tokens, _ in told["drawn"] for token in tokens]
        assert log_probs == [each for _, _, probabilities in told["drawn"] for each in probabilities]
        whole = told["given"][-1]["prompt"] + told["given"][-1]["response"]
        read, drawn, _ = told["drawn"][-1]
        assert whole == read + drawn


def test_rollouts_and_trainer_agree_on_how_likely_tokens_are(chain):
    apart = metric(chain.first.log + chain.second.log, "training/rollout_probs_diff_max")
    assert len(apart) == 3
    assert max(apart) <= APART


def test_the_rewards_that_verl_logged_are_the_verifiers(chain):
    from eigengraph_verl.rollouts.parity import check_parity

    found = check_parity(
        chain.at / "rl" / "rollouts" / "scored", chain.at / "data", chain.at / "rl" / "rollouts" / "logged"
    )
    assert found.differ == ()
    assert found.rollouts >= found.rows >= 3 * 64


def test_the_trained_policy_can_be_evaluated(chain):
    assert 0 <= chain.after <= 1


def test_nothing_is_left_running(chain):
    names = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    assert not [name for name in names if str(RAY) in name]
