"""An evaluation as tau2-bench's results: read back, graded again, and counted as its metrics count."""

from __future__ import annotations

import json
from collections import defaultdict
from math import comb
from types import SimpleNamespace

import pytest
from eigengraph_tau2.export_run import ground_of
from eigengraph_tau2.regrading import regrade
from eigengraph_tau2.results import read_results

import eigengraph as eg
from eigengraph.errors import ConfigError

FAULTS = {"offline": {"agent_faults": {"skipped_step": 0.3, "wrong_argument": 0.2}}}


class Careless:
    """An agent that slips now and then, behind an endpoint that is down for one dialogue."""

    def __init__(self) -> None:
        self.offline = eg.Host().model("offline", FAULTS)
        self.down: str = ""

    async def complete(self, request):
        task = request.context.task.id
        if not self.down:
            self.down = f"{task} {request.context.seed}"
        if self.down == f"{task} {request.context.seed}":
            raise eg.ModelError("the endpoint is down")
        return await self.offline.complete(request)


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory):
    """Three tasks, three trials each; one trial is missing."""
    folder = tmp_path_factory.mktemp("evaluated")
    settings = eg.Settings(domain="airline", tasks=3, seed=7, out=folder / "run")
    run = eg.synthesize(eg.Host(), settings)
    scheme = eg.ModelScheme("careless", lambda _rest, _options: Careless(), metered=False)
    host = eg.Host([SimpleNamespace(__name__="careless", register_models=eg.hookimpl(lambda: [scheme]))])
    once = settings.model_copy(update={"rollout_attempts": 1})
    asked = {"tasks": f"{run.path}:all", "agent": "careless", "user": "offline", "trials": 3}
    return eg.evaluate(host, once, out=folder / "evaluation", **asked)


@pytest.fixture(scope="module")
def exported(evaluation, tmp_path_factory):
    out = tmp_path_factory.mktemp("exported") / "tau2"
    done = evaluation.export("tau2", out)
    return out, done, out / "simulations" / evaluation.path.name / "results.json"


def test_every_trial_is_there_with_our_reward(evaluation, exported):
    _, done, path = exported
    raw = json.loads(path.read_text("utf-8"))
    assert raw["info"]["num_trials"] == 3
    assert (len(raw["tasks"]), len(raw["simulations"]), done.details["missing"]) == (3, 9, 1)
    assert len({run["id"] for run in raw["simulations"]}) == 9
    rewards = {(run["task_id"], run["trial"]): (run["reward_info"] or {}).get("reward") for run in raw["simulations"]}
    assert rewards == {(trial.task, trial.number): trial.last.verdict.reward for trial in evaluation.trials()}
    [missing] = [run for run in raw["simulations"] if run["reward_info"] is None]
    assert missing["termination_reason"] == "infrastructure_error"


def test_its_pass_k_is_ours(evaluation, exported):
    """As its ``compute_metrics`` counts: infrastructure errors left out, successes of each task, k up to the fewest."""
    scores = defaultdict(list)
    for run in json.loads(exported[2].read_text("utf-8"))["simulations"]:
        if run["termination_reason"] != "infrastructure_error":
            scores[run["task_id"]].append(run["reward_info"]["reward"] == 1.0)
    for k in range(1, min(map(len, scores.values())) + 1):
        value = sum(comb(sum(good), k) / comb(len(good), k) for good in scores.values()) / len(scores)
        assert evaluation.metrics.passes[k].value == pytest.approx(value)


def test_graded_again_it_agrees(evaluation, exported):
    out, done, path = exported
    assert done.problems == ()
    assert (out / "tau2" / "domains" / "airline" / "db.json").is_file()
    found = regrade(read_results(path), ground_of(evaluation))
    assert (list(found.disagree), found.agree) == ([], 8)


def test_a_format_without_a_place_for_evaluations(evaluation, tmp_path):
    with pytest.raises(ConfigError, match=r"exporter 'openai' takes runs only, .* is an evaluation \(known: tau2\)"):
        evaluation.export("openai", tmp_path / "x")
