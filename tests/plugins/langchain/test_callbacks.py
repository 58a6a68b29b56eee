"""LangChain's callback handlers hear of the graph of a run, its dialogues and its requests."""

from __future__ import annotations

import importlib
from pathlib import Path

import eigengraph_langchain
import pytest
from eigengraph_langchain.model import LangChainModel
from langchain_core.callbacks import AsyncCallbackHandler, BaseCallbackHandler
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

import eigengraph as eg
from eigengraph.models import Context, Request
from eigengraph.models.observing import Observed

SHOP = Path(__file__).parents[3] / "examples" / "shop_domain"


class Kept(BaseCallbackHandler):
    """Keeps what it is told of chains and chat models."""

    run_inline = True

    def __init__(self):
        self.chains = {}
        self.asked = {}
        self.ended = {}
        self.failed = {}

    def on_chain_start(self, serialized, inputs, *, run_id, parent_run_id=None, name=None, **kwargs):
        self.chains[run_id] = (name, parent_run_id, inputs)

    def on_chat_model_start(self, serialized, messages, *, run_id, parent_run_id=None, **kwargs):
        self.asked[run_id] = (serialized, messages, parent_run_id, kwargs)

    def on_chain_end(self, outputs, *, run_id, **kwargs):
        self.ended[run_id] = outputs

    def on_llm_end(self, response, *, run_id, **kwargs):
        self.ended[run_id] = response

    def on_chain_error(self, error, *, run_id, **kwargs):
        self.failed[run_id] = error

    def on_llm_error(self, error, *, run_id, **kwargs):
        self.failed[run_id] = error


@pytest.fixture
def host(monkeypatch):
    monkeypatch.syspath_prepend(SHOP)
    return eg.Host([importlib.import_module("eigengraph_shop"), eigengraph_langchain])


@pytest.fixture
def settings(tmp_path):
    return eg.Settings(domain="shop", tasks=2, out=tmp_path / "run")


def test_hook_observe_tells_handlers(host, settings):
    kept = Kept()
    run = eg.synthesize(host, settings, callbacks=[kept])
    names = [name for name, _, _ in kept.chains.values()]
    assert names.count("synthesis") == 1
    assert {"plan", "draw", "tasks", "rollout", "settle"} <= set(names)
    dialogues = {id: given for id, (name, _, given) in kept.chains.items() if name == "dialogue"}
    assert {given["task"] for given in dialogues.values()} >= {datum.task.id for datum in run.data()}
    assert {kept.ended[id]["outcome"] for id in dialogues} == {"completed"}
    assert all(kept.chains[kept.chains[id][1]][0] == "rollout" for id in dialogues)


def test_requests_are_runs_of_a_chat_model_within_the_dialogue(host, settings):
    kept = Kept()
    run = eg.synthesize(host, settings, callbacks=[kept])
    by_role = dict.fromkeys(("agent", "user", "scenario"), 0)
    for id, (serialized, messages, parent, more) in kept.asked.items():
        role = more["metadata"]["role"]
        by_role[role] += 1
        assert serialized == {"name": "offline"}
        assert (kept.chains[parent][0] == "dialogue") == (role != "scenario")
        if role == "agent":
            assert messages[0][0].type == "system"
            assert isinstance(kept.ended[id].generations[0][0].message, AIMessage)
    written = sum(m.role in ("assistant", "user") for datum in run.data() for m in datum.trajectory.messages)
    assert by_role["agent"] + by_role["user"] >= written - 2  # all but the greetings
    assert by_role["scenario"] >= 2


def test_handlers_may_stand_in_the_graphs_config(host, settings):
    """As LangGraph's users do it."""
    kept = Kept()
    graph = eg.compose(host, settings).with_config(callbacks=[kept])
    eg.synthesize(host, settings, graph=graph)
    assert "dialogue" in [name for name, _, _ in kept.chains.values()]
    assert kept.asked


def test_asynchronous_handlers_hear_too(host, settings):
    class Counting(AsyncCallbackHandler):
        heard = 0

        async def on_chat_model_start(self, *args, **kwargs):
            self.heard += 1

    counting = Counting()
    eg.synthesize(host, settings, callbacks=[counting])
    assert counting.heard > 10


def test_langchains_own_models_tell_for_themselves(host, settings):
    """Once, and within the dialogue."""
    chat = GenericFakeChatModel(messages=iter([AIMessage("###STOP###")] * 9))

    class Plugin:
        @eg.hookimpl
        def make_worker(self, role, shop):
            return (lambda item, task: speak) if role == "user" else None

    model = Observed(LangChainModel(chat), "langchain:fake:m", eigengraph_langchain.observe())

    async def speak(history):
        return (await model.complete(Request("user", history, Context(eg.Domain("d", [], dict), 0), "Go."))).message

    kept = Kept()
    hosted = eg.Host([importlib.import_module("eigengraph_shop"), eigengraph_langchain, Plugin()])
    eg.synthesize(hosted, settings.model_copy(update={"tasks": 1, "rollout_attempts": 1}), callbacks=[kept])
    parents = [parent for serialized, _, parent, _ in kept.asked.values() if serialized != {"name": "offline"}]
    dialogues = [id for id, (name, _, _) in kept.chains.items() if name == "dialogue"]
    assert parents == dialogues
    assert parents


def test_what_fails_is_told(host, settings):
    class Broken:
        async def complete(self, request):
            raise eg.ModelError("it is broken")

    class Plugin:
        @eg.hookimpl
        def register_models(self):
            return [eg.ModelScheme("broken", lambda rest, options: Broken(), metered=False)]

    kept = Kept()
    hosted = eg.Host([importlib.import_module("eigengraph_shop"), eigengraph_langchain, Plugin()])
    asked = settings.model_copy(update={"user_model": "broken", "tasks": 1, "rollout_attempts": 1})
    run = eg.synthesize(hosted, asked, callbacks=[kept])
    assert run.summary.certified == 0
    assert {str(error) for error in kept.failed.values()} == {"it is broken"}
    assert {id in kept.asked for id in kept.failed} == {True}


def test_without_handlers_nothing_is_told(host, settings, tmp_path):
    plain = eg.synthesize(host, settings)
    told = eg.synthesize(host, settings.model_copy(update={"out": tmp_path / "told"}), callbacks=[Kept()])
    assert told.summary.digest == plain.summary.digest
