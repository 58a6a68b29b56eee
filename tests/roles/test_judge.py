"""The judge and the attributor: rules decide where they can, the model is asked about the rest."""

from __future__ import annotations

import json

import pytest

import eigengraph as eg

GOOD = {"problems": [], "fault": "none"}


def bad(fault, problem="[4] It claims what no tool said."):
    return {"problems": [problem], "fault": fault}


def test_a_judge_sees_policy_rubrics_scenario_and_dialogue(script, synthesize):
    synthesize()
    said = script.said("judge")
    for part in ("Customers may cancel orders", "<scenario>", "AGENT calls get_order", "CUSTOMER: ", "cancel_order"):
        assert part in said


@pytest.mark.parametrize("fault", ["agent", "user"])
def test_what_a_judge_turns_down_is_rolled_again(script, synthesize, fault):
    script.answers["judge"] = [bad(fault), GOOD]
    run = synthesize(rollout_attempts=2)
    [datum] = run.data()
    assert datum.lineage["rollout_attempts"] == "2"
    assert run.summary.refused == {fault: 1}
    [entry] = [step for step in run.history(datum.index) if step.status != "ok"]
    assert (entry.reason, entry.detail) == (f"{fault}: turned down by the judge", "[4] It claims what no tool said.")


def test_a_judge_is_not_asked_about_what_failed(script, synthesize):
    script.offline = type(script.offline)(_faulty())
    run = synthesize()
    assert run.summary.certified == 0
    assert "judge" not in script.asked


def _faulty():
    from eigengraph_offline.settings import read_settings

    return read_settings({"agent_faults": {"skipped_step": 1.0}})


# Attribution


def test_the_model_is_asked_where_rules_leave_it_open(script, synthesize):
    script.offline = type(script.offline)(_faulty())
    script.answers["attributor"] = [{"reason": "[5] It never cancelled.", "fault": "user"}]
    run = synthesize()
    assert len(script.asked["attributor"]) == run.summary.candidates
    assert set(run.summary.rejected) == {"user: failed the task"}
    assert "What is wrong with the end: " in script.said("attributor")


def test_rules_decide_where_they_can(script, synthesize):
    """A user at fault, and a write that a rule forbids, need no opinion."""
    from eigengraph_offline.settings import read_settings

    script.offline = type(script.offline)(read_settings({"agent_faults": {"wrongful_write": 1.0}}))
    refusing = {"tasks": 4, "seed": 3}
    run = synthesize(**refusing)
    broke = [entry for entry in run.rejected() if entry.reason == "agent: broke a rule"]
    assert broke
    assert all("cancel_order breaks shop.cancel.pending" in entry.detail for entry in broke)
    assert len(script.asked.get("attributor", [])) == sum(
        entry.reason == "agent: failed the task" for entry in run.rejected()
    )


def test_a_task_at_fault_goes_back_and_is_told_why(script, synthesize):
    script.answers["judge"] = [bad("task", "[0] Nobody could know the id."), GOOD]
    run = synthesize(task_attempts=2, rollout_attempts=3)
    [datum] = run.data()
    steps = [(step.stage, step.attempt, step.reason) for step in run.history(datum.index)]
    assert ("attribution", 0, "task: turned down by the judge") in steps
    assert ("blueprint", 1, "") in steps
    assert datum.lineage["returns"] == "1"
    assert (datum.lineage["task_attempts"], datum.lineage["rollout_attempts"]) == ("1", "1")
    assert "[0] Nobody could know the id." in script.said("scenario", 1)


def test_tasks_go_back_a_bounded_number_of_times(script, synthesize):
    script.answers["judge"] = [bad("task")]
    run = synthesize(task_attempts=3, rollout_attempts=3)
    assert set(run.summary.rejected) == {"task: turned down by the judge"}
    assert len(script.asked["judge"]) == 3 * run.summary.candidates


def test_some_of_a_batch_go_back_and_the_others_wait(script, synthesize):
    script.answers["judge"] = [bad("task"), GOOD]
    run = synthesize(tasks=4, task_attempts=2)
    assert run.summary.certified == 4
    assert sum("returns" in datum.lineage for datum in run.data()) == 1
    assert [datum.index for datum in run.data()] == sorted(datum.index for datum in run.data())


def test_a_judge_of_ones_own_is_heard_by_the_rules(synthesize):
    class Stern:
        @eg.hookimpl
        def make_worker(self, role):
            async def judge(item, task, trajectory, verdict):
                from eigengraph.graphs.item import Judgement

                return Judgement("stern", ("no",), "agent")

            return judge if role == "judge" else None

    run = synthesize(Stern(), model="offline")
    assert set(run.summary.rejected) == {"agent: turned down by the judge"}


def test_answers_are_json(script, synthesize):
    synthesize()
    assert json.dumps(script.asked["judge"][0].schema)
