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


@pytest.mark.parametrize("fields", [{}, {"messages": None}, {"ticks": []}])
def test_a_dialogue_that_was_cut_off_is_worth_nothing_whatever_it_holds(again, fields):
    dialogue = simulation("t1", 0.0, FINISH, termination_reason="max_steps")
    run = again({**dialogue, **fields})
    assert (run.agree, run.bases) == (1, {"none": 1})


def test_a_dialogue_that_was_cut_off_without_a_reward_is_counted_apart(again):
    run = again(simulation("t1", None, [], termination_reason="infrastructure_error"))
    assert (run.simulations, run.unrecorded, run.skipped, run.sound) == (1, 1, (), True)
    [found] = run.ungraded
    assert found.reason == "ended early (infrastructure_error), and no reward was recorded"


def checked(*names, **checks):
    """A reward of 1.0, recorded with checks of these gold actions and with others."""
    actions = [{"action": {**COMPLETE, "name": name}, "action_match": True} for name in names]
    return {"reward": 1.0, "db_check": {"db_match": True}, "action_checks": actions, **checks}


STATUS = {"env_type": "assistant", "func_name": "assert_task_status", "arguments": {}}


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (simulation("t9", 1.0, FINISH), "task_id 't9' is none of the tasks in the file"),
        (simulation("t1", None, FINISH), "no reward was recorded"),
        (simulation("t1", 1.0, FINISH, ticks=[]), "a spoken dialogue"),
        (simulation("t1", 1.0, FINISH[:1]), "is not followed by its result"),
        (simulation("t1", 1.0, None), "it has no messages (found null)"),
    ],
)
def test_what_cannot_be_scored_is_skipped_and_the_others_go_on(again, broken, told):
    run = again(broken, simulation("t1", 1.0, FINISH))
    assert (run.simulations, run.agree, len(run.skipped)) == (2, 1, 1)
    assert told in run.skipped[0].reason


def test_it_is_told_which_dialogue_of_which_file(again, tmp_path):
    run = again(
        simulation("t1", 0.0, FINISH, id="first", trial=2),
        simulation("t9", 1.0, FINISH),
        simulation("t1", 1.0, [FINISH[0], {**FINISH[1], "content": "Done!"}], id="third"),
    )
    file = str(tmp_path / "results.json")
    [wrong], [skipped], [replayed] = run.disagree, run.skipped, run.replayed
    assert (wrong.file, wrong.simulation, wrong.task, wrong.trial) == (file, "first", "t1", 2)
    assert (skipped.file, skipped.simulation, skipped.trial) == (file, "s_t9", 0)
    assert (replayed.file, replayed.simulation, replayed.task) == (file, "third", "t1")


@pytest.mark.parametrize(
    ("info", "told"),
    [
        (checked("nod"), "action_checks"),
        (checked("update_task_status", "nod"), "action_checks"),
        (checked(), "action_checks"),
        (checked("update_task_status", env_assertions=[{"env_assertion": STATUS}]), "env_assertions"),
        (checked("update_task_status", communicate_checks=[{"info": "two"}]), "communicate_checks"),
    ],
)
def test_checks_of_anything_but_what_the_task_lists_are_another_tasks(again, info, told):
    [skipped] = again(simulation("t1", 1.0, FINISH, reward_info=info)).skipped
    assert skipped.reason == f"task_id 't1' is not the dialogue's: reward_info.{told} are not about that task's"
    early = simulation("t1", 1.0, FINISH, reward_info={**info, "reward": 0.0}, termination_reason="timeout")
    assert again(early).agree == 1


@pytest.mark.parametrize("info", [checked("update_task_status"), {"reward": 1.0}])
def test_its_own_checks_or_none_at_all_are_no_reason_to_skip(again, info):
    assert again(simulation("t1", 1.0, FINISH, reward_info=info)).agree == 1


def test_checks_of_a_task_without_criteria_are_another_tasks(again):
    run = again(simulation("t1", 1.0, FINISH, reward_info=checked("nod")), task={**TASK, "evaluation_criteria": None})
    assert len(run.skipped) == 1


def test_without_a_judge_natural_language_is_not_graded(again):
    criteria = {**CRITERIA, "nl_assertions": ["kind"], "reward_basis": ["DB", "NL_ASSERTION"]}
    dialogues = simulation("t1", 1.0, FINISH), simulation("t1", 1.0, [])
    run = again(*dialogues, task={**TASK, "evaluation_criteria": criteria})
    assert (run.simulations, len(run.ungraded), run.agree, run.bases) == (2, 2, 0, {"DB * NL_ASSERTION": 2})
    kept, lost = run.ungraded
    assert (kept.graded, kept.contradicted) == ({"DB": 1.0}, False)
    assert (lost.graded, lost.contradicted) == ({"DB": 0.0}, True), "no judge could make that 1.0"
    assert not run.sound
    judged = again(
        *dialogues, task={**TASK, "evaluation_criteria": criteria}, judge=lambda _, asked: [True] * len(asked)
    )
    assert (judged.agree, len(judged.disagree), judged.ungraded) == (1, 1, ())


def test_other_answers_are_told_and_change_no_reward(again):
    changed = [FINISH[0], {**FINISH[1], "content": "Done!"}]
    run = again(simulation("t1", 1.0, changed))
    assert run.agree == 1
    [found] = run.replayed
    assert (found.task, found.difference.recorded) == ("t1", "Done!")
