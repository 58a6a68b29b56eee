"""The meta-planner and the reflector: names checked, distances and repeats fed back, the workflow theirs to change."""

from __future__ import annotations

import pytest

import eigengraph as eg

PLAN = {
    "why": "to begin with",
    "fewest_goals": 1,
    "most_goals": 3,
    "emphasis": [],
    "tools": [],
    "clauses": [],
    "easiest": 0.0,
    "hardest": 1.0,
    "styles": [],
    "wording": [],
    "rubrics": ["Every claim is grounded."],
    "checks": [],
    "task_attempts": 0,
    "rollout_attempts": 0,
    "workers": [],
}
FAR = {**PLAN, "why": "another", "emphasis": ["cancel_order"], "styles": ["hasty"], "fewest_goals": 2, "most_goals": 2}


def versions(run):
    return run.manifest["plans"]["versions"]


def test_each_stream_is_told_the_plans_before_it(script, synthesize):
    script.answers["planner"] = [PLAN, PLAN, FAR]
    run = synthesize(streams=2, tasks=2)
    assert run.summary.certified == 2
    assert [version["why"] for version in versions(run)] == ["to begin with", "another"]
    assert '<plan stream="0">' in script.said("planner", 1)
    assert "this plan is too near to that of stream 0: the distance" in script.said("planner", 2)
    assert {datum.lineage["worker.planner"] for datum in run.data()} == {"model"}
    assert "Every claim is grounded." in script.said("judge")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"tools": ["cancel_oder"]}, "unknown tool 'cancel_oder'; did you mean 'cancel_order'? (known: cancel_order)"),
        ({"clauses": ["shop.cancel"]}, "unknown clause 'shop.cancel'; did you mean 'shop.cancel.pending'?"),
        ({"emphasis": ["return"]}, "unknown intent 'return'"),
        ({"checks": ["leaks"]}, "unknown check 'leaks'"),
        ({"fewest_goals": 3, "most_goals": 2}, "fewest_goals is 3, more than most_goals, 2"),
        ({"easiest": 0.9, "hardest": 0.1}, "easiest is 0.9, not less than hardest, 0.1"),
        ({"most_goals": 60}, "most_goals: Input should be less than or equal to 6"),
        ({"workers": [{"role": "verifier", "name": "magic"}]}, "unknown worker for role 'verifier' 'magic'"),
        ({"workers": [{"role": "boss", "name": "model"}]}, "unknown role that a plan may choose for 'boss'"),
        ({"workers": [{"role": "judge", "name": "none"}]}, "unknown role that a plan may choose for 'judge'"),
    ],
)
def test_what_cannot_be_used_goes_back(script, synthesize, change, told):
    script.answers["planner"] = [{**PLAN, **change}, PLAN]
    synthesize(rounds=1, pilot=1)
    assert told in script.said("planner", 1)


def test_a_planner_that_writes_nothing_usable_ends_the_run_with_a_line(script, synthesize):
    script.answers["planner"] = ["no"]
    with pytest.raises(eg.ConfigError, match=r"no usable plans for stream 0 in 4 tries \(planner: invalid output"):
        synthesize(rounds=1)


# Reflection


def failing(script):
    """Let the judge turn everything down, so that there is something to reflect on."""
    script.answers["planner"] = [PLAN]
    script.answers["judge"] = [{"problems": ["[3] It guesses."], "fault": "agent"}]


def test_the_reflector_sees_failures_and_changes_plan_and_workflow(script, synthesize):
    failing(script)
    change = {
        **PLAN,
        "why": "look for leaks, and ask twice",
        "wording": ["Name every record."],
        "checks": ["leaked_solution"],
        "rollout_attempts": 2,
        "workers": [{"role": "verifier", "name": "derived_code"}],
    }
    script.answers["reflector"] = [change]
    run = synthesize(rounds=2, pilot=2)
    said = script.said("reflector", 0)
    assert '2 times "agent: turned down by the judge"; of these with cancel_order (2)' in said
    assert "example: [3] It guesses." in said
    assert "verifier = derived_code: " in said
    first, second = versions(run)
    assert (second["parent"], second["why"]) == (first["id"], "look for leaks, and ask twice")
    assert second["plans"]["evaluation"]["checks"] == ["leaked_solution"]
    assert second["plans"]["evaluation"]["workers"] == {"verifier": "derived_code"}
    assert second["plans"]["synthesis"]["wording"] == ["Name every record."]
    assert second["tried"] == 2


def test_unknown_names_and_repeats_go_back_to_the_reflector(script, synthesize):
    failing(script)
    script.answers["reflector"] = [{**PLAN, "checks": ["politeness"]}, PLAN, {**PLAN, "most_goals": 2}]
    run = synthesize(rounds=2, pilot=2)
    assert "unknown check 'politeness'" in script.said("reflector", 1)
    assert "this says the same as a plan that was tried; change something" in script.said("reflector", 2)
    assert len(versions(run)) == 2


def test_a_reflector_that_writes_nothing_usable_leaves_the_plan_and_is_counted(script, synthesize):
    failing(script)
    script.answers["reflector"] = ["no"]
    run = synthesize(rounds=2, pilot=2)
    assert len(versions(run)) == 1
    assert run.summary.refused["reflector"] == 1


def test_nothing_is_asked_where_nothing_failed(script, synthesize):
    script.answers["planner"] = [PLAN]
    assert synthesize(rounds=2, pilot=1).summary.certified == 1
    assert "reflector" not in script.asked
