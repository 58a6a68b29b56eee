"""tau2-bench's tasks as ours: played by our own verifier, with nothing lost."""

import json

import pytest
from eigengraph_tau2.data import open_data
from eigengraph_tau2.importing import import_task

from eigengraph.errors import ConfigError
from eigengraph.records import Called, Environment, Said, ToolCall, decode, encode
from eigengraph.records.task import Task
from eigengraph.verify.replay import Step
from eigengraph.verify.score import score_steps
from tests.plugins.tau2.dialogues import COMPLETE

SCENARIO = {
    "persona": "brisk",
    "instructions": {
        "domain": "mock",
        "reason_for_call": "Chairs.",
        "task_instructions": "Be brief.",
        "known_info": "One.",
    },
}
STATUS = {
    "env_type": "assistant",
    "func_name": "assert_task_status",
    "arguments": {"task_id": "task_1", "expected_status": "completed"},
}


def judged(imported, ground, calls, said=()):
    steps = [*(Step(call=call) for call in calls), *(Step(said=text) for text in said)]
    return score_steps(imported.task, ground.domain, ground.base, steps).passed


def test_the_verifier_demands_what_the_basis_lists(task, ground):
    criteria = {
        "actions": [{**COMPLETE, "compare_args": ["task_id"]}],
        "env_assertions": [STATUS],
        "communicate_info": ["Done"],
        "reward_basis": ["DB", "ENV_ASSERTION", "ACTION", "COMMUNICATE"],
    }
    imported = import_task(task(criteria), ground)
    [outcome] = imported.task.verifier.outcomes
    assert Said("Done") in outcome.assertions
    assert Called("update_task_status", {"task_id": "task_1"}) in outcome.assertions
    assert Environment("assert_task_status", STATUS["arguments"]) in outcome.assertions
    gold = imported.task.blueprint.gold()
    assert judged(imported, ground, gold, ["done."])
    assert not judged(imported, ground, gold)
    assert not judged(imported, ground, (), ["done."])
    extra = ToolCall("create_task", {"user_id": "user_1", "title": "Sweep"})
    assert not judged(imported, ground, (*gold, extra), ["done."])


def test_what_is_not_in_the_basis_is_not_demanded(task, ground):
    criteria = {"actions": [COMPLETE], "communicate_info": ["Done"], "reward_basis": ["COMMUNICATE"]}
    imported = import_task(task(criteria), ground)
    assert judged(imported, ground, (), ["Done"])
    assert judged(import_task(task(), ground), ground, ())


def test_a_scenario_is_text_or_fields(task, ground):
    told = import_task(task(user_scenario=SCENARIO), ground).task.scenario
    assert (told.persona, told.reason_for_call, told.known_info) == ("brisk", "Chairs.", "One.")
    assert (told.unknown_info, told.task_instructions) == ("", "Be brief.")
    assert import_task(task(), ground).task.scenario.task_instructions == "Count."


def test_what_a_task_does_not_hold_is_listed_and_kept(task, ground):
    wrong = {**COMPLETE, "arguments": {"task_id": "task_9", "status": "completed"}}
    history = [
        {"role": "assistant", "tool_calls": [{**COMPLETE, "id": "h"}]},
        {"role": "tool", "id": "h", "content": "{}"},
    ]
    criteria = {"actions": [wrong], "nl_assertions": ["kind"], "reward_basis": ["DB", "NL_ASSERTION"]}
    given = task(criteria, ticket="Chairs!", user_tools=[], initial_state={"message_history": history}, mood="grey")
    imported = import_task(given, ground)
    assert imported.apart == (
        "nl_assertions: 1 are in the basis and need a judge",
        "message_history: 2 messages; only what they wrote is in the task",
        "user_tools: none; the task offers every tool of the user",
        "actions: update_task_status raises and is left out (Error: Task task_9 not found)",
    )
    assert (imported.unknown, imported.ticket) == (("mood",), "Chairs!")
    assert imported.source == given.source
    assert imported.task.initial.calls == (ToolCall(COMPLETE["name"], COMPLETE["arguments"], id="h"),)
    assert imported.task.blueprint.gold() == ()
    assert judged(imported, ground, ())


def test_a_call_that_works_is_kept_though_an_equal_one_raised_before(task, ground):
    late = {**COMPLETE, "arguments": {"task_id": "task_2", "status": "completed"}}
    create = {"action_id": "c", "name": "create_task", "arguments": {"user_id": "user_1", "title": "Sweep"}}
    imported = import_task(task({"actions": [late, create, late], "reward_basis": ["DB"]}), ground)
    gold = imported.task.blueprint.gold()
    assert [call.name for call in gold] == ["create_task", "update_task_status"]
    assert judged(imported, ground, gold)


def test_a_source_gives_tasks_of_one_id_for_an_audit_to_list(host, data):
    path = data / "mock" / "tasks.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) * 2), "utf-8")
    source = host.task_sources["tau2:mock"]
    assert [item.id for item in source.load(host.domain("mock"), data, "base").tasks] == ["t1", "t1"]
    with pytest.raises(ConfigError, match="the task id 't1' is used twice"):
        open_data(data, "mock").tasks()


def test_the_decision_is_read_from_the_gold_actions(task, ground):
    def decision(*names):
        actions = [{"action_id": name, "name": name, "arguments": arguments} for name, arguments in names]
        return import_task(task({"actions": actions}), ground).task.blueprint.goals[0].decision

    look, transfer = ("get_users", {}), ("transfer_to_human_agents", {"summary": "s"})
    assert decision(look) == "refuse"
    assert decision(look, (COMPLETE["name"], COMPLETE["arguments"])) == "do"
    assert decision(look, transfer) == "transfer"


def test_an_imported_task_is_a_record(task, ground):
    imported = import_task(task({"actions": [COMPLETE]}, user_scenario=SCENARIO), ground)
    assert decode(Task, encode(imported.task)) == imported.task
    assert json.loads(encode(imported))["source"]["id"] == "t1"
