"""Tasks are read as tau2-bench reads them; what it ignores is listed, and nothing is lost."""

import re

import pytest
from eigengraph_tau2.tasks import parse_tasks

from eigengraph.errors import ConfigError

SCENARIO = {"persona": None, "instructions": "Count."}


def read(**fields):
    return parse_tasks([{"id": "t1", "user_scenario": SCENARIO, **fields}], "tasks.json")[0]


def test_criteria_have_tau2s_defaults():
    task = read(evaluation_criteria={"actions": [{"action_id": "a", "name": "look", "arguments": {}}]})
    assert task.evaluation_criteria.reward_basis == ("DB", "COMMUNICATE")
    assert task.evaluation_criteria.env_assertions is None
    assert task.evaluation_criteria.actions[0].requestor == "assistant"
    assert task.evaluation_criteria.actions[0].compare_args is None


def test_unknown_fields_are_listed_and_kept():
    fields = {
        "annotations": [1],
        "source": "mine",
        "description": {"purpose": "p", "mood": "grey"},
        "evaluation_criteria": {"actions": [{"action_id": "a", "name": "look", "arguments": {"deep": {}}, "odd": 1}]},
    }
    task = read(**fields)
    assert task.unknown == ("annotations", "source", "description.mood", "evaluation_criteria.actions[0].odd")
    assert task.source == {"id": "t1", "user_scenario": SCENARIO, **fields}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({}, "tasks.json: must be a list of tasks, not dict"),
        (["t1"], "tasks.json[0]: must be an object, not str"),
        ([{"id": "t1"}], "tasks.json[0].user_scenario: Field required"),
        ([{"id": 1, "user_scenario": SCENARIO}], "tasks.json[0].id: Input should be a valid string, found 1"),
        (
            [{"id": "t1", "user_scenario": SCENARIO, "evaluation_criteria": {"reward_basis": ["LUCK"]}}],
            "tasks.json[0].evaluation_criteria.reward_basis.0: Input should be 'DB', 'ENV_ASSERTION', "
            "'NL_ASSERTION', 'ACTION' or 'COMMUNICATE', found 'LUCK'",
        ),
        ([{"id": "t1", "user_scenario": SCENARIO}] * 2, "the task id 't1' is used twice"),
    ],
)
def test_what_is_no_task_is_told_with_its_place(raw, told):
    with pytest.raises(ConfigError, match=re.escape(told)):
        parse_tasks(raw, "tasks.json")
