"""Gold solutions are played live, and what they raise is listed."""

from eigengraph_tau2.gold import gold_dialogue, replay_gold

from tests.plugins.tau2.dialogues import COMPLETE

WRONG = {**COMPLETE, "arguments": {"task_id": "task_9", "status": "completed"}}
SEEN = {"action_id": "s", "requestor": "user", "name": "check_notifications", "arguments": {}}


def test_a_gold_dialogue_calls_and_tells_everything(task, ground):
    messages = gold_dialogue(task({"actions": [SEEN, COMPLETE], "communicate_info": ["two chairs"]}), ground)
    assert [(message.role, message.side) for message in messages] == [
        ("user", "user"),
        ("tool", "user"),
        ("assistant", "agent"),
        ("tool", "agent"),
        ("assistant", "agent"),
    ]
    assert messages[-1].content == "two chairs"


def test_calls_that_raise_are_listed_and_gold_passes(task, ground):
    replay = replay_gold(task({"actions": [WRONG, COMPLETE]}), ground)
    assert (replay.passed, replay.reward.value) == (True, 1.0)
    [raising] = replay.raising
    assert (raising.task, raising.call.arguments["task_id"]) == ("t1", "task_9")
    assert raising.error == "Error: Task task_9 not found"


def test_gold_that_misses_an_assertion_fails(task, ground):
    wanted = {
        "env_type": "assistant",
        "func_name": "assert_task_status",
        "arguments": {"task_id": "task_1", "expected_status": "completed"},
    }
    assert not replay_gold(task({"env_assertions": [wanted], "reward_basis": ["ENV_ASSERTION"]}), ground).passed


def test_what_only_a_judge_could_decide_is_left_out(task, ground):
    criteria = {"actions": [COMPLETE], "nl_assertions": ["kind"], "reward_basis": ["DB", "NL_ASSERTION"]}
    replay = replay_gold(task(criteria), ground)
    assert (replay.passed, replay.reward.value) == (True, None)


def test_a_task_that_cannot_be_set_up_fails_with_its_problem(task, ground):
    call = {"env_type": "user", "func_name": "add_note", "arguments": {}}
    replay = replay_gold(task({"actions": []}, initial_state={"initialization_actions": [call]}), ground)
    assert not replay.passed
    assert "unknown user function in the initial state 'add_note'" in replay.problem
