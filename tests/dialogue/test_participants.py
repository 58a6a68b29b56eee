"""Participants made from a model, a graph and a script, and the oracle."""

import asyncio
from dataclasses import dataclass, field
from typing import TypedDict

import pytest
from langgraph.graph import END, START, StateGraph

from eigengraph.dialogue import GREETING, STOP, graph_participant, model_participant, oracle, scripted_participant
from eigengraph.errors import ConfigError, ParticipantError
from eigengraph.models import Context, Reply, Request, Sampling
from eigengraph.records import Blueprint, Goal, Message, Outcome, PlannedCall, Scenario, Task, ToolCall, Verifier
from tests.dialogue.sides import agent, play, user
from tests.toys import ROUTER, SHOP, is_online, open_world

SCENARIO = Scenario("Ann, in a hurry.", "Cancel A1.", "Your id is ann.", "", "Be brief.")
TASK = Task("t1", "shop", Blueprint((), ()), SCENARIO, Verifier(()))


@dataclass
class Recorder:
    """A model that keeps what it was asked."""

    answer: Message
    requests: list[Request] = field(default_factory=list)

    async def complete(self, request: Request) -> Reply:
        self.requests.append(request)
        return Reply(self.answer)


def test_a_model_is_asked_with_its_prompt_its_tools_and_the_dialogue_so_far() -> None:
    model = Recorder(Message("assistant", "Hm."))
    context = Context(SHOP, seed=3, task=TASK)
    sampling = Sampling(temperature=0.5)
    play(open_world(), model_participant(model, "agent", context, sampling), user("Hi.", "And?", STOP))
    first, second = model.requests
    assert first.role == "agent"
    assert first.context is context
    assert SHOP.policy_text in first.system
    assert first.tools == SHOP.schemas["agent"]
    assert first.sampling == sampling
    assert first.schema is None
    assert dict(first.tags) == {"task": "t1"}
    assert [message.content for message in first.messages] == [GREETING.content, "Hi."]
    assert [message.content for message in second.messages] == [GREETING.content, "Hi.", "Hm.", "And?"]


def test_a_model_that_plays_the_user_gets_the_scenario_and_the_users_tools() -> None:
    model = Recorder(Message("user", STOP))
    play(open_world(ROUTER), agent(), model_participant(model, "user", Context(ROUTER, seed=3, task=TASK)))
    (request,) = model.requests
    assert request.role == "user"
    assert [tool["function"]["name"] for tool in request.tools] == ["look_at_router", "switch_router"]
    for text in ("Ann, in a hurry.", "Cancel A1.", "Your id is ann.", "Be brief.", STOP):
        assert text in request.system
    assert "do not know:" not in request.system  # an empty part of the scenario is left out


def test_a_model_needs_a_task_to_play() -> None:
    with pytest.raises(ConfigError, match="give Context a task"):
        model_participant(Recorder(Message("user", STOP)), "user", Context(SHOP, seed=3))


class State(TypedDict, total=False):
    history: list[Message]
    message: Message


def test_a_compiled_graph_can_take_a_side() -> None:
    def look_first(state: State) -> State:
        last = state["history"][-1]
        if last.role == "tool":
            return {"message": Message("user", f"It is {last.content}. {STOP}")}
        return {"message": Message("user", tool_calls=(ToolCall("look_at_router", {}),))}

    graph = StateGraph(State)
    graph.add_node("answer", look_first)
    graph.add_edge(START, "answer")
    graph.add_edge("answer", END)
    trajectory = play(open_world(ROUTER), agent(), graph_participant(graph.compile()))
    assert trajectory.outcome is Outcome.COMPLETED
    assert [message.content for message in trajectory.messages[1:]] == ["", "red", f"It is red. {STOP}"]


def test_a_graph_that_gives_no_message_is_an_outcome() -> None:
    graph = StateGraph(State)
    graph.add_node("answer", lambda state: {"history": []})
    graph.add_edge(START, "answer")
    graph.add_edge("answer", END)
    trajectory = play(open_world(), graph_participant(graph.compile()), user("Hi."))
    assert trajectory.outcome is Outcome.MODEL_ERROR
    assert "'message'" in trajectory.detail


def test_a_script_that_is_over_says_so() -> None:
    speak = scripted_participant([Message("assistant", "One.")])
    assert asyncio.run(speak([])).content == "One."
    with pytest.raises(ParticipantError, match="the script is over after 1 messages"):
        asyncio.run(speak([]))


def test_the_oracle_lets_each_side_make_its_own_calls() -> None:
    calls = [
        ToolCall("activate_line", {"line_id": "L1"}),
        ToolCall("switch_router", {"on": True}, side="user"),
        ToolCall("look_at_router", {}, side="user"),
        ToolCall("get_line", {"line_id": "L1"}),
    ]
    goal = Goal("repair", "do", calls=tuple(PlannedCall(call, "") for call in calls), say=("L1",))
    task = Task("t2", "router", Blueprint((), (goal,)), SCENARIO, Verifier(()))
    world = open_world(ROUTER)
    trajectory = play(world, *oracle(task))
    assert trajectory.outcome is Outcome.COMPLETED
    assert trajectory.errors == 0
    assert [(call.side, call.name) for call in trajectory.calls()] == [(call.side, call.name) for call in calls]
    assert trajectory.messages[-2].content == "Done. L1"
    assert is_online(world, "L1")
