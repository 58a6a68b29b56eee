"""Whatever fails is an outcome, and the outcome says whose failure it is."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from eigengraph.dialogue import STOP, rollout
from eigengraph.errors import (
    BudgetExceeded,
    ContextOverflow,
    ModelError,
    ParticipantError,
    PolicyFault,
    UserFault,
)
from eigengraph.records import POLICY_FAILURES, Message, Outcome, ToolCall, Trajectory, decode, encode
from eigengraph.world import World, tool
from tests.dialogue.sides import Line, agent, play, user
from tests.toys import open_world, tiny_world


def nested(levels: int) -> dict[str, Any]:
    value: Any = 1
    for level in range(levels - 1):
        value = [value] if level % 2 else {"in": value}
    return {"order_id": value}


UNUSABLE: list[Line] = [
    ToolCall(["a"], {}),  # type: ignore[arg-type]
    ToolCall(None, {}),  # type: ignore[arg-type]
    ToolCall(nested(3000), {}),  # type: ignore[arg-type]
    ToolCall("get_order", [nested(3000)]),  # type: ignore[arg-type]
    ToolCall("get_order", nested(3000)),
    ToolCall("get_order", nested(101)),
    ToolCall("get_order", {"order_id": "\ud800"}),
    ToolCall("get_order", {"\udfff": "A1"}),
    ToolCall("get_\ud800", {}),
    ToolCall("get_order", {"order_id": object()}),
    ToolCall("get_order", {"order_id": {1, 2}}),
    "Hello \ud800",
    Message("assistant", "Hello", thinking="\ud800"),
    Message("assistant", nested(3000)),  # type: ignore[arg-type]
]
FROM_THE_AGENT = [
    (PolicyFault("no"), Outcome.AGENT_FAULT),
    (ContextOverflow("no"), Outcome.CONTEXT_OVERFLOW),
    (ModelError("no"), Outcome.MODEL_ERROR),
    (BudgetExceeded("no"), Outcome.BUDGET),
    (UserFault("no"), Outcome.MODEL_ERROR),
    (ParticipantError("no"), Outcome.MODEL_ERROR),
    (KeyError("no"), Outcome.MODEL_ERROR),
    ("", Outcome.AGENT_FAULT),
    (" \n", Outcome.AGENT_FAULT),
    (ToolCall("get_order", None), Outcome.AGENT_FAULT),  # type: ignore[arg-type]
    (ToolCall("get_order", ["A1"]), Outcome.AGENT_FAULT),  # type: ignore[arg-type]
    (Message("assistant", None), Outcome.AGENT_FAULT),  # type: ignore[arg-type]
]
FROM_THE_USER = [
    (PolicyFault("no"), Outcome.USER_FAULT),
    (ContextOverflow("no"), Outcome.USER_FAULT),
    (ModelError("no"), Outcome.MODEL_ERROR),
    (BudgetExceeded("no"), Outcome.BUDGET),
    (UserFault("no"), Outcome.USER_FAULT),
    (ParticipantError("no"), Outcome.USER_FAULT),
    (KeyError("no"), Outcome.USER_FAULT),
    ("", Outcome.USER_FAULT),
    (ToolCall("get_order", None), Outcome.USER_FAULT),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("line", "outcome"), FROM_THE_AGENT)
def test_a_failing_agent(line: Line, outcome: Outcome) -> None:
    trajectory = play(open_world(), agent(line), user("Hi."))
    assert trajectory.outcome is outcome
    assert trajectory.detail.startswith("agent")
    assert [message.content for message in trajectory.messages[1:]] == ["Hi."]


@pytest.mark.parametrize(("line", "outcome"), FROM_THE_USER)
def test_a_failing_user_is_never_the_policys_failure(line: Line, outcome: Outcome) -> None:
    trajectory = play(open_world(), agent("Hello."), user("Hi.", line))
    assert trajectory.outcome is outcome
    assert trajectory.detail.startswith("user")
    assert outcome not in POLICY_FAILURES


@pytest.mark.parametrize("line", UNUSABLE, ids=range(len(UNUSABLE)))
def test_a_message_that_nobody_could_store_is_its_speakers_failure(line: Line) -> None:
    from_agent = play(open_world(), agent(line), user("Hi."))
    from_user = play(open_world(), agent("Hello."), user("Hi.", line))
    assert (from_agent.outcome, from_user.outcome) == (Outcome.AGENT_FAULT, Outcome.USER_FAULT)
    for trajectory in (from_agent, from_user):
        assert decode(Trajectory, encode(trajectory)) == trajectory
        assert len(trajectory.detail) < 300


def test_deep_arguments_within_bounds_are_a_call_like_any_other() -> None:
    trajectory = play(open_world(), agent(ToolCall("get_order", nested(100)), "Sorry."), user("Hi.", STOP))
    assert (trajectory.outcome, trajectory.errors) == (Outcome.COMPLETED, 1)
    assert decode(Trajectory, encode(trajectory)) == trajectory


def test_an_unexpected_exception_keeps_its_traceback() -> None:
    assert "KeyError: 'no'" in play(open_world(), agent(KeyError("no")), user("Hi.")).detail


def test_an_answer_that_is_no_message_is_an_outcome() -> None:
    async def broken(_history: Sequence[Message]) -> Any:
        return {"role": "assistant"}

    trajectory = play(open_world(), broken, user("Hi."))
    assert trajectory.outcome is Outcome.MODEL_ERROR
    assert "must answer with a Message, not {'role': 'assistant'}" in trajectory.detail


@tool(kind="write")
def blow_up(world: World) -> str:
    """Fail as no tool should."""
    raise ZeroDivisionError("a bug of the domain")


def test_a_tool_that_crashes_is_an_environment_error_with_its_traceback() -> None:
    trajectory = play(tiny_world(blow_up), agent(ToolCall("blow_up", {})), user("Hi."))
    assert trajectory.outcome is Outcome.ENVIRONMENT_ERROR
    assert "ZeroDivisionError: a bug of the domain" in trajectory.detail
    assert "ToolCrash" in trajectory.detail
    assert trajectory.messages[-1].tool_calls
    assert trajectory.outcome not in POLICY_FAILURES


def test_a_domain_that_cannot_show_its_answer_is_an_environment_error() -> None:
    @tool
    def answer_oddly(world: World) -> object:
        """Answer what JSON cannot hold."""
        return object()

    trajectory = play(tiny_world(answer_oddly), agent(ToolCall("answer_oddly", {})), user("Hi."))
    assert trajectory.outcome is Outcome.ENVIRONMENT_ERROR


def test_cancelling_a_rollout_is_not_an_outcome() -> None:
    async def wait(_history: Sequence[Message]) -> Message:
        await asyncio.sleep(60)
        return Message("user", STOP)

    async def cancel() -> None:
        task = asyncio.create_task(rollout(open_world(), agent(), wait))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancel())
