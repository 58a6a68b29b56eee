"""Both sides together: the gold of a task, played out in words."""

import pytest
from eigengraph_offline.phrases import PHRASES

from eigengraph.records import Outcome, ToolCall

STYLES = list(PHRASES.styles)
MIXES = [("cancel",), ("move",), ("refuse",), ("phone",), ("move", "refuse", "cancel"), ("refuse", "transfer")]


def bare(calls):
    return [ToolCall(call.name, call.arguments, call.side) for call in calls]


def texts(trajectory, role):
    return [message.content for message in trajectory.messages if message.role == role and message.content]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("goals", MIXES, ids="-".join)
@pytest.mark.parametrize("phrased", [True, False], ids=["phrasebook", "names-only"])
def test_faultless_dialogues_make_exactly_the_gold_calls(shop, goals, style, phrased):
    domain = shop.domain if phrased else shop.plain
    for seed in range(12):
        task = shop.task(*goals, style=style, seed=seed, domain=domain)
        trajectory = shop.play(task, seed=seed, domain=domain)
        assert bare(trajectory.calls()) == list(task.blueprint.gold()), seed
        assert trajectory.outcome is Outcome.COMPLETED
        assert trajectory.labels() == ()


def test_the_agent_reports_outcomes_and_says_what_it_must(shop):
    task = shop.task("cancel", "refuse", seed=3)
    said = " ".join(texts(shop.play(task, seed=3), "assistant"))
    for goal in task.blueprint.goals:
        assert goal.outcome in said
        assert all(text in said for text in goal.say)
    assert "That parcel is on the road." in said


def test_a_write_is_described_and_consented_to_before_it_is_made(shop):
    messages = shop.play(shop.task("cancel", seed=1), seed=1).messages
    names = [[call.name for call in message.tool_calls] for message in messages]
    write = names.index(["cancel_order"])
    assert "I cancel order A1, because it comes too late." in messages[write - 2].content
    assert messages[write - 1].role == "user"
    assert messages[write - 1].content.startswith("Yes")


def test_calls_and_refusals_carry_their_reasons_as_thinking(shop):
    messages = shop.play(shop.task("refuse", seed=2), seed=2).messages
    lookup = next(message for message in messages if any(call.name == "get_order" for call in message.tool_calls))
    refusal = next(message for message in messages if "was sent yesterday" in message.content)
    assert lookup.thinking == "I look up the order."
    assert lookup.content == ""
    assert "What has been sent cannot be cancelled." in refusal.thinking


def test_a_transfer_is_a_call_then_the_notice_and_ends_the_dialogue(shop):
    messages = shop.play(shop.task("transfer", seed=4), seed=4).messages
    call, _, notice, last = messages[-4:]
    assert [made.name for made in call.tool_calls] == ["hand_over"]
    assert notice.content == "YOU ARE BEING TRANSFERRED TO A HUMAN AGENT. PLEASE HOLD ON."
    assert "###TRANSFER###" in last.content


def test_the_user_uses_its_own_tool_when_asked_and_reports_what_it_shows(shop):
    trajectory = shop.play(shop.task("phone", seed=5), seed=5)
    said = texts(trajectory, "user")
    assert any("three bars" in text for text in said)


def test_styles_differ_in_what_is_told_unasked(shop):
    at_once = texts(shop.play(shop.task("cancel", style="all_at_once", seed=6), seed=6), "user")[0]
    slot_by_slot = texts(shop.play(shop.task("cancel", style="slot_by_slot", seed=6), seed=6), "user")[0]
    assert "A1" in at_once
    assert "it comes too late" in at_once
    assert "A1" not in slot_by_slot


def test_the_style_wrong_first_tells_something_wrong_and_corrects_it(shop):
    told = [
        " ".join(texts(shop.play(shop.task("cancel", style="wrong_first", seed=seed), seed=seed), "user"))
        for seed in range(10)
    ]
    slips = [text for text in told if "it is broken" in text]
    assert slips
    assert all(text.index("it is broken") < text.index("it comes too late") for text in slips)


def test_chatty_users_stray_and_others_do_not(shop):
    def strays(style):
        said = [texts(shop.play(shop.task("cancel", style=style, seed=seed), seed=seed), "user") for seed in range(10)]
        return sum(any(aside in text for aside in PHRASES.user.asides) for lines in said for text in lines)

    assert strays("asides") > 3
    assert strays("slot_by_slot") == 0


def test_seeds_vary_the_wording_and_nothing_else_does(shop):
    task = shop.task("move", "refuse", style="slot_by_slot")
    wordings = {tuple(texts(shop.play(task, seed=seed), "assistant")) for seed in range(20)}
    assert len(wordings) > 15
    assert shop.play(task, seed=1) == shop.play(task, seed=1)
