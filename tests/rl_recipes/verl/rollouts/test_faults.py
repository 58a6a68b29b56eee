"""Faults injected into rollouts, from the agent loop to the advantages: none is ever a reward.

The user fails in 20 % of the rollouts, the environment in 5 % of the look-ups, the verifier takes too long for 10 % of
the dialogues, so that a few dozen rollouts see them all.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from random import Random
from statistics import mean, stdev
from types import SimpleNamespace
from typing import Any

import pytest
from eigengraph_verl.export.rows import ground_truth
from eigengraph_verl.groups.row_id import decode_row_id
from eigengraph_verl.rollouts.ground import Ground, open_ground
from eigengraph_verl.rollouts.parity import check_parity

import eigengraph as eg
from eigengraph.errors import UserFault
from eigengraph.records import Checker, Outcome, Task, decode, encode
from tests.rl_recipes.verl.transfer import Queue

GROUPS, ROLLOUTS = 4, 8
USER, ENVIRONMENT, VERIFIER = 0.20, 0.05, 0.10
FAULTS = {"needless_transfer": 0.2, "wrongful_write": 0.2, "early_stop": 0.2}  # of the policy itself
CHECK = "def check(view):\n    return True\n"


@dataclass(frozen=True)
class FailingUser:
    """Plays the user, and fails in its first message in some dialogues."""

    inner: Any

    async def complete(self, request):
        if Random(f"user {request.context.seed}").random() < USER:
            raise UserFault("the user said nothing")
        return await self.inner.complete(request)


class Tired:
    """A sandbox that gives up on some dialogues."""

    def run(self, code, inputs):
        return [
            eg.CodeRun("limit", message="too long") if Random(view).random() < VERIFIER else eg.CodeRun("ok", True)
            for view in inputs
        ]

    def lint(self, code):
        return []

    def close(self):
        pass


@eg.hookimpl
def register_models():
    offline = eg.Host().model("offline", {})
    return [eg.ModelScheme("failing", lambda rest, options: FailingUser(offline), metered=False)]


@eg.hookimpl
def register_sandboxes():
    return [eg.SandboxKind("tired", Tired)]


def crashing(tool):
    """Return a read tool that breaks now and then, as a bug of its domain would."""
    if tool.kind != "read" or tool.side != "agent":
        return tool
    calls = iter(range(10**6))

    @wraps(tool.function)
    def run(world, **arguments):
        if Random(f"{tool.name} {next(calls)}").random() < ENVIRONMENT:
            raise RuntimeError("the database is gone")
        return tool.function(world, **arguments)

    return replace(tool, function=run)


@pytest.fixture(scope="module")
def broken_ground(exported) -> Ground:
    """The exported world, with an environment, a user and a sandbox that fail."""
    ground = open_ground(exported)
    plugin = SimpleNamespace(register_models=register_models, register_sandboxes=register_sandboxes)
    tools = tuple(map(crashing, ground.domain.tools))
    domain = replace(ground.domain, tools=tools, tool_errors=(ValueError, TypeError, LookupError))
    manifest = replace(ground.manifest, sandbox="tired")
    return Ground(manifest, eg.Host([plugin]), domain, ground.base)


def with_code(row):
    """Return a row whose task has a checker beside its assertions."""
    task = decode(Task, row["extra_info"]["task"])
    task = replace(task, verifier=replace(task.verifier, checkers=(Checker("agrees", CHECK),)))
    truth = {**row["reward_model"], "ground_truth": ground_truth(task.id, task.verifier)}
    return {**row, "reward_model": truth, "extra_info": {**row["extra_info"], "task": encode(task).decode()}}


@pytest.fixture(scope="module")
def trained(verl, loops, config, task_rows, tokenizers, broken_ground, tmp_path_factory):
    """Rollouts of four groups, played, scored, chosen, and given advantages, as verl does it."""
    import eigengraph_verl.reward
    import torch

    tokenizer, queue, out = tokenizers("drops reasoning"), Queue(), tmp_path_factory.mktemp("rollouts")
    with pytest.MonkeyPatch.context() as patch:
        queue.install(patch)
        for module in (verl.agent_loop, eigengraph_verl.reward):
            patch.setattr(module, "open_ground", lambda folder: broken_ground)
        rows = [with_code(row) for row in sorted(task_rows, key=lambda row: row["extra_info"]["difficulty"])[:GROUPS]]
        for number, row in enumerate(rows):
            queue.prompt(f"g{number}")
            for rollout in range(ROLLOUTS):
                store_rollout(loops, config, row, tokenizer, queue, out, f"g{number}", rollout)
        rows_of = {key: dict(fields) for key, fields in queue.fields.items()}
        made = verl.sampler.make_sampler(
            trainer_mode="sync",
            trainer_config={},
            max_off_policy_threshold=8,
            max_off_policy_strategy="drop",
            sampler_kwargs={"train_batch_size": GROUPS, "zero_variance": True},
            refill_fn=lambda count: pytest.fail(f"{count} groups were dropped"),
        )
        batch, metrics = made.sample(1, "train", GROUPS)
    rewards, masks = (
        torch.nn.utils.rnn.pad_sequence([queue.fields[key][name] for key in batch.keys], batch_first=True)
        for name in ("rm_scores", "response_mask")
    )
    index = [queue.fields[key]["uid"] for key in batch.keys]
    advantages, _ = verl.advantage.group_advantage(rewards, masks, index)
    return SimpleNamespace(
        rows=rows_of, batch=batch, metrics=metrics, masks=masks, advantages=advantages, out=out, index=index
    )


def store_rollout(loops, config, row, tokenizer, queue, out, group, rollout):
    """Play a rollout and put its rows into the queue as verl's worker does."""
    from eigengraph_verl.reward import compute_score

    server = loops.server_of(config, row, tokenizer, thinks=True, noise=0.05, faults=FAULTS, seed=rollout)
    played = loops.play(config, row, tokenizer, group=group, rollout=rollout, server=server, user="failing")
    extra = {**row["extra_info"], **played.outputs[-1].extra_fields}
    made = compute_score(row["data_source"], "", row["reward_model"]["ground_truth"], extra, out=str(out))
    for number, output in enumerate(played.outputs):
        output.reward_score = made["score"]
        output.extra_fields["reward_extra_info"] = made
        fields = output.as_dict()
        queue.row(f"{group}_{rollout}_{number}", outcome=made["eg_outcome"], **fields)


def test_faults_were_injected(trained):
    outcomes = Counter(fields["outcome"] for key, fields in trained.rows.items() if key.endswith("_0"))
    assert {"completed", "user_fault", "environment_error", "verifier_error"} <= outcomes.keys(), outcomes
    for outcome, count in outcomes.items():
        assert trained.metrics[f"eigengraph/rollouts_{outcome.replace('max_', 'over_')}/total"] == count


def test_no_fault_is_trained_on(trained):
    kept = {trained.rows[key]["outcome"] for key in trained.batch.keys}
    assert kept & {"user_fault", "environment_error", "model_error", "verifier_error"} == set()
    masked = {
        key.rsplit("_", 1)[0]
        for key, fields in trained.rows.items()
        if fields["extra_fields"]["reward_extra_info"]["eg_scored"] == 0
    }
    assert trained.metrics["eigengraph/rollouts_masked/total"] == len(masked) > 0


def test_advantages_are_those_of_the_remaining_group(trained):
    rewards: dict[str, dict[int, float]] = {}
    for key, fields in trained.rows.items():
        told = fields["extra_fields"]["reward_extra_info"]
        group, rollout, _ = key.rsplit("_", 2)
        if Outcome(told["eg_outcome"]) not in (Outcome.USER_FAULT, Outcome.ENVIRONMENT_ERROR, Outcome.VERIFIER_ERROR):
            rewards.setdefault(group, {})[int(rollout)] = told["eg_score"]
    assert any(len(set(group.values())) > 1 for group in rewards.values())
    assert any(len(group) < ROLLOUTS for group in rewards.values())
    seen = set()
    for number, text in enumerate(trained.index):
        identity = decode_row_id(text)
        values = list(rewards[identity.group].values())
        expected = (rewards[identity.group][identity.rollout] - mean(values)) / (stdev(values) + 1e-6)
        written = trained.masks[number] == 1
        assert written.any()
        assert trained.advantages[number][written].tolist() == pytest.approx([expected] * int(written.sum()), abs=1e-5)
        assert (trained.advantages[number][~written] == 0).all()
        seen.add((identity.group, identity.rollout))
    assert seen == {(group, rollout) for group, some in rewards.items() for rollout in some}
    assert len(trained.index) > len(seen)  # some trajectories have several rows


def test_stored_rollouts_are_worth_what_was_logged(trained, exported, broken_ground, tmp_path, monkeypatch):
    import eigengraph_verl.rollouts.parity

    lines = [
        json.dumps({"uid": key, "score": float(fields["rm_scores"].sum())}) for key, fields in trained.rows.items()
    ]
    (tmp_path / "1.jsonl").write_text("\n".join(lines))
    monkeypatch.setattr(eigengraph_verl.rollouts.parity, "open_ground", lambda folder: broken_ground)
    monkeypatch.setattr(eigengraph_verl.rollouts.parity, "_tasks", with_checkers)
    parity = check_parity(trained.out, Path(exported), tmp_path)
    assert (parity.rollouts, parity.rows, parity.differ) == (GROUPS * ROLLOUTS, len(trained.rows), ())


def with_checkers(data):
    """Return the tasks as they were played, with a checker each."""
    import pyarrow.parquet as pq

    rows = map(with_code, pq.read_table(data / "rl_train.parquet").to_pylist())
    return {row["extra_info"]["task_id"]: decode(Task, row["extra_info"]["task"]) for row in rows}
