"""The scenario writer: every fact in its own words, nothing that the user must not know."""

from __future__ import annotations

import json

import pytest
from eigengraph_offline.model import open_offline

OFFLINE = open_offline("", {})


def written(change):
    """Return an answer: what the offline backend writes, changed."""

    def answer(request):
        text = next(iter_complete(request))
        return {**json.loads(text), **change(json.loads(text))}

    return answer


def iter_complete(request):
    coroutine = OFFLINE.complete(request)
    try:
        coroutine.send(None)
    except StopIteration as done:
        yield done.value.message.content


def same(_scenario):
    return {}


def test_a_text_with_every_fact_is_taken(script, synthesize):
    script.answers["scenario"] = [written(same)]
    assert synthesize().summary.certified == 1
    said = script.said("scenario", 0)
    assert 'customer id: "C' in said
    assert "cancel order" in said


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda scenario: {"task_instructions": "Have the agent call cancel_order."},
            "the customer knows nothing of the agent's tools; leave out 'cancel_order'",
        ),
        (lambda scenario: {"reason_for_call": "you"}, "reason_for_call is 'you'; say in a sentence what the customer"),
    ],
)
def test_what_is_unfaithful_goes_back(script, synthesize, change, told):
    script.answers["scenario"] = [written(change), written(same)]
    assert synthesize().summary.certified == 1
    assert told in script.said("scenario", 1)


def test_facts_that_the_text_leaves_out_are_added(script, synthesize):
    script.answers["scenario"] = [written(lambda scenario: {"known_info": "You know what you bought."})]
    [datum] = synthesize().data()
    facts = [*datum.task.blueprint.facts, *(fact for goal in datum.task.blueprint.goals for fact in goal.facts)]
    lines = datum.task.scenario.known_info.splitlines()
    assert lines[0] == "You know what you bought."
    assert all(any(f": {fact.text}" in line for line in lines[1:]) for fact in facts)
    assert lines[2].startswith("Request 1, cancel order: order id: ")


def test_it_is_turned_down_in_the_end(script, synthesize):
    script.answers["scenario"] = [written(lambda scenario: {"reason_for_call": ""})]
    run = synthesize()
    assert set(run.summary.rejected) == {"scenario: unfaithful scenario"}
    assert "agent" not in script.asked
