"""The policy as a participant: what its texts are taken for, and where there is no room for them."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from eigengraph_verl.rollouts.ground import open_ground
from eigengraph_verl.rollouts.policy import Policy, Room
from eigengraph_verl.rollouts.stream import Template

from eigengraph.dialogue import GREETING
from eigengraph.errors import ContextOverflow, ModelError, PolicyFault
from eigengraph.models import Context
from eigengraph.records import Message

WIDE = Room(10**6, 10**6, 10**6, 10**6)
HISTORY = [GREETING, Message("user", "Hello.", side="user")]


@pytest.fixture
def policy(tokenizers, exported, run):
    """Make a policy that writes a given text."""
    tokenizer = tokenizers("keeps reasoning")
    ground, task = open_ground(exported), next(iter(run.data())).task
    tools = ground.domain.schemas["agent"]

    def make(text, room=WIDE, end=True, template=None, **told):
        if template:
            tokenizer.chat_template = template

        async def generate(_ids, most):
            ids = [*tokenizer.encode(text), *([tokenizer.eos_token_id] if end else [])][:most]
            answer = {"log_probs": None, "stop_reason": "completed", "routed_experts": None, "extra_fields": {}}
            return SimpleNamespace(token_ids=ids, **{**answer, **told})

        context = Context(ground.domain, 1, task=task)
        return Policy(generate, Template(tokenizer, tools), "You serve.", tools, context, room)

    return make


def said(policy):
    return asyncio.run(policy(HISTORY))


def test_a_text_is_read_as_in_evaluation(policy):
    message = said(
        policy('<think>\nLook.\n</think>\n\n<tool_call>\n{"name": "get_order_details", "arguments": {}}\n</tool_call>')
    )
    assert (message.content, message.thinking) == ("", "Look.")
    assert [(call.name, dict(call.arguments)) for call in message.tool_calls] == [("get_order_details", {})]
    assert said(policy("Just a moment.")) == Message("assistant", "Just a moment.")


def test_reasoning_that_never_ends_is_no_answer(policy):
    message = said(policy("<think>\nSo many orders, and", end=False))
    assert (message.content, message.thinking) == ("", "So many orders, and")
    opened = (
        "{% for m in messages %}{{ m.content }}<|im_end|>{% endfor %}{% if add_generation_prompt %}<think>\n{% endif %}"
    )
    message = said(policy("So many orders, and", template=opened))
    assert (message.content, message.thinking) == ("", "So many orders, and")
    message = said(policy("So many.\n</think>\nHello.", template=opened))
    assert (message.content, message.thinking) == ("Hello.", "So many.")


def test_a_call_that_is_none_is_the_policys_fault(policy):
    with pytest.raises(PolicyFault, match="a call of 'get_order_details' whose arguments are no object"):
        said(policy('<tool_call>\n{"name": "get_order_details", "arguments": [1]}\n</tool_call>'))


def test_a_message_cut_off_where_the_context_ends_overflows_it(policy):
    made = policy("A long answer that does not fit.", room=Room(10**6, 10**6, 5, 10**6), end=False)
    with pytest.raises(ContextOverflow, match="was cut off where the context"):
        said(made)
    [sample] = made.stream.samples
    assert (len(sample.response), sample.mask) == (5, [1] * 5)


def test_a_message_that_ends_where_the_room_does_is_one(policy):
    whole = policy("Yes.")
    said(whole)
    size = len(whole.stream.samples[0].response)
    assert said(policy("Yes.", room=Room(10**6, 10**6, size, 10**6))).content == "Yes."


@pytest.mark.parametrize(
    ("room", "left"),
    [
        (Room(100, 60, 80, 8), 50),  # the context is the least
        (Room(1000, 60, 30, 8), 20),  # the response is
        (Room(1000, 39, 80, 8), 0),  # the prompt is too long
        (Room(50, 60, 80, 8), 0),
    ],
)
def test_room_is_bounded_three_ways(room, left):
    assert max(0, room.left(prompt=40, response=10)) == left


def test_a_server_that_gave_up_says_nothing_about_the_policy(policy):
    with pytest.raises(ModelError, match="aborted the request"):
        said(policy("Hm", stop_reason="abort"))
    with pytest.raises(ModelError, match="without a token"):
        said(policy("", end=False))


def test_versions_of_the_weights_are_told_from_first_to_last(policy):
    made = policy("Yes.", extra_fields={"min_global_steps": 4, "max_global_steps": 5})
    asyncio.run(made(HISTORY))
    made.steps = (made.steps[0], 7)
    asyncio.run(made([*HISTORY, Message("assistant", "Yes."), Message("user", "And?", side="user")]))
    assert made.steps == (4, 7)
