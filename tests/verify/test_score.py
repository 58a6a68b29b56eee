"""What a trajectory is worth."""

from dataclasses import replace

import pytest

from eigengraph.records import (
    POLICY_FAILURES,
    AcceptableOutcome,
    Environment,
    Equals,
    Goal,
    Message,
    Outcome,
    Said,
    Trajectory,
    Verifier,
)
from eigengraph.verify import score, score_steps
from eigengraph.verify.replay import steps_of
from eigengraph.world import World, tool
from tests.toys import ROUTER, SHOP
from tests.verify.tasks import base_of, call, dialogue, judged, only, planned, steps, task_of

CANCEL = call("cancel_order", order_id="A1")
LOOK = call("get_order", order_id="A1")
RENAME = call("rename_user", user_id="ann", name="Anna")
REWARDS = {
    Outcome.COMPLETED: 1.0,
    Outcome.MAX_TURNS: 0.0,
    Outcome.MAX_ERRORS: 0.0,
    Outcome.AGENT_FAULT: 0.0,
    Outcome.CONTEXT_OVERFLOW: 0.0,
    Outcome.USER_FAULT: None,
    Outcome.ENVIRONMENT_ERROR: None,
    Outcome.MODEL_ERROR: None,
    Outcome.VERIFIER_ERROR: None,
    Outcome.BUDGET: None,
}
TASK = task_of(Goal("cancel", "do", calls=planned(LOOK, CANCEL, essential=["get_order"]), say=("7",)))


def test_every_outcome_has_its_reward() -> None:
    assert set(REWARDS) == set(Outcome)
    assert {outcome for outcome, reward in REWARDS.items() if reward == 0.0} == POLICY_FAILURES


@pytest.mark.parametrize("outcome", Outcome)
def test_the_reward_of_a_dialogue_that_did_everything_right(outcome: Outcome) -> None:
    played = replace(dialogue(TASK, SHOP, base_of(), LOOK, CANCEL, "$7"), outcome=outcome, detail="why\nlast line")
    verdict = score(TASK, SHOP, base_of(), played)
    assert verdict.reward == REWARDS[outcome]
    if outcome is not Outcome.COMPLETED:
        assert verdict.reason == f"{outcome}: last line"
    if outcome in POLICY_FAILURES:
        assert all(check.holds for check in verdict.checks)
        assert verdict.digest


def test_a_right_dialogue_has_all_checks_and_what_it_changed() -> None:
    verdict = score(TASK, SHOP, base_of(), dialogue(TASK, SHOP, base_of(), LOOK, CANCEL, "It is $7."))
    assert verdict.passed
    assert verdict.score == 1.0
    assert verdict.acceptable == "gold"
    assert verdict.basis == ("calls", "said", "state")
    assert [(change.table, change.key, change.path, change.after) for change in verdict.changes] == [
        ("items", "tea", ("stock",), 12),
        ("orders", "A1", ("status",), "cancelled"),
    ]


@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        ([LOOK, "It is $7."], "items[tea].stock is 12, found 10"),
        ([LOOK, CANCEL], 'the user was told "7": not so'),
        ([CANCEL, "It is $7."], 'agent called get_order(order_id="A1"): never'),
        ([LOOK, CANCEL, RENAME, "It is $7."], "also changed users[ann].name"),
        ([LOOK, CANCEL, call("transfer", reason=""), "It is $7."], "agent did not call transfer(): not so"),
    ],
)
def test_a_wrong_dialogue_says_why(happened: list[object], reason: str) -> None:
    verdict = score(TASK, SHOP, base_of(), dialogue(TASK, SHOP, base_of(), *happened))  # type: ignore[arg-type]
    assert verdict.reward == 0.0
    assert reason in verdict.reason
    assert 0 < verdict.score < 1


def test_refused_calls_and_extra_looks_do_no_harm() -> None:
    happened = [call("cancel_order", order_id="A2"), LOOK, LOOK, CANCEL, CANCEL, "$7"]
    assert score(TASK, SHOP, base_of(), dialogue(TASK, SHOP, base_of(), *happened)).passed


def test_a_trajectory_is_worth_what_its_steps_are() -> None:
    for happened in ([LOOK, CANCEL, "$7"], [CANCEL], ["$7"], [LOOK, RENAME, "$7"]):
        played = dialogue(TASK, SHOP, base_of(), *happened)
        bare = score_steps(TASK, SHOP, base_of(), steps(*happened))
        told = score_steps(TASK, SHOP, base_of(), steps_of(played.messages), played.messages)
        assert score(TASK, SHOP, base_of(), played) == bare == told


def test_progress_is_what_held_before_the_first_call_and_after_each() -> None:
    verifier = only(
        Equals("orders", "A1", ("status",), "cancelled"),
        Equals("users", "ann", ("name",), "Anna"),
        Said("7"),
        needs=(("orders", "A1"), ("users", "ann")),
    )
    verdict = judged(verifier, LOOK, CANCEL, "$7", LOOK, RENAME, "Bye.")
    assert [check.progress for check in verdict.checks] == [
        (False, False, True, True, True),
        (False, False, False, False, True),
        (False, False, False, True, True),
    ]


def test_any_acceptable_outcome_will_do_and_the_nearest_is_reported() -> None:
    name = lambda value: Equals("users", "ann", ("name",), value)  # noqa: E731
    status = Equals("orders", "A1", ("status",), "cancelled")
    verifier = Verifier(
        (AcceptableOutcome("a", (name("Anna"), status)), AcceptableOutcome("b", (name("Anne"), status, Said("ok")))),
        (("users", "ann"), ("orders", "A1")),
    )
    assert judged(verifier, RENAME, CANCEL).acceptable == "a"
    other = judged(verifier, call("rename_user", user_id="ann", name="Anne"), CANCEL, "ok")
    assert (other.reward, other.acceptable) == (1.0, "b")
    near = judged(verifier, call("rename_user", user_id="ann", name="Anne"), CANCEL)
    assert (near.reward, near.acceptable, near.reason) == (0.0, "b", 'the user was told "ok": not so')


def test_a_verdict_is_none_where_the_replay_answers_otherwise() -> None:
    played = dialogue(TASK, SHOP, base_of(), LOOK, CANCEL, "$7")
    forged = tuple(replace(m, content='"no"') if m.role == "tool" else m for m in played.messages)
    verdict = score(TASK, SHOP, base_of(), replace(played, messages=forged))
    assert verdict.reward is None
    assert verdict.reason.startswith("verifier_error: cancel_order answered")
    assert score(TASK, SHOP, base_of(), replace(played, messages=forged), strict=False).passed


@pytest.mark.parametrize(
    ("verifier", "reason"),
    [
        (only(Equals("orders", "B1", ("status",), "pending")), "has not changed; name it among the verifier's needs"),
        (only(Environment("nothing_like_it")), "'nothing_like_it' (known: none)"),
        (only(needs=(("ordres", "A1"),)), "did you mean 'orders'?"),
        (Verifier(()), "ValueError"),
    ],
)
@pytest.mark.parametrize("outcome", [Outcome.COMPLETED, Outcome.MAX_TURNS])
def test_a_verdict_is_none_where_the_verifier_breaks(verifier: Verifier, reason: str, outcome: Outcome) -> None:
    verdict = score(replace(TASK, verifier=verifier), SHOP, base_of(), Trajectory("t1", (), outcome))
    assert verdict.reward is None
    assert verdict.reason.startswith("verifier_error: ")
    assert reason in verdict.reason


def test_a_verdict_is_none_where_the_domain_crashes_on_replay() -> None:
    @tool(kind="write")
    def blow_up(world: World) -> str:
        """Fail as no tool should."""
        raise ZeroDivisionError("a bug")

    domain = replace(SHOP, tools=[*SHOP.tools, blow_up])
    made = replace(call("blow_up"), id="1")
    messages = (Message("assistant", tool_calls=(made,)), Message("tool", "fine", call_id="1"))
    verdict = score(TASK, domain, base_of(domain), Trajectory("t1", messages, Outcome.COMPLETED))
    assert verdict.reward is None
    assert verdict.reason == "verifier_error: tool 'blow_up' raised ZeroDivisionError: a bug"


def test_dual_control_and_solo_dialogues_are_replayed_as_they_were_played() -> None:
    activate = call("activate_line", line_id="L1")
    theirs = call("switch_router", "user", on=True)
    mine = call("switch_router", on=True)
    task = task_of(Goal("repair", "do", calls=planned(activate, theirs)), domain=ROUTER)
    base = base_of(ROUTER)
    assert score(task, ROUTER, base, dialogue(task, ROUTER, base, activate, theirs)).passed
    solo = dialogue(task, ROUTER, base, activate, mine, solo=True)
    assert score(task, ROUTER, base, solo, solo=True).passed
    assert score(task, ROUTER, base, dialogue(task, ROUTER, base, activate, mine)).reward == 0.0


def test_scoring_leaves_the_base_as_it_was() -> None:
    base = base_of()
    before = base.digest
    score(TASK, SHOP, base, dialogue(TASK, SHOP, base, LOOK, CANCEL, RENAME, "$7"))
    assert base_of().digest == before
    assert base.tables["users"]["ann"]["name"] == "Ann"
