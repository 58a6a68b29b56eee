"""The reward function: the one scoring path, typed outcomes, and rollouts that are kept."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from eigengraph_verl.export.rows import ground_truth
from eigengraph_verl.reward import compute_score
from eigengraph_verl.rollouts.ground import open_ground
from eigengraph_verl.rollouts.parity import check_parity
from eigengraph_verl.rollouts.storage import played, stored

from eigengraph.errors import ConfigError
from eigengraph.records import Outcome, encode
from eigengraph.verify import score


@pytest.fixture
def datum(run):
    return next(iter(run.train))


def scored(datum, folder, trajectory=None, out=None, **changed):
    """Score a dialogue of the run as verl does, as if it had just been played."""
    row = {"uid": "6f1c", "session_id": 2, "global_steps": 7}
    extra = {
        "task": encode(datum.task).decode(),
        "split": "train",
        "eigengraph": played(trajectory or datum.trajectory, folder, row),
        **changed,
    }
    return compute_score("eigengraph/retail", "text", ground_truth(datum.task.id, datum.task.verifier), extra, out=out)


def test_the_reward_is_the_verifiers(run, exported):
    ground = open_ground(exported)
    for datum in run.data():
        short = replace(datum.trajectory, messages=datum.trajectory.messages[:4])
        for trajectory in (datum.trajectory, short):
            verdict = score(datum.task, ground.domain, ground.base, trajectory)
            made = scored(datum, exported, trajectory)
            assert (made["score"], made["eg_score"]) == (verdict.reward,) * 2
            assert "acc" not in made  # verl would fill it up with zeros for rollouts that are masked
            assert made["eg_progress"] == verdict.score
            assert (made["eg_scored"], made["eg_outcome"]) == (1.0, "completed")
    assert sum(json.loads(made["eg_credit"])) <= 1.0


@pytest.mark.parametrize("outcome", ["max_turns", "max_errors", "agent_fault", "context_overflow"])
def test_the_policys_own_failures_are_worth_nothing_and_count(datum, exported, outcome):
    made = scored(datum, exported, replace(datum.trajectory, outcome=Outcome(outcome)))
    assert (made["score"], made["eg_scored"], made["eg_outcome"]) == (0.0, 1.0, outcome)


@pytest.mark.parametrize("outcome", ["user_fault", "environment_error", "model_error", "verifier_error", "budget"])
def test_failures_of_others_have_no_reward(datum, exported, outcome, tmp_path):
    made = scored(datum, exported, replace(datum.trajectory, outcome=Outcome(outcome)), out=str(tmp_path))
    assert (made["score"], made["eg_scored"], made["eg_outcome"]) == (0.0, 0.0, outcome)
    [rollout] = stored(tmp_path)
    assert rollout.reward is None


def test_a_replay_that_answers_otherwise_is_the_verifiers_failure(run, exported):
    datum = next(datum for datum in run.train if any(goal.decision == "do" for goal in datum.task.blueprint.goals))
    wrong = [
        replace(message, content="{}") if message.role == "tool" else message for message in datum.trajectory.messages
    ]
    made = scored(datum, exported, replace(datum.trajectory, messages=tuple(wrong)))
    assert (made["score"], made["eg_scored"], made["eg_outcome"]) == (0.0, 0.0, "verifier_error")


def test_every_rollout_is_kept(run, exported, tmp_path):
    for datum in run.train:
        scored(datum, exported, out=str(tmp_path / "rollouts"))
    found = list(stored(tmp_path / "rollouts"))
    assert [rollout.trajectory for rollout in found] == [datum.trajectory for datum in run.train]
    assert {(rollout.key, rollout.step, rollout.split, rollout.reward) for rollout in found} == {
        (("6f1c", 2), 7, "train", 1.0)
    }


def test_what_is_kept_and_what_verl_logged_are_worth_what_the_verifier_says(run, exported, tmp_path):
    rollouts, logged = tmp_path / "rollouts", tmp_path / "logged"
    logged.mkdir()
    lines = []
    for number, datum in enumerate(run.train):
        outcome = Outcome.USER_FAULT if number == 1 else Outcome.COMPLETED
        messages = datum.trajectory.messages[: 4 if number == 2 else None]
        trajectory = replace(datum.trajectory, outcome=outcome, messages=messages)
        row = {"uid": f"uid{number}", "session_id": 0, "global_steps": 1}
        made = scored(datum, exported, out=str(rollouts), eigengraph=played(trajectory, exported, row))
        lines += [json.dumps({"uid": f"uid{number}_0_{part}", "score": made["score"]}) for part in (0, 1)]
    lines.append('{"uid": "pad01ab_0_0", "score": 0.0}')  # verl fills up its batches
    (logged / "1.jsonl").write_text("\n".join(lines))
    parity = check_parity(rollouts, exported, logged)
    count = sum(1 for _ in run.train)
    assert (parity.rollouts, parity.rows, parity.differ) == (count, 2 * count, ())

    (logged / "2.jsonl").write_text('{"uid": "uid1_0_0", "score": 1.0}\n{"uid": "other_3_0", "score": 0.0}')
    differ = check_parity(rollouts, exported, logged).differ
    assert differ[0] == "group 'uid1', rollout 0: the verifier says None, verl logged 1.0"
    assert differ[1] == "group 'other', rollout 3: verl logged 0.0, but it is not stored"

    [path] = rollouts.glob("*.jsonl")
    path.write_text(path.read_text().replace('"reward":1.0', '"reward":0.0', 1))
    [line] = check_parity(rollouts, exported).differ
    assert line.startswith("group 'uid0', rollout 0, task 'retail-")
    assert line.endswith("the verifier says 1.0, the reward function said 0.0")


def test_a_line_cut_off_by_a_kill_is_skipped_and_a_damaged_one_told(datum, exported, tmp_path):
    scored(datum, exported, out=str(tmp_path))
    [path] = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])
    assert len(list(stored(tmp_path))) == 1
    path.write_bytes(whole + b"{}\n")
    with pytest.raises(ConfigError, match=r"line 2 of '.*' is no rollout"):
        list(stored(tmp_path))
    with pytest.raises(ConfigError, match=r"holds no rollouts"):
        list(stored(exported))


def test_other_rollouts_and_other_verifiers_are_refused(run, datum, exported):
    other = list(run.train)[1]
    with pytest.raises(
        ConfigError, match=r"the row of task '.*' has the ground truth of task '.*' with verifier '\w{12}'"
    ):
        scored(datum, exported, task=encode(other.task).decode())
    with pytest.raises(ConfigError, match=r"does not tell what was played: set .*agent_loop_config_path"):
        scored(datum, exported, eigengraph=None)
