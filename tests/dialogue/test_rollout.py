"""The turn protocol."""

import asyncio

import pytest

from eigengraph.dialogue import GREETING, OUT_OF_SCOPE, STOP, STOP_TOKENS, TRANSFER, rollout
from eigengraph.records import Message, Outcome, ToolCall
from tests.dialogue.sides import Line, agent, play, user
from tests.toys import ROUTER, open_world

LOOK = ToolCall("get_order", {"order_id": "A1"})
CANCEL = ToolCall("cancel_order", {"order_id": "A1"})
REFUSED = ToolCall("cancel_order", {"order_id": "A2"})
SWITCH = ToolCall("switch_router", {"on": True})
LAMP = ToolCall("look_at_router", {})


def test_the_agent_greets_and_then_the_user_speaks() -> None:
    one, other = agent("Bye."), user("Hello.", STOP)
    trajectory = play(open_world(), one, other)
    assert [message.content for message in trajectory.messages] == [GREETING.content, "Hello.", "Bye.", STOP]
    assert [message.role for message in trajectory.messages] == ["assistant", "user", "assistant", "user"]
    assert other.seen[0] == [GREETING]
    assert one.seen[0] == [GREETING, Message("user", "Hello.", side="user")]
    assert trajectory.task_id == "t1"


def test_the_greeting_is_no_hop_and_a_batch_of_results_is_one() -> None:
    trajectory = play(open_world(), agent([LOOK, CANCEL], "Done."), user("Cancel A1.", STOP))
    assert trajectory.outcome is Outcome.COMPLETED
    assert trajectory.turns == 5  # user, calls, results, text, stop


def test_parallel_calls_run_in_order_and_each_gets_its_own_result() -> None:
    trajectory = play(open_world(), agent([CANCEL, LOOK, CANCEL], "Done."), user("Cancel A1.", STOP))
    first, second, third = trajectory.messages[3:6]
    assert '"cancelled"' in first.content
    assert '"cancelled"' in second.content
    assert third.error
    assert [message.call_id for message in (first, second, third)] == [call.id for call in trajectory.calls()]
    assert len({call.id for call in trajectory.calls()}) == 3


def test_ids_that_a_model_gave_its_calls_are_kept() -> None:
    call = ToolCall("get_order", {"order_id": "A1"}, id="abc")
    trajectory = play(open_world(), agent(call, "Done."), user("Look.", STOP))
    assert trajectory.calls()[0].id == "abc"
    assert trajectory.messages[3].call_id == "abc"


def test_neither_side_sees_the_calls_of_the_other() -> None:
    world = open_world(ROUTER)
    operator = agent(ToolCall("activate_line", {"line_id": "L1"}), "Switch it on.", "Good.")
    person = user("No signal.", SWITCH, LAMP, "It is green.", STOP)
    play(world, operator, person)
    assert [message.content for message in operator.seen[-1]] == [
        GREETING.content,
        "No signal.",
        "",
        "activated",
        "Switch it on.",
        "It is green.",
    ]
    assert [message.content for message in person.seen[-1]] == [
        GREETING.content,
        "No signal.",
        "Switch it on.",
        "",
        "done",
        "",
        "green",
        "It is green.",
        "Good.",
    ]
    assert all(message.side == "user" for message in person.seen[-1] if message.role == "tool")


def test_a_side_cannot_use_the_tools_of_the_other() -> None:
    world = open_world(ROUTER)
    trajectory = play(world, agent(SWITCH, "Hm."), user(ToolCall("activate_line", {"line_id": "L1"}), "Hi.", STOP))
    answers = [message for message in trajectory.messages if message.role == "tool"]
    assert [(answer.side, answer.content) for answer in answers] == [
        ("user", "Error: Tool 'activate_line' not found."),
        ("agent", "Error: Tool 'switch_router' not found."),
    ]
    assert trajectory.errors == 2
    assert world.delta() == {}


def test_text_that_comes_with_calls_is_not_delivered() -> None:
    mixed = Message("assistant", "One moment.", tool_calls=(LOOK,))
    person = user("Look.", STOP)
    trajectory = play(open_world(), agent(mixed, "Done."), person)
    assert "One moment." in [message.content for message in trajectory.messages]
    assert [message.content for message in person.seen[-1]] == [GREETING.content, "Look.", "Done."]


def test_thinking_and_fault_labels_stay_with_the_side_that_has_them() -> None:
    said = Message("assistant", "Hm.", thinking="I do not know.", labels=("agent:stall",))
    one, other = agent(said, "Bye."), user("Hi.", "So?", STOP)
    trajectory = play(open_world(), one, other)
    assert trajectory.messages[2] == said
    assert one.seen[1][2] == said
    assert other.seen[1][2] == Message("assistant", "Hm.")


@pytest.mark.parametrize("token", STOP_TOKENS)
def test_any_stop_token_in_a_text_of_the_user_ends_the_dialogue(token: str) -> None:
    trajectory = play(open_world(), agent("Done."), user("Hi.", f"Thanks {token}!"))
    assert trajectory.outcome is Outcome.COMPLETED
    assert trajectory.turns == 3


def test_stop_tokens_are_those_of_tau2_bench() -> None:
    assert (STOP, TRANSFER, OUT_OF_SCOPE) == ("###STOP###", "###TRANSFER###", "###OUT-OF-SCOPE###")


def test_the_agent_cannot_stop_a_dialogue() -> None:
    trajectory = play(open_world(), agent(f"Bye {STOP}", "Still here."), user("Hi.", "Wait.", STOP))
    assert [message.content for message in trajectory.messages[-2:]] == ["Still here.", STOP]


def test_a_stop_token_beside_calls_of_the_user_does_not_stop() -> None:
    mixed = Message("user", STOP, tool_calls=(LAMP,))
    trajectory = play(open_world(ROUTER), agent("Well?"), user(mixed, "Red.", STOP))
    assert trajectory.outcome is Outcome.COMPLETED
    assert [message.content for message in trajectory.messages[1:]] == [STOP, "red", "Red.", "Well?", STOP]


def test_errors_of_both_sides_count_together_and_never_start_again() -> None:
    unknown = ToolCall("no_such_tool", {})
    operator, person = agent(unknown, "Hm.", unknown), user(unknown, "Hi.", LAMP, "Well?")
    trajectory = play(open_world(ROUTER), operator, person, errors=3)
    assert trajectory.outcome is Outcome.MAX_ERRORS
    assert trajectory.errors == 3
    assert trajectory.messages[-1].error


def test_a_batch_runs_to_its_end_even_if_it_reaches_the_limit_of_errors() -> None:
    trajectory = play(open_world(), agent([REFUSED, REFUSED, REFUSED]), user("Cancel A2."), errors=2)
    assert (trajectory.outcome, trajectory.errors) == (Outcome.MAX_ERRORS, 3)


def test_limits_wait_until_a_pending_call_is_answered() -> None:
    trajectory = play(open_world(), agent(LOOK), user("Look."), turns=2)
    assert trajectory.outcome is Outcome.MAX_TURNS
    assert trajectory.turns == 3
    assert trajectory.messages[-1].role == "tool"


def test_a_limit_reached_with_the_last_message_outweighs_the_stop() -> None:
    assert play(open_world(), agent("Hi."), user("Hello.", STOP), turns=3).outcome is Outcome.MAX_TURNS
    assert play(open_world(), agent("Hi."), user("Hello.", STOP), turns=4).outcome is Outcome.COMPLETED


def test_errors_outweigh_turns() -> None:
    trajectory = play(open_world(), agent(REFUSED), user("Cancel A2."), turns=3, errors=1)
    assert trajectory.outcome is Outcome.MAX_ERRORS


def test_in_solo_mode_the_agent_speaks_first_holds_both_tool_sets_and_stops_itself() -> None:
    world = open_world(ROUTER, solo=True)
    one = agent(ToolCall("activate_line", {"line_id": "L1"}), SWITCH, LAMP, f"Fixed. {STOP}")
    trajectory = play(world, one, None)
    assert one.seen[0] == []
    assert trajectory.outcome is Outcome.COMPLETED
    assert [message.content for message in trajectory.messages if message.role == "tool"] == [
        "activated",
        "done",
        "green",
    ]
    assert trajectory.turns == 6  # the message that opens the dialogue is no hop


def test_text_without_a_stop_is_the_agents_fault_in_solo_mode() -> None:
    trajectory = play(open_world(solo=True), agent(LOOK, "Now what?"), None)
    assert trajectory.outcome is Outcome.AGENT_FAULT
    assert "text" in trajectory.detail


def test_calls_beside_a_stop_are_not_run_in_solo_mode() -> None:
    world = open_world(solo=True)
    trajectory = play(world, agent(Message("assistant", STOP, tool_calls=(CANCEL,))), None)
    assert trajectory.outcome is Outcome.COMPLETED
    assert world.delta() == {}


@pytest.mark.parametrize(
    ("lines", "errors"),
    [([LOOK, "Done."], 0), ([REFUSED, "No."], 1), ([CANCEL, REFUSED, "Done."], 1)],
)
def test_the_same_script_gives_the_same_trajectory(lines: list[Line], errors: int) -> None:
    first = play(open_world(), agent(*lines), user("Hi.", STOP))
    assert first.errors == errors
    assert first == play(open_world(), agent(*lines), user("Hi.", STOP))


def test_many_dialogues_run_side_by_side() -> None:
    async def both() -> list[Outcome]:
        worlds = [open_world(), open_world()]
        sides = [(agent(CANCEL, "Done."), user("Cancel.", STOP)), (agent("No."), user("Hi.", STOP))]
        played = [rollout(world, one, other) for world, (one, other) in zip(worlds, sides, strict=True)]
        trajectories = await asyncio.gather(*played)
        assert [bool(world.delta()) for world in worlds] == [True, False]
        return [trajectory.outcome for trajectory in trajectories]

    assert asyncio.run(both()) == [Outcome.COMPLETED, Outcome.COMPLETED]
