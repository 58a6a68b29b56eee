"""Every recorded dialogue agrees, disagrees, is skipped with a reason, or is not graded."""

import json

import pytest
from eigengraph_tau2.messages import from_messages
from eigengraph_tau2.regrading import Regrade, regrade
from eigengraph_tau2.results import read_results

from tests.plugins.tau2.dialogues import COMPLETE, called, results, simulation

DONE = {"task_id": "task_1", "title": "Count the chairs", "description": None, "status": "completed"}
FINISH = from_messages(
    called("update_task_status", json.dumps(DONE), task_id="task_1", status="completed"), ["00:00", "00:01"]
)
CRITERIA = {"actions": [COMPLETE], "reward_basis": ["DB"]}
TASK = {"id": "t1", "user_scenario": {"instructions": "Count."}, "evaluation_criteria": CRITERIA}


@pytest.fixture
def again(tmp_path, ground):
    """Regrade simulations of ``TASK``."""

    def run(*simulations, task=TASK, judge=None) -> Regrade:
        path = tmp_path / "results.json"
        path.write_text(json.dumps(results("mock", [task], *simulations)), "utf-8")
        return regrade(read_results(path), ground, judge)

    return run


def test_rewards_agree_or_not(again):
    run = again(simulation("t1", 1.0, FINISH), simulation("t1", 0.0, []), simulation("t1", 1.0, []))
    assert (run.simulations, run.agree, run.bases) == (3, 2, {"DB": 3})
    [found] = run.disagree
    assert (found.task, found.recorded, found.ours, found.basis, found.recorded_basis) == ("t1", 1.0, 0.0, "DB", "DB")


def test_a_dialogue_that_was_cut_off_agrees_with_nothing(again):
    run = again(simulation("t1", 0.0, FINISH, termination_reason="max_steps"))
    assert (run.agree, run.bases) == (1, {"none": 1})


def other_action(name):
    return {"action": {**COMPLETE, "name": name}, "action_match": False}


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (simulation("t9", 1.0, FINISH), "simulation 's_t9': task_id 't9' is none of the tasks in the file"),
        (simulation("t1", None, FINISH), "no reward was recorded"),
        (simulation("t1", 1.0, FINISH, ticks=[]), "a spoken dialogue"),
        (simulation("t1", 1.0, FINISH[:1]), "is not followed by its result"),
        (
            simulation("t1", 1.0, FINISH, reward_info={"reward": 1.0, "action_checks": [other_action("nod")]}),
            "task_id 't1' is not the dialogue's",
        ),
    ],
)
def test_what_cannot_be_scored_is_skipped_and_the_others_go_on(again, broken, told):
    run = again(broken, simulation("t1", 1.0, FINISH))
    assert (run.simulations, run.agree, len(run.skipped)) == (2, 1, 1)
    assert told in run.skipped[0].reason


def test_checks_of_the_tasks_own_actions_are_no_reason_to_skip(again):
    checks = [{"action": COMPLETE, "action_match": True}, other_action("nod")]
    run = again(simulation("t1", 1.0, FINISH, reward_info={"reward": 1.0, "action_checks": checks}))
    assert run.agree == 1


def test_without_a_judge_natural_language_is_not_graded(again):
    criteria = {**CRITERIA, "nl_assertions": ["kind"], "reward_basis": ["DB", "NL_ASSERTION"]}
    dialogues = simulation("t1", 1.0, FINISH), simulation("t1", 1.0, [])
    run = again(*dialogues, task={**TASK, "evaluation_criteria": criteria})
    assert (run.simulations, run.not_graded, run.agree, run.bases) == (2, 2, 0, {"DB * NL_ASSERTION": 2})
    judged = again(
        *dialogues, task={**TASK, "evaluation_criteria": criteria}, judge=lambda _, asked: [True] * len(asked)
    )
    assert (judged.agree, len(judged.disagree), judged.not_graded) == (1, 1, 0)


def test_other_answers_are_told_and_change_no_reward(again):
    changed = [FINISH[0], {**FINISH[1], "content": "Done!"}]
    run = again(simulation("t1", 1.0, changed))
    assert run.agree == 1
    [found] = run.replayed
    assert (found.task, found.difference.recorded) == ("t1", "Done!")
