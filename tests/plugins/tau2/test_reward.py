"""Every component of a reward, and how they make one."""

import json

import pytest
from eigengraph_tau2.gold import gold_dialogue
from eigengraph_tau2.reward import basis_text, grade, matches
from eigengraph_tau2.tasks import Action

from eigengraph.errors import ReplayError, UnknownNameError
from eigengraph.records import Message, ToolCall
from tests.plugins.tau2.dialogues import COMPLETE, called, said
from tests.plugins.tau2.grounds import ground_of

DONE = {"task_id": "task_1", "title": "Count the chairs", "description": None, "status": "completed"}
FINISH = called("update_task_status", json.dumps(DONE), task_id="task_1", status="completed")
STATUS = {"env_type": "assistant", "func_name": "assert_task_status"}


@pytest.mark.parametrize("reason", ["max_steps", "too_many_errors", "agent_error", "infrastructure_error", "timeout"])
def test_a_dialogue_that_was_cut_off_is_worth_nothing(task, ground, reason):
    reward = grade(task({"actions": []}), ground, [], reason)
    assert (reward.value, reward.basis, reward.note) == (0.0, None, f"ended early: {reason}")


@pytest.mark.parametrize("reason", ["user_stop", "agent_stop"])
def test_a_task_without_criteria_is_worth_everything(task, ground, reason):
    reward = grade(task(), ground, [], reason)
    assert (reward.value, reward.basis) == (1.0, None)


@pytest.mark.parametrize(("messages", "value"), [(FINISH, 1.0), ([], 0.0), ([*FINISH, *FINISH], 1.0)])
def test_db_compares_states(task, ground, messages, value):
    reward = grade(task({"actions": [COMPLETE], "reward_basis": ["DB"]}), ground, messages, "user_stop")
    assert (reward.value, reward.db_match, reward.breakdown) == (value, bool(value), {"DB": value})


def test_a_new_bill_is_another_in_each_world(task):
    """As in tau2-bench, which draws a bill's id at random: without a draft bill to add to, no dialogue is like gold."""
    refuels = {"C9001": ("L9001", 1.0), "C9002": ("L9003", 0.0)}
    for customer, (line, value) in refuels.items():
        arguments = {"customer_id": customer, "line_id": line, "gb_amount": 1.0}
        gold = task({"actions": [{"action_id": "r", "name": "refuel_data", "arguments": arguments}]})
        reward = grade(gold, ground_of("telecom"), gold_dialogue(gold, ground_of("telecom")), "user_stop", strict=True)
        assert (customer, reward.value, reward.actions) == (customer, value, (True,))


def test_db_compares_the_users_side_too(task, ground):
    messages = called("dismiss_notification", "Notification note_1 dismissed", "user", notification_id="note_1")
    assert grade(task({"actions": []}), ground, messages, "user_stop").value == 0.0


def test_db_holds_where_there_is_nothing_to_compare_with(task, ground):
    reward = grade(task({"communicate_info": [], "reward_basis": ["DB"]}), ground, FINISH, "user_stop")
    assert (reward.value, reward.breakdown) == (1.0, {})
    assert reward.note == "the task has neither actions nor environment assertions"


@pytest.mark.parametrize(
    ("assertions", "value"),
    [
        ([{**STATUS, "arguments": {"task_id": "task_1", "expected_status": "completed"}}], 1.0),
        ([{**STATUS, "arguments": {"task_id": "task_1", "expected_status": "pending"}, "assert_value": False}], 1.0),
        ([{**STATUS, "arguments": {"task_id": "task_1", "expected_status": "pending"}}], 0.0),
        ([], 1.0),
    ],
)
def test_environment_assertions_read_the_predicted_world(task, ground, assertions, value):
    criteria = {"env_assertions": assertions, "reward_basis": ["ENV_ASSERTION"]}
    reward = grade(task(criteria), ground, FINISH, "user_stop")
    assert (reward.value, len(reward.env_assertions)) == (value, len(assertions))


def test_environment_assertions_that_cannot_be_asked_raise(task, ground):
    def ask(name, env_type="assistant", **arguments):
        call = {"env_type": env_type, "func_name": name, "arguments": arguments}
        return grade(task({"env_assertions": [call]}), ground, [], "user_stop")

    with pytest.raises(
        UnknownNameError, match="unknown environment assertion of the agent 'assert_task_state'; did you mean"
    ):
        ask("assert_task_state")
    with pytest.raises(UnknownNameError, match="unknown environment assertion of the user 'assert_task_status'"):
        ask("assert_task_status", "user", task_id="task_1", expected_status="pending")
    with pytest.raises(ReplayError, match="'assert_task_status' raised ToolError"):
        ask("assert_task_status", task_id="task_9", expected_status="pending")


@pytest.mark.parametrize(
    ("compare", "arguments", "expected"),
    [
        (None, {"a": 1, "b": 2}, True),
        (None, {"a": 1}, True),
        (None, {"a": 1, "c": 3}, False),
        (None, {"a": 2, "b": 2}, False),
        (None, {}, True),
        (["a"], {"a": 1, "b": 9, "c": 3}, True),
        (["a"], {"b": 2}, False),
        (["c"], {"a": 5}, True),
        ([], {"a": 9}, True),
    ],
)
def test_actions_match_as_in_tau2(compare, arguments, expected):
    action = Action("x", "look", {"a": 1, "b": 2}, compare_args=compare)
    assert matches(action, ToolCall("look", arguments)) is expected
    assert not matches(action, ToolCall("listen", arguments))


def test_any_call_of_any_side_may_match_an_action(task, ground):
    actions = [{"action_id": "a", "requestor": "user", "name": "get_users", "arguments": {}}, COMPLETE]
    criteria = {"actions": actions, "reward_basis": ["ACTION"]}
    reward = grade(task(criteria), ground, [*FINISH, *called("get_users", "[]")], "user_stop")
    assert (reward.value, reward.actions) == (1.0, (True, True))
    reward = grade(task(criteria), ground, FINISH, "user_stop")
    assert (reward.value, reward.actions) == (0.0, (False, True))


@pytest.mark.parametrize(
    ("messages", "value"),
    [
        ([said("It costs $1,234.50 in ALL.")], 1.0),
        ([said("It costs 1234"), said(".5")], 0.0),
        ([Message("user", "1234.5 in all", side="user")], 0.0),
        ([Message("assistant", "1234.5 in all", FINISH[0].tool_calls), FINISH[1]], 1.0),
    ],
)
def test_communication_is_found_in_one_text_of_the_agent(task, ground, messages, value):
    criteria = {"communicate_info": ["1234.5"], "reward_basis": ["COMMUNICATE"]}
    assert grade(task(criteria), ground, messages, "user_stop").value == value


def test_commas_are_taken_from_what_was_said_only(task, ground):
    criteria = {"communicate_info": ["1,234"], "reward_basis": ["COMMUNICATE"]}
    assert grade(task(criteria), ground, [said("1,234")], "user_stop").value == 0.0


def test_natural_language_needs_a_judge(task, ground):
    criteria = {"actions": [], "nl_assertions": ["kind", "short"], "reward_basis": ["DB", "NL_ASSERTION"]}
    reward = grade(task(criteria), ground, [], "user_stop")
    assert (reward.value, reward.breakdown) == (None, {"DB": 1.0, "NL_ASSERTION": None})
    asked = []

    def judge(messages, assertions):
        asked.append((messages, assertions))
        return [True, len(messages) == 1]

    assert grade(task(criteria), ground, [said("Yes.")], "user_stop", judge=judge).value == 1.0
    reward = grade(task(criteria), ground, [], "user_stop", judge=judge)
    assert (reward.value, reward.nl_assertions) == (0.0, (True, False))
    assert asked == [([said("Yes.")], ["kind", "short"]), ([], ["kind", "short"])]


@pytest.mark.parametrize("assertions", [None, []])
def test_natural_language_without_assertions_holds(task, ground, assertions):
    criteria = {"actions": [], "nl_assertions": assertions, "reward_basis": ["DB", "NL_ASSERTION"]}
    assert grade(task(criteria), ground, [], "user_stop").value == 1.0


def test_only_the_basis_decides(task, ground):
    criteria = {"actions": [COMPLETE], "communicate_info": ["42"], "nl_assertions": ["kind"]}
    reward = grade(task({**criteria, "reward_basis": ["COMMUNICATE"]}), ground, [said("42")], "user_stop")
    assert (reward.value, reward.db_match, reward.actions) == (1.0, False, (False,))
    reward = grade(task({**criteria, "reward_basis": ["COMMUNICATE", "DB"]}), ground, [said("42")], "user_stop")
    assert (reward.value, list(reward.breakdown)) == (0.0, ["DB", "COMMUNICATE"])
    assert grade(task({**criteria, "reward_basis": []}), ground, [], "user_stop").value == 1.0


@pytest.mark.parametrize(
    ("basis", "text"), [(None, "none"), ((), "nothing"), (("DB", "COMMUNICATE"), "DB * COMMUNICATE")]
)
def test_a_basis_is_shown(basis, text):
    assert basis_text(basis) == text
