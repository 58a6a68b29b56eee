"""Solo mode: a ticket, the tools of both sides, no user."""

import asyncio

import pytest
from eigengraph_tau2.data import open_data
from eigengraph_tau2.mock import SOLO_POLICY
from eigengraph_tau2.reward import grade
from eigengraph_tau2.solo import solo_participant

from eigengraph.dialogue import rollout
from eigengraph.errors import ConfigError
from eigengraph.models import Context, Reply
from eigengraph.records import Message, Outcome, ToolCall
from eigengraph.world import World
from tests.plugins.tau2.dialogues import COMPLETE


class Script:
    """A model that plays messages in turn, and keeps what it was asked."""

    def __init__(self, *messages):
        self.messages = list(messages)
        self.requests = []

    async def complete(self, request):
        self.requests.append(request)
        return Reply(self.messages.pop(0))


def calling(name, **arguments):
    return Message("assistant", tool_calls=(ToolCall(name, arguments),))


def test_a_ticket_is_worked_on_and_scored(task, ground):
    model = Script(
        calling("dismiss_notification", notification_id="note_1"),
        calling(COMPLETE["name"], **COMPLETE["arguments"]),
        calling("done"),
    )
    agent = solo_participant(model, Context(ground.domain, 0), "Complete task_1.", SOLO_POLICY.read_text("utf-8"))
    world = World(ground.domain, ground.base, solo=True)
    trajectory = asyncio.run(rollout(world, agent, None))
    assert trajectory.outcome is Outcome.COMPLETED
    read = {"action_id": "r", "requestor": "user", "name": "dismiss_notification"}
    criteria = {"actions": [{**read, "arguments": {"notification_id": "note_1"}}, COMPLETE]}
    reward = grade(task(criteria), ground, trajectory.messages, "agent_stop", solo=True, strict=True)
    assert (reward.value, reward.actions) == (1.0, (True, True))


def test_the_model_is_told_policy_ticket_and_every_tool(ground):
    model = Script(calling("done"))
    agent = solo_participant(model, Context(ground.domain, 0), "Complete task_1.", "Be kind.")
    asyncio.run(rollout(World(ground.domain, ground.base, solo=True), agent, None))
    [request] = model.requests
    assert "Complete task_1." in request.system
    assert "Be kind." in request.system
    names = [tool["function"]["name"] for tool in request.tools]
    assert {"create_task", "dismiss_notification", "done"} <= set(names)


def test_without_a_ticket_there_is_no_solo_mode(ground):
    with pytest.raises(ConfigError, match="solo mode needs a ticket, found ' '"):
        solo_participant(Script(), Context(ground.domain, 0), " ")


def test_a_domain_may_have_a_policy_for_it(data):
    (data / "mock" / "policy_solo.md").write_text("Be brief.", "utf-8")
    assert open_data(data, "mock").policy(solo=True) == "Be brief."
    (data / "retail").mkdir()
    with pytest.raises(ConfigError, match="tau2-bench's domain 'retail' has no solo mode"):
        open_data(data, "retail").policy(solo=True)
