"""The model behind the scheme ``offline``: its settings, its roles, and that it is a function of the request."""

import asyncio

import eigengraph_offline
import pytest
from eigengraph_offline.model import open_offline

from eigengraph.dialogue import GREETING
from eigengraph.errors import ConfigError
from eigengraph.models import Context, Request
from eigengraph.records import Message
from eigengraph.roles.attributor import FaultDraft
from eigengraph.roles.judge import JudgementDraft


def ask(model, role, context, messages=()):
    return asyncio.run(model.complete(Request(role, messages, context))).message


def test_the_plugin_registers_the_scheme():
    (scheme,) = eigengraph_offline.register_models()
    assert scheme.scheme == "offline"
    assert scheme.open is open_offline
    assert scheme.summary


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"agent_fault": {}}, "'agent_fault'; did you mean 'agent_faults'?"),
        ({"agent_faults": {"wrong_arg": 0.1}}, "'wrong_arg'; did you mean 'wrong_argument'?"),
        ({"user_faults": {"needless_transfer": 0.1}}, "unknown kind of fault in 'user_faults' 'needless_transfer'"),
        ({"agent_faults": {"early_stop": 1.5}}, "must be from 0 to 1, not 1.5"),
        ({"agent_faults": {"early_stop": 0.6, "skipped_step": 0.6}}, "add up to 1.2"),
        ({"agent_faults": {"early_stop": "often"}}, "'agent_faults.early_stop' cannot be 'often'"),
        ({"styles": ["rude"]}, "unknown disclosure style 'rude'"),
        ({"styles": []}, "'styles' is empty"),
    ],
)
def test_settings_that_cannot_be_used_are_named(options, told):
    with pytest.raises(ConfigError) as caught:
        open_offline("", options)
    assert told in str(caught.value)


def test_nothing_may_follow_the_scheme():
    with pytest.raises(ConfigError, match="'offline:gpt' has 'gpt' too much"):
        open_offline("gpt", {})


def test_roles_that_need_a_language_model_are_refused(shop):
    with pytest.raises(
        ConfigError, match=r"unknown role 'planner' \(known: agent, attributor, judge, scenario, user\)"
    ):
        ask(open_offline("", {}), "planner", Context(shop.domain, 0))


@pytest.mark.parametrize("role", ["agent", "user", "scenario"])
def test_a_context_without_what_the_role_needs_is_named(shop, role):
    with pytest.raises(ConfigError, match="needs the context's"):
        ask(open_offline("", {}), role, Context(shop.domain, 0))


def test_the_same_request_gives_the_same_reply(shop):
    task = shop.task("cancel")
    history = [GREETING, Message("user", "Please cancel an order of mine.", side="user")]
    context = Context(shop.domain, 7, task=task)
    replies = {ask(open_offline("", {}), "agent", context, history).content for _ in range(3)}
    assert replies == {"To help you with that, could you tell me your customer number and the order number?"}


def test_an_agent_that_is_asked_first_greets(shop):
    assert ask(open_offline("", {}), "agent", Context(shop.domain, 0, task=shop.task("cancel"))) == GREETING


@pytest.mark.parametrize(
    ("role", "draft", "fault"), [("judge", JudgementDraft, "none"), ("attributor", FaultDraft, "agent")]
)
def test_it_has_no_opinion_of_its_own(shop, role, draft, fault):
    said = ask(open_offline("", {}), role, Context(shop.domain, 1)).content
    assert draft.model_validate_json(said).fault == fault
