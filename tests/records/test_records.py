"""What records say about themselves."""

from dataclasses import FrozenInstanceError

import pytest

from eigengraph.records import (
    POLICY_FAILURES,
    Blueprint,
    Check,
    Fact,
    Goal,
    Message,
    Outcome,
    PlannedCall,
    ToolCall,
    Trajectory,
    Verdict,
    read_answer,
)

FIND, CANCEL, OTHER = (ToolCall(name, {}) for name in ("find", "cancel", "other"))
BLUEPRINT = Blueprint(
    facts=(Fact("user_id", "ann", "ann"),),
    goals=(
        Goal(
            "cancel_order",
            "do",
            facts=(Fact("reason", "late", "too late", about="A1"),),
            calls=(PlannedCall(FIND, "to see it"), PlannedCall(CANCEL, "as asked")),
            alternatives=((PlannedCall(OTHER, "as well"),),),
            clauses=("shop.z", "shop.a"),
        ),
        Goal("cancel_order", "refuse", calls=(PlannedCall(FIND, "to see it"),), clauses=("shop.a",)),
    ),
)


def test_gold_is_the_calls_of_every_goal_in_order() -> None:
    assert BLUEPRINT.gold() == (FIND, CANCEL, FIND)
    assert BLUEPRINT.clauses() == ("shop.a", "shop.z")


def test_facts_are_found_by_name_and_entity() -> None:
    facts = BLUEPRINT.all_facts()
    assert facts.get("user_id") == "ann"
    assert facts.get("reason", "A1") == "late"
    assert facts.get("reason") is None
    assert facts.get("reason", "A2", default="none") == "none"


def test_a_trajectory_lists_calls_and_labels_in_order() -> None:
    trajectory = Trajectory(
        "t",
        (
            Message("assistant", tool_calls=(FIND, CANCEL), labels=("x",)),
            Message("tool", "ok"),
            Message("user", tool_calls=(OTHER,), labels=("y", "x")),
        ),
        Outcome.COMPLETED,
    )
    assert trajectory.calls() == (FIND, CANCEL, OTHER)
    assert trajectory.labels() == ("x", "y", "x")


@pytest.mark.parametrize(("reward", "passed"), [(1.0, True), (0.0, False), (0.999, False), (None, False)])
def test_only_the_full_reward_passes(reward: float | None, passed: bool) -> None:
    assert Verdict(reward, "").passed is passed


def test_the_score_is_the_share_of_assertions_that_hold() -> None:
    checks = (Check(True, ""), Check(False, ""), Check(True, ""), Check(True, ""))
    assert Verdict(0.0, "", checks=checks).score == 0.75
    assert Verdict(0.0, "").score == 0.0


def test_only_the_policys_own_failures_count_as_such() -> None:
    blameless = {"completed", "user_fault", "environment_error", "model_error", "verifier_error", "budget"}
    assert {str(outcome) for outcome in set(Outcome) - POLICY_FAILURES} == blameless


def test_records_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        FIND.name = "lose"


def test_answers_are_read_as_json_where_they_are_json() -> None:
    assert read_answer('{"total": 12.50, "paid": null}') == {"total": 12.5, "paid": None}
    assert read_answer("Error: Order not found") == "Error: Order not found"
    assert read_answer("") == ""
