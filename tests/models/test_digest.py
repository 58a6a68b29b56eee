"""What tells two requests apart, and what does not."""

from dataclasses import replace

import pytest

from eigengraph.models import Context, Sampling, request_digest
from eigengraph.records import Message, ToolCall
from tests.models.asking import request
from tests.toys import ROUTER, SHOP

DIFFERENT = {
    "role": {"role": "user"},
    "system": {"system": "Be curt."},
    "messages": {"messages": (Message("user", "Hello!"),)},
    "arguments": {"messages": (Message("user", "Hello.", (ToolCall("f", {"x": 1}),)),)},
    "tools": {"tools": SHOP.schemas["agent"]},
    "schema": {"schema": {"type": "object"}},
    "sampling": {"sampling": Sampling(temperature=0.5)},
    "salt": {"context": Context(SHOP, seed=2)},
    "attempt": {"attempt": 1},
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_what_may_change_the_reply_is_in_the_digest(what):
    assert request_digest("m", request()) != request_digest("m", replace(request(), **DIFFERENT[what]))


def test_the_model_is_in_the_digest():
    assert request_digest("m", request()) != request_digest("n", request())


def test_what_no_model_sees_is_not():
    seen = replace(request(), tags={"task": "t1"}, key="k", tries=3, context=Context(ROUTER, seed=1, feedback="why"))
    assert request_digest("m", request()) == request_digest("m", seen)


def test_the_digest_is_the_same_in_every_process():
    assert request_digest("m", request()) == "1ce3367c531b71da074169cf2fefe33a0b6d43b44c6960855d3112513f64be66"
