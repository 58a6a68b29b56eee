"""Our tasks and dialogues in tau2-bench's terms, worth the same there."""

import shutil
import tomllib
from dataclasses import replace

import pytest
from eigengraph_tau2.data import DomainFolder
from eigengraph_tau2.exporting import databases, export_datum, export_task
from eigengraph_tau2.gold import replay_gold
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.tasks import parse_tasks
from eigengraph_tau2.writing import write_database

from eigengraph.errors import ConfigError
from eigengraph.records import (
    Blueprint,
    Certificate,
    Datum,
    Goal,
    InitialState,
    Message,
    Outcome,
    PlannedCall,
    Scenario,
    Task,
    ToolCall,
    Trajectory,
)
from eigengraph.verify import score
from eigengraph.verify.derive import derive_verifier
from eigengraph.world import World
from tests.plugins.tau2.grounds import FIXTURES, ground_of

FINISH = ToolCall("update_task_status", {"task_id": "task_1", "status": "completed"})
SWEEP = ToolCall("create_task", {"user_id": "user_1", "title": "Sweep"})
LOOK = ToolCall("get_users", {})
TRANSFER = ToolCall("transfer_to_human_agents", {"summary": "s"})


def planned(*calls, essential=()):
    return tuple(PlannedCall(call, "", call in essential) for call in calls)


@pytest.fixture
def datum(ground):
    """Make a datum of one goal, whose dialogue makes some calls."""

    def make(goal: Goal, calls, said=(), initial=InitialState(), outcome=Outcome.COMPLETED, on=None) -> Datum:
        stage = on or ground
        blueprint = Blueprint((), (goal,))
        verifier = derive_verifier(stage.domain, stage.base, blueprint, initial, 0)
        scenario = Scenario("", "Chairs.", "", "", "Be brief.")
        task = Task("t1", "mock", blueprint, scenario, verifier, initial)
        world = World(stage.domain, stage.base, initial)
        messages = [Message("assistant", "Hello!")]
        for number, call in enumerate(calls):
            made = ToolCall(call.name, call.arguments, call.side, f"c{number}")
            result = world.call(made)
            messages += [
                Message("assistant", tool_calls=(made,)),
                Message("tool", result.content, call_id=made.id, error=result.error),
            ]
        messages += [Message("assistant", text) for text in said]
        trajectory = Trajectory("t1", (*messages, Message("user", "###STOP###", side="user")), outcome)
        verdict = score(task, stage.domain, stage.base, trajectory)
        return Datum(0, task, Certificate("v", issued=True), trajectory, verdict, {})

    return make


def test_where_tau2_bench_hears_otherwise_the_rewards_are_told_apart(ground, datum):
    """tau2-bench drops commas from what was said only, and finds a number inside a longer one."""
    for told, said, ours in [("1,5", "1,5", 1.0), ("50", "It is 150.", 0.0)]:
        goal = Goal("finish", "do", calls=planned(LOOK, FINISH), say=(told,))
        exported = export_datum(datum(goal, (FINISH,), [said]), ground)
        assert (exported.agrees, exported.ours) == (False, ours)


def test_a_dialogue_is_worth_the_same_there(ground, datum):
    goal = Goal("finish", "do", calls=planned(LOOK, FINISH), say=("15",))
    for calls, said, value in [((FINISH,), ["15"], 1.0), ((FINISH,), ["It is 20."], 0.0), ((), ["no"], 0.0)]:
        exported = export_datum(datum(goal, calls, said), ground)
        assert (exported.agrees, exported.ours) == (True, value)
    goal = Goal("finish", "do", calls=planned(LOOK, FINISH), say=("fifteen",))
    exported = export_datum(datum(goal, (FINISH,), ["Fifteen chairs."]), ground)
    assert (exported.agrees, exported.ours) == (True, 1.0)
    assert exported.simulation["reward_info"] == {
        "reward": 1.0,
        "reward_basis": ("DB", "COMMUNICATE"),
        "reward_breakdown": {"DB": 1.0, "COMMUNICATE": 1.0},
    }
    actions = exported.task["evaluation_criteria"]["actions"]
    assert [action["name"] for action in actions] == ["get_users", "update_task_status"]


def test_the_way_that_the_dialogue_took_is_the_gold(ground, datum):
    goal = Goal("either", "do", calls=planned(FINISH), alternatives=(planned(SWEEP),))
    exported = export_datum(datum(goal, (SWEEP,)), ground)
    assert (exported.agrees, exported.ours) == (True, 1.0)
    assert [action["name"] for action in exported.task["evaluation_criteria"]["actions"]] == ["create_task"]


def test_calls_that_are_demanded_are_demanded_there(ground, datum):
    goal = Goal("hand over", "transfer", calls=planned(ToolCall("get_users", {}), TRANSFER))
    exported = export_datum(datum(goal, (TRANSFER,)), ground)
    criteria = exported.task["evaluation_criteria"]
    assert criteria["reward_basis"] == ["DB", "ACTION", "COMMUNICATE"]
    assert [(action["name"], action["compare_args"]) for action in criteria["actions"]] == [(TRANSFER.name, [])]
    assert (exported.agrees, exported.ours) == (True, 1.0)
    without = export_datum(datum(goal, ()), ground)
    assert (without.agrees, without.ours) == (True, 0.0)


def test_an_essential_look_up_is_demanded_there(ground, datum):
    goal = Goal("refuse", "refuse", calls=planned(LOOK, essential=(LOOK,)))
    assert export_datum(datum(goal, (LOOK,)), ground).agrees
    blind = export_datum(datum(goal, ()), ground)
    assert (blind.agrees, blind.ours) == (True, 0.0)


@pytest.mark.parametrize(
    ("outcome", "reason", "value"),
    [
        (Outcome.COMPLETED, "user_stop", 1.0),
        (Outcome.MAX_TURNS, "max_steps", 0.0),
        (Outcome.MAX_ERRORS, "too_many_errors", 0.0),
        (Outcome.AGENT_FAULT, "agent_error", 0.0),
    ],
)
def test_how_a_dialogue_ended_is_told_in_tau2s_words(ground, datum, outcome, reason, value):
    exported = export_datum(datum(Goal("finish", "do", calls=planned(FINISH)), (FINISH,), outcome=outcome), ground)
    assert exported.simulation["termination_reason"] == reason
    assert (exported.agrees, exported.ours) == (True, value)


def test_a_beginning_is_told_as_calls(ground, datum):
    note = ToolCall("add_notification", {"notification_id": "n", "message": "Chairs!"}, "user")
    made = datum(Goal("finish", "do", calls=planned(FINISH)), (FINISH,), initial=InitialState(calls=(note,)))
    exported = export_datum(made, ground)
    assert exported.task["initial_state"]["initialization_actions"] == [
        {"env_type": "user", "func_name": "add_notification", "arguments": dict(note.arguments)}
    ]
    assert exported.agrees
    [task] = parse_tasks([exported.task], "tasks")
    assert replay_gold(task, ground).passed


def greet(world):
    if len(world.tasks) > 1:
        world.notifications["note_1"]["status"] = "read"


def test_where_sync_moves_the_state_away_from_gold_calls_are_judged(ground, datum):
    synced = Ground(replace(ground.domain, sync=greet), ground.base)
    goal = Goal("sweep", "do", calls=planned(LOOK, SWEEP))
    exported = export_datum(datum(goal, (SWEEP,), on=synced), synced)
    assert exported.task["evaluation_criteria"]["reward_basis"] == ["ACTION", "COMMUNICATE"]
    assert (exported.agrees, exported.ours) == (True, 1.0)
    exported = export_datum(datum(goal, (), on=synced), synced)
    assert (exported.agrees, exported.ours) == (True, 0.0)
    still = export_datum(datum(Goal("finish", "do", calls=planned(FINISH)), (FINISH,), on=synced), synced)
    assert still.task["evaluation_criteria"]["reward_basis"] == ["DB", "COMMUNICATE"]


def test_where_a_call_opens_a_bill_calls_are_judged():
    ground = ground_of("telecom")
    refuel = ToolCall("refuel_data", {"customer_id": "C9002", "line_id": "L9003", "gb_amount": 1.0})
    blueprint = Blueprint((), (Goal("refuel", "do", calls=planned(refuel)),))
    verifier = derive_verifier(ground.domain, ground.base, blueprint, InitialState(), 0)
    exported = export_task(Task("t1", "telecom", blueprint, Scenario("", "", "", "", ""), verifier), ground)
    assert exported["evaluation_criteria"]["reward_basis"] == ["ACTION", "COMMUNICATE"]
    [theirs] = parse_tasks([exported], "tasks")
    assert replay_gold(theirs, ground).reward.value == 1.0


def test_rows_that_tau2_would_merge_are_refused(ground, datum):
    rows = InitialState({"notifications": {"note_1": None}})
    made = datum(Goal("finish", "do", calls=planned(FINISH)), (FINISH,), initial=rows)
    with pytest.raises(ConfigError, match="task 't1' sets rows of notifications before its dialogue"):
        export_task(made.task, ground)


def test_what_tau2_bench_would_read_otherwise_is_left_to_its_default(tmp_path):
    """Its default of ``created_at`` is a date; a date that it reads becomes a moment."""
    ground = ground_of("telecom")
    [agent, _] = databases(ground).values()
    assert {len(row["created_at"]) for row in agent["customers"]} == {len("2025-01-01"), len("2025-01-01 10:30:00")}
    write_database(tmp_path / "db.toml", agent)
    kept = [row.get("created_at") for row in tomllib.loads((tmp_path / "db.toml").read_text("utf-8"))["customers"]]
    assert kept == [row["created_at"] if len(row["created_at"]) > 10 else None for row in agent["customers"]]
    shutil.copy(FIXTURES / "tau2_telecom" / "user_db.toml", tmp_path)
    assert DomainFolder(tmp_path, "telecom").ground(ground.domain).base.digest == ground.base.digest
