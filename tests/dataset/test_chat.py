"""Dialogues as chat messages, and what a run's dialogues share."""

from __future__ import annotations

import asyncio
import importlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import eigengraph as eg
from eigengraph.dataset import chat_messages, save_context
from eigengraph.dialogue import model_participant
from eigengraph.errors import ConfigError
from eigengraph.models import Context, Reply
from eigengraph.records import Message, Outcome, ToolCall, Trajectory

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"


@pytest.fixture(scope="module")
def host():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield eg.Host([importlib.import_module("eigengraph_shop")])


@pytest.fixture(scope="module")
def run(host, tmp_path_factory):
    return eg.synthesize(host, eg.Settings(domain="shop", tasks=3, out=tmp_path_factory.mktemp("runs") / "one"))


def test_chat_is_what_the_agent_saw(run):
    for line, datum in zip(run.chat(), run.data(), strict=True):
        assert line["id"] == datum.task.id
        assert line["tools"] == run.tools["agent"]
        assert line["messages"][0] == {"role": "system", "content": run.prompts["agent"]}
        said = line["messages"][1:]
        assert [message["role"] for message in said] == [message.role for message in datum.trajectory.messages]
        calls = [call for message in said for call in message.get("tool_calls", ())]
        assert [json.loads(call["function"]["arguments"]) for call in calls] == [
            dict(call.arguments) for call in datum.trajectory.calls()
        ]
        answered = [message["tool_call_id"] for message in said if message["role"] == "tool"]
        assert answered == [call["id"] for call in calls]
        assert json.loads(json.dumps(line)) == line


def test_reasoning_is_kept_on_request_only(run):
    def reasoned(lines):
        return any("reasoning_content" in message for line in lines for message in line["messages"])

    assert (reasoned(run.chat()), reasoned(run.chat(thinking=True))) == (False, True)


def test_the_users_view_puts_the_sides_in_each_others_place(run):
    for datum in run.data():
        said = chat_messages(datum.trajectory, "scenario", side="user", thinking=True)
        other = {"assistant": "user", "user": "assistant"}
        seen = [message for message in datum.trajectory.messages if message.role != "tool" and not message.tool_calls]
        assert [(message["role"], message["content"]) for message in said[1:]] == [
            (other[message.role], message.content) for message in seen
        ]
        assert said[0] == {"role": "system", "content": "scenario"}
        assert not any("reasoning_content" in message for message in said)  # it is the agent's, not the user's


def test_the_user_sees_their_own_calls_and_nobody_elses():
    mine, theirs = ToolCall("restart", {}, side="user", id="1"), ToolCall("look", {}, id="2")
    messages = (
        Message("assistant", "Restart it, please.", thinking="It may help."),
        Message("user", tool_calls=(mine,), side="user", thinking="I will."),
        Message("tool", "ok", side="user", call_id="1"),
        Message("user", "Done.", side="user"),
        Message("assistant", tool_calls=(theirs,)),
        Message("tool", "{}", call_id="2"),
    )
    said = chat_messages(Trajectory("t", messages, Outcome.COMPLETED), "s", side="user", thinking=True)[1:]
    assert [message["role"] for message in said] == ["user", "assistant", "tool", "assistant"]
    assert said[1]["tool_calls"][0]["function"]["name"] == "restart"
    assert said[1]["reasoning_content"] == "I will."
    assert "reasoning_content" not in said[0]


def test_calls_on_the_users_side_are_the_users_own():
    messages = (
        Message("user", tool_calls=(ToolCall("look", {}, "user", "u1"),), side="user"),
        Message("tool", "dark", side="user", call_id="u1"),
        Message("user", "It is dark.", side="user"),
        Message("assistant", tool_calls=(ToolCall("light", {"level": 3}, id="a1"),)),
        Message("tool", "on", call_id="a1"),
    )
    made = chat_messages(Trajectory("t", messages, Outcome.COMPLETED), "Be kind.")
    call = {"id": "a1", "type": "function", "function": {"name": "light", "arguments": '{"level": 3}'}}
    assert made == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "It is dark."},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "on", "tool_call_id": "a1"},
    ]


def test_prompts_are_the_ones_that_models_are_given(host, run):
    heard = {}

    class Listening:
        async def complete(self, request):
            heard[request.role] = request.system
            return Reply(Message("assistant", "yes"))

    task = next(run.data()).task
    for side in ("agent", "user"):
        context = Context(host.domain("shop"), 0, task=task)
        asyncio.run(model_participant(Listening(), side, context)([Message("assistant", "Hi.")]))
    assert heard["agent"] == run.prompts["agent"]
    before, after = run.prompts["user"].split("$scenario")
    assert heard["user"].startswith(before)
    assert heard["user"].endswith(after)


def test_a_run_keeps_policy_and_tools(host, run):
    domain = host.domain("shop")
    assert run.policy == (run.path / "policy.md").read_text() == domain.policy_text
    assert run.tools == domain.schemas
    assert domain.policy_text in run.prompts["agent"]


def test_what_was_stored_first_stays(host, tmp_path):
    domain = host.domain("shop")
    save_context(tmp_path, domain)
    save_context(tmp_path, replace(domain, policy="Other."))
    assert (tmp_path / "policy.md").read_text() == domain.policy_text


def test_a_run_without_them_says_so(run, tmp_path):
    bare = tmp_path / "bare"
    shutil.copytree(run.path, bare)
    (bare / "tools.json").unlink()
    with pytest.raises(ConfigError, match=r"tools.json' is missing: the run was made by an earlier version"):
        _ = eg.Run.open(bare).tools
