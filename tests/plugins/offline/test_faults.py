"""Faults: injected at the given rate, labelled, and really made."""

import pytest
from eigengraph_offline.faults import AGENT_KINDS, USER_KINDS
from eigengraph_offline.model import open_offline

from eigengraph.records import Outcome

GOALS = ("move", "refuse", "cancel")


def faulty(side, **rates):
    return open_offline("", {f"{side}_faults": rates})


def played(shop, side, kind, goals=GOALS, seeds=range(12)):
    model = faulty(side, **{kind: 1.0})
    return [shop.play(shop.task(*goals, seed=seed), seed=seed, model=model) for seed in seeds]


def texts(trajectory, role="assistant"):
    return " ".join(message.content for message in trajectory.messages if message.role == role)


@pytest.mark.parametrize(
    ("side", "kind"), [*(("agent", kind) for kind in AGENT_KINDS), *(("user", kind) for kind in USER_KINDS)]
)
def test_each_kind_is_labelled_once_and_the_dialogue_ends(shop, side, kind):
    goals = ("move", "phone") if kind == "claimed_call" else GOALS
    for trajectory in played(shop, side, kind, goals):
        assert trajectory.labels() == (f"{side}:{kind}",)
        assert trajectory.outcome is Outcome.COMPLETED
        assert len(trajectory.messages) < 50


@pytest.mark.parametrize("kind", ["wrong_argument", "skipped_step", "early_stop", "wrongful_write"])
def test_faults_of_acting_leave_another_state_than_gold(shop, kind):
    for trajectory in played(shop, "agent", kind):
        assert shop.state(trajectory.calls()) != shop.state(shop.blueprint(*GOALS).gold())


def test_a_label_stands_at_the_message_with_the_wrong_call(shop):
    gold = [(call.name, call.arguments) for call in shop.blueprint(*GOALS).gold()]
    for kind in ("wrong_argument", "wrongful_write"):
        for trajectory in played(shop, "agent", kind):
            (message,) = (message for message in trajectory.messages if message.labels)
            (call,) = message.tool_calls
            assert (call.name, call.arguments) not in gold


def test_a_skipped_write_is_reported_as_done(shop):
    for trajectory in played(shop, "agent", "skipped_step", ("cancel",)):
        assert "cancel_order" not in [call.name for call in trajectory.calls()]
        assert "Order A1 is cancelled" in texts(trajectory)


def test_an_invented_fact_replaces_what_should_have_been_said(shop):
    for trajectory in played(shop, "agent", "invented_fact", ("cancel",)):
        assert "43" not in texts(trajectory)


def test_a_wrongful_write_is_the_tempting_one_where_there_is_one(shop):
    for trajectory in played(shop, "agent", "wrongful_write", ("refuse",)):
        assert trajectory.calls()[-1].name == "cancel_order"
        assert "was sent yesterday" not in texts(trajectory)


def test_a_needless_transfer_ends_the_dialogue(shop):
    for trajectory in played(shop, "agent", "needless_transfer"):
        assert trajectory.calls()[-1].name == "hand_over"
        assert "###TRANSFER###" in trajectory.messages[-1].content


def test_what_the_user_tells_wrongly_is_what_the_agent_does(shop):
    writes = [trajectory.calls()[-1].arguments for trajectory in played(shop, "user", "wrong_argument", ("cancel",))]
    assert all(write["reason"] == "broken" for write in writes)


def test_a_user_who_forgets_a_goal_never_mentions_it(shop):
    made = [{call.name for call in trajectory.calls()} for trajectory in played(shop, "user", "skipped_step")]
    assert any("move_order" not in names for names in made)
    assert all(len(names & {"move_order", "cancel_order"}) >= 1 for names in made)


def test_a_user_who_leaves_early_leaves_right_after_consenting(shop):
    for trajectory in played(shop, "user", "early_stop", ("cancel",)):
        last = trajectory.messages[-1].content
        assert last.startswith("Yes")
        assert last.endswith("###STOP###")
        assert "cancel_order" not in [call.name for call in trajectory.calls()]


def test_a_user_who_only_claims_to_have_used_a_tool_has_not(shop):
    for trajectory in played(shop, "user", "claimed_call", ("phone",)):
        (claim,) = (message for message in trajectory.messages if message.labels)
        assert not claim.tool_calls
        assert "restart_phone" not in [call.name for call in trajectory.calls()]


@pytest.mark.parametrize(
    ("side", "kind", "goals"),
    [
        ("agent", "skipped_step", ("refuse",)),
        ("agent", "early_stop", ("refuse",)),
        ("agent", "wrong_argument", ("phone",)),
        ("agent", "invented_fact", ("phone",)),
        ("user", "skipped_step", ("cancel",)),
        ("user", "early_stop", ("refuse",)),
        ("user", "wrong_argument", ("phone",)),
        ("user", "claimed_call", ("cancel",)),
    ],
)
def test_a_fault_that_does_not_apply_is_not_injected(shop, side, kind, goals):
    for trajectory in played(shop, side, kind, goals):
        assert trajectory.labels() == ()
        assert shop.state(trajectory.calls()) == shop.state(shop.blueprint(*goals).gold())


def test_rates_are_kept(shop):
    model = faulty("agent", skipped_step=0.2, needless_transfer=0.3)
    task = shop.task("cancel")
    labels = [shop.play(task, seed=seed, model=model).labels() for seed in range(300)]
    assert 40 <= labels.count(("agent:skipped_step",)) <= 80
    assert 65 <= labels.count(("agent:needless_transfer",)) <= 115
    assert labels.count(()) == 300 - sum(map(bool, labels))
