"""The agent opposite users that it has never met."""

from dataclasses import replace

from eigengraph.records import Outcome, ToolCall


def calls(trajectory):
    return [call.name for call in trajectory.calls()]


def said(trajectory):
    return [message.content for message in trajectory.messages if message.role == "assistant" and message.content]


def test_it_works_with_a_user_of_other_wording(shop, voice):
    user = voice(
        "user",
        "hello, my parcel is far too slow so get rid of it. i'm ann_1, btw, it's order number A1",
        "because it comes too late!!",
        "yep, do it",
        "cool. that's all ###STOP###",
    )
    task = shop.task("cancel")
    trajectory = shop.play(task, user=user)
    assert [ToolCall(c.name, c.arguments) for c in trajectory.calls()] == list(task.blueprint.gold())
    assert trajectory.outcome is Outcome.COMPLETED


def test_it_asks_twice_for_an_identifier_and_then_goes_on(shop, voice):
    user = voice("user", "Cancel my order.", "Why do you ask?", "Never mind.", "Yes.", "Yes.", "Bye ###STOP###")
    texts = said(shop.play(shop.task("cancel"), user=user))
    assert sum("customer number" in text for text in texts) == 2


def test_without_consent_nothing_is_written(shop, voice):
    opening = "Cancel order number A1, customer number ann_1, the reason: it comes too late."
    trajectory = shop.play(shop.task("cancel"), user=voice("user", opening, "No.", "No, don't!", "###STOP###"))
    assert "cancel_order" not in calls(trajectory)
    assert "43" not in said(trajectory)[-1]


def test_a_second_thought_counts(shop, voice):
    opening = "Cancel order number A1, customer number ann_1, the reason: it comes too late."
    user = voice("user", opening, "Hm, what happens then?", "Okay, yes.", "###STOP###")
    assert "cancel_order" in calls(shop.play(shop.task("cancel"), user=user))


def test_it_takes_up_the_goal_that_the_user_brings_up(shop, voice):
    user = voice(
        "user",
        "Please cancel an order. My customer number is ann_1. Order number A1. The reason: it comes too late.",
        "Yes.",
        "Thanks! ###STOP###",
    )
    trajectory = shop.play(shop.task("move", "cancel"), user=user)
    assert calls(trajectory) == ["get_order", "cancel_order"] or calls(trajectory)[-1] == "cancel_order"
    assert "move_order" not in calls(trajectory)


def test_it_does_not_go_on_with_goals_after_goodbye(shop, voice):
    user = voice(
        "user",
        "Send order number A1 to another address: New Street 9, speed: the fast way. My customer number is ann_1.",
        "Yes.",
        "No, that's all, bye.",
        "###STOP###",
    )
    assert "cancel_order" not in calls(shop.play(shop.task("move", "cancel"), user=user))


def test_it_never_runs_out_of_things_to_say(shop, voice):
    trajectory = shop.play(shop.task("cancel"), user=voice("user", "Yes."))
    assert trajectory.outcome is Outcome.MAX_TURNS
    assert trajectory.errors == 0


def test_the_question_for_consent_says_what_it_pays_back(shop):
    outcome = "Order A1 is cancelled: $43 refunded to your card."
    paying = replace(shop, goals={"cancel": replace(shop.goals["cancel"], outcome=outcome)})
    proposal, report = said(paying.play(paying.task("cancel")))[-2:]
    assert "$43 refunded to your card" in proposal
    assert outcome in report


def test_what_the_user_does_not_know_is_not_asked_for_again_with_the_next_request(shop):
    task = shop.task("cancel", "move")
    (user,) = task.blueprint.facts
    forgotten = replace(task, blueprint=replace(task.blueprint, facts=(replace(user, disclosure="unknown"),)))
    for seed in range(4):
        trajectory = shop.play(forgotten, seed=seed)
        assert trajectory.outcome is Outcome.COMPLETED
        assert sum("customer number" in text for text in said(trajectory)) == 1
