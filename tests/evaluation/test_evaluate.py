"""Evaluating agents: figures, typed outcomes, what is kept, and going on."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest

import eigengraph as eg
from eigengraph.dataset import from_row
from eigengraph.engine.shards import read_shards
from eigengraph.errors import BudgetExceeded, ConfigError, ModelError, PolicyFault, RunMismatchError, UserFault
from eigengraph.evaluation import Evaluation
from eigengraph.records import Outcome, Trajectory, Verdict, decode
from eigengraph.verify import score


def stopping(task_ids):
    """An agent that says nothing of use in the dialogues of some tasks."""

    def act(request, _turn):
        if request.role == "agent" and request.context.task.id in task_ids:
            return eg.Reply(eg.Message("assistant", "No."))
        return None

    return act


def test_a_policy_that_fails_half_of_the_tasks(evaluate, run):
    tasks = [datum.task.id for datum in run.data()]
    found = evaluate(stopping(tasks[:4]), trials=3)
    metrics = found.metrics
    assert (metrics.tasks, metrics.trials, metrics.missing) == (8, 3, 0)
    assert [metrics.passes[k].value for k in (1, 2, 3)] == [0.5, 0.5, 0.5]
    assert metrics.passes[1].interval[0] < 0.5 < metrics.passes[1].interval[1]
    assert metrics.scores == {task: (0, 3) if task in tasks[:4] else (3, 3) for task in tasks}
    assert sum(metrics.outcomes.values()) == 24
    assert metrics.failed == 12
    assert sum(metrics.failed_on.values()) >= 12


def test_every_reward_is_that_of_the_one_scoring_path(evaluate, run, host):
    tasks = {datum.task.id: datum.task for datum in run.data()}
    found = evaluate(trials=2)
    domain = host.domain("shop")
    from eigengraph.engine.reopen import reopen

    domain, base = reopen(host, run.path)
    rows = list(read_shards(found.path / "data"))
    assert len(rows) == 16
    for row in rows:
        trajectory = decode(Trajectory, row["trajectory"])
        again = score(tasks[row["task"]], domain, base, trajectory)
        assert (again.reward, again.digest) == (row["reward"], decode(Verdict, row["verdict"]).digest)


def test_trials_of_a_task_differ_and_evaluations_do_not(evaluate):
    first, second = evaluate(trials=2, out="a"), evaluate(trials=2, out="b")
    assert [trial.last for trial in first.trials()] == [trial.last for trial in second.trials()]
    said = [trial.last.trajectory.messages for trial in first.trials()]
    assert any(said[place] != said[place + 8] for place in range(8))


def test_more_trials_go_on_from_those_there_are(evaluate):
    played = Counter()

    def act(request, turn):
        played[request.role] += turn <= 2
        return

    few = evaluate(act, trials=1)
    begun = played["agent"]
    more = evaluate(act, trials=2)
    assert played["agent"] == 2 * begun
    assert list(more.trials())[:8] == list(few.trials())
    evaluate(act, trials=2)
    assert played["agent"] == 2 * begun


# Outcomes


@pytest.mark.parametrize(
    ("error", "side", "outcome"),
    [
        (ModelError("the endpoint is down"), "agent", Outcome.MODEL_ERROR),
        (UserFault("no words"), "user", Outcome.USER_FAULT),
        (RuntimeError("a bug"), "user", Outcome.USER_FAULT),
    ],
)
def test_what_says_nothing_about_the_policy_is_played_again_and_then_missing(evaluate, error, side, outcome):
    asked = Counter()

    def act(request, _turn):
        if request.role == side and request.context.task is not None and request.context.attempt < 5:
            asked[request.context.attempt] += 1
            raise error
        return

    found = evaluate(act, user="acting", trials=2, changed={"rollout_attempts": 2})
    metrics = found.metrics
    assert sorted(asked) == [0, 1]
    assert metrics.outcomes == {outcome: 16}
    assert metrics.retried == {outcome: 16}
    assert metrics.missing == 16
    assert (metrics.passes[1].value, metrics.passes[1].bounds) == (None, (0.0, 1.0))
    assert "missing: 16 trials" in str(found)
    rows = list(read_shards(found.path / "data"))
    assert [row["reward"] for row in rows] == [None] * 16
    assert {row["attempts"] for row in rows} == {2}


def test_a_second_attempt_counts_and_no_reward_is_made_up(evaluate):
    def act(request, _turn):
        if request.role == "agent" and request.context.attempt == 0:
            raise ModelError("the endpoint is down")
        return

    metrics = evaluate(act).metrics
    assert (metrics.missing, metrics.passes[1].value) == (0, 1.0)
    assert metrics.retried == {"model_error": 8}
    assert metrics.outcomes == {"completed": 8}


def test_the_policys_own_failures_are_zeros(evaluate):
    def act(request, _turn):
        if request.role == "agent":
            raise PolicyFault("not a word")
        return

    metrics = evaluate(act).metrics
    assert metrics.outcomes == {"agent_fault": 8}
    assert (metrics.missing, metrics.passes[1].value, metrics.passes[1].bounds) == (0, 0.0, (0.0, 0.0))


def test_some_missing_trials_leave_the_rest_standing(evaluate, run):
    first = next(run.data()).task.id

    def act(request, _turn):
        if request.role == "agent" and request.context.task.id == first:
            raise ModelError("the endpoint is down")
        return

    estimate = evaluate(act, trials=2, changed={"rollout_attempts": 1}).metrics.passes[2]
    assert (estimate.value, estimate.tasks) == (1.0, 7)
    assert estimate.bounds == (pytest.approx(7 / 8), 1.0)


def test_more_attempts_mend_what_is_missing(evaluate):
    def act(request, _turn):
        if request.role == "agent" and request.context.attempt < 2:
            raise ModelError("the endpoint is down")
        return

    assert evaluate(act, changed={"rollout_attempts": 1}).metrics.missing == 8
    mended = evaluate(act, changed={"rollout_attempts": 3}).metrics
    assert (mended.missing, mended.retried) == (0, {"model_error": 16})


def test_a_budget_stops_and_goes_on(evaluate):
    def act(request, _turn):
        if request.role != "agent":
            return None
        said = eg.Message("assistant", f"Word {len(request.messages)}.")
        return eg.Reply(said, 50, 5)

    fields = {"metered": True}
    with pytest.raises(BudgetExceeded, match="budget_tokens is used up"):
        evaluate(act, fields=fields, changed={"budget_tokens": 100, "concurrency": 1, "max_turns": 6})
    done = evaluate(act, fields=fields, changed={"budget_tokens": 10**9, "concurrency": 1, "max_turns": 6})
    assert done.metrics.passes[1].value == 0.0
    assert done.spent_tokens > 100
    assert done.metrics.outcomes.keys() <= {"completed", "max_turns"}


def test_an_audit_that_breaks_costs_no_trial(shop, settings, run, tmp_path):
    def broken(_shop):
        async def look(_item, _task, _trajectory):
            raise RuntimeError("no")

        return look

    class Plugin:
        @eg.hookimpl
        def register_workers(self):
            return [eg.Worker("user_auditor", "broken", broken)]

    host = eg.Host([shop, Plugin()])
    chosen = settings.model_copy(update={"workers": {"user_auditor": "broken"}})
    metrics = eg.evaluate(host, chosen, tasks=run.path, out=tmp_path / "e").metrics
    assert metrics.audit_errors == metrics.tasks
    assert metrics.passes[1].value == 1.0


def test_users_at_fault_are_counted_beside_the_failures(evaluate):
    faults = {"offline": {"user_faults": {"early_stop": 1.0}}}
    metrics = evaluate(agent="offline", changed={"options": faults}, trials=2).metrics
    assert metrics.failed > 0
    assert metrics.user_findings == metrics.failed
    assert metrics.missing == 0


def test_hook_observe_follows_evaluations(shop, settings, run, tmp_path):
    seen = Counter()

    class Observer:
        @asynccontextmanager
        async def stage(self, name, item):
            def told(done, reason):
                seen[name, done.verdict is not None, reason] += 1

            yield told

        @asynccontextmanager
        async def request(self, model, request):
            yield lambda reply: None

    plugin = SimpleNamespace(__name__="watching", observe=eg.hookimpl(lambda settings: [Observer()]))
    eg.evaluate(eg.Host([shop, plugin]), settings, tasks=f"{run.path}:all", out=tmp_path / "e")
    assert seen == {("rollout", False, ""): 8, ("verdict", True, ""): 8, ("user_audit", True, ""): 8}


# The folder


def test_a_folder_is_read_back(evaluate):
    found = evaluate(trials=2)
    again = Evaluation.open(found.path)
    assert (again.metrics, again.to_json()) == (found.metrics, found.to_json())
    assert [task.id for task in again.tasks] == list(found.metrics.scores)
    assert repr(found) == f"Evaluation({str(found.path)!r}, pass^1 1.000)"
    said = json.loads(json.dumps(found.to_json()))
    assert said.keys() >= {"tasks", "trials", "basis", "pass", "interval", "outcomes"}
    assert (said["tasks"], said["trials"], said["pass"]) == (8, 2, {"1": 1.0, "2": 1.0})
    assert set(said["basis"]) <= {"calls", "environment", "said", "state"}


def test_runs_and_evaluations_are_not_taken_for_each_other(evaluate, run, host, settings):
    found = evaluate()
    with pytest.raises(ConfigError, match="is no manifest of an EigenGraph run; give another folder"):
        eg.Run.open(found.path)
    with pytest.raises(ConfigError, match="is no manifest of an EigenGraph evaluation; give another folder"):
        Evaluation.open(run.path)
    with pytest.raises(ConfigError, match="is no manifest of an EigenGraph evaluation"):
        eg.evaluate(host, settings, tasks=run.path, out=run.path)


def test_another_question_is_refused(evaluate, run):
    evaluate()
    with pytest.raises(RunMismatchError, match="seed: 0 -> 5"):
        evaluate(changed={"seed": 5})
    with pytest.raises(RunMismatchError, match="tasks: "):
        evaluate(tasks=f"{run.path}:test")


def test_data_of_another_database_are_refused(host, settings, run, tmp_path):
    data = [from_row(row) for row in read_shards(run.path / "data")]
    found = eg.evaluate(host, settings, tasks=data, out=tmp_path / "same")
    assert found.metrics.passes[1].value == 1.0
    with pytest.raises(ConfigError, match="was not made over the tables of these settings"):
        eg.evaluate(host, settings.model_copy(update={"seed": 99}), tasks=data, out=tmp_path / "other")


def test_trials_must_be_some(host, settings, run):
    with pytest.raises(ConfigError, match="trials is 0 but must be at least 1"):
        eg.evaluate(host, settings, tasks=run.path, trials=0)


def test_default_folder_is_that_of_the_question(host, settings, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = eg.evaluate(host, settings, tasks=run.path)
    assert first.path.parent.name == "evaluations"
    assert eg.evaluate(host, settings, tasks=run.path, trials=2).path == first.path
    assert eg.evaluate(host, settings.model_copy(update={"max_turns": 9}), tasks=run.path).path != first.path
