"""The task writer: shown records that exist, executed before it is believed, told what went wrong, bounded."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import replace
from random import Random

import pytest

import eigengraph as eg
from eigengraph.roles import rehearsal
from eigengraph.roles.excerpt import Excerpts
from eigengraph.roles.task_drafts import TaskDraft, blueprint_of, draft_of, task_schema
from eigengraph.world import Base

WORKERS = {"blueprint": "model"}


def rows(request):
    """Return the records that a prompt shows, by table and key."""
    found = re.findall(r"^(\w+)\[(\w+)\] = (\{.*\})$", request.messages[0].content, re.MULTILINE)
    return {(table, key): json.loads(row) for table, key, row in found}


def order_of(request, status):
    shown = rows(request)
    return next(row for (table, _), row in shown.items() if table == "orders" and row["status"] == status)


def task(order, decision="do"):
    """Return a draft that cancels an order, or refuses to."""
    about = order["order_id"]
    look = {"name": "get_order", "arguments": {"order_id": about}, "side": "agent", "reason": "See its status."}
    cancel = {
        "name": "cancel_order",
        "arguments": {"order_id": about, "reason": "too late"},
        "side": "agent",
        "reason": "It is pending.",
    }
    goal = {
        "intent": "cancel_order",
        "decision": decision,
        "facts": [
            {"name": "order_id", "value": about, "text": about, "about": "", "disclosure": "on_request"},
            {"name": "reason", "value": "too late", "text": "too late", "about": about, "disclosure": "on_request"},
        ],
        "calls": [look, cancel] if decision == "do" else [look],
        "tempting": [] if decision == "do" else [cancel],
        "say": [],
        "clauses": ["shop.cancel.pending"],
        "outcome": f"Order {about} is dealt with.",
    }
    owner = {"name": "customer_id", "value": order["customer_id"], "text": order["customer_id"], "about": ""}
    return {"facts": [{**owner, "disclosure": "on_request"}], "goals": [goal]}


def good(request):
    return task(order_of(request, "pending"))


def spoilt(change):
    """Return an answer that is good but for one change."""

    def answer(request):
        made = deepcopy(good(request))
        change(made["goals"][0])
        return made

    return answer


def test_a_task_of_the_models_becomes_a_datum(script, synthesize):
    script.answers["blueprint"] = [good]
    run = synthesize(workers=WORKERS)
    [datum] = run.data()
    assert datum.task.blueprint.gold()[1].arguments["reason"] == "too late"
    assert datum.certificate.issued
    assert datum.lineage["worker.blueprint"] == "model"
    assert datum.lineage["prompt.task_writer"].startswith("1@")


def test_a_refusal_can_be_written_too(script, synthesize):
    script.answers["blueprint"] = [lambda request: task(order_of(request, "shipped"), "refuse")]
    [datum] = synthesize(workers=WORKERS).data()
    assert datum.task.blueprint.goals[0].decision == "refuse"


def test_the_prompt_has_policy_tools_rules_and_an_example(script, synthesize):
    script.answers["blueprint"] = [good]
    synthesize(workers=WORKERS)
    said = script.said("blueprint", 0)
    for part in ("Customers may cancel orders", "cancel_order(order_id: string", "shop.cancel.pending", "1 to 5 goals"):
        assert part in said
    example = json.loads(said.partition("over other records:\n")[2].partition("\n")[0])
    assert TaskDraft.model_validate(example).goals


def test_no_dialogue_is_written_before_the_task_holds(script, synthesize):
    script.answers["blueprint"] = [spoilt(lambda goal: goal["calls"][0].update(name="get_oder"))]
    run = synthesize(workers=WORKERS)
    assert run.summary.certified == 0
    assert set(script.asked) == {"blueprint"}


@pytest.mark.parametrize(
    ("change", "reason", "told"),
    [
        (
            lambda goal: goal["calls"][1]["arguments"].pop("reason"),
            "tool refused",
            "goal 1 (cancel_order), call 2, cancel_order: Error: cancel_order() missing 1 required positional argument",
        ),
        (
            lambda goal: [call["arguments"].update(order_id="W999Z") for call in goal["calls"]],
            "tool refused",
            "goal 1 (cancel_order), call 1, get_order: Error: W999Z not found",
        ),
        (
            lambda goal: goal["facts"].pop(0) and goal["calls"].pop(0),
            "ungrounded call",
            "call 1, cancel_order: nobody told the agent of 'W",
        ),
        (lambda goal: goal["calls"].pop(), "no effect", "its calls change nothing, and nothing is to be said"),
        (
            lambda goal: goal.update(decision="refuse"),
            "wrong decision",
            "is to be refused, but its calls change something",
        ),
        (
            lambda goal: goal.update(decision="refuse", calls=goal["calls"][:1]),
            "wrong decision",
            "put the forbidden write into 'tempting'",
        ),
        (
            lambda goal: goal.update(decision="refuse", calls=goal["calls"][:1], tempting=goal["calls"][1:]),
            "rule contradiction",
            "no rule forbids cancel_order, though it is 'tempting'",
        ),
        (lambda goal: goal.update(clauses=["shop.cancel"]), "invalid output", "unknown clause 'shop.cancel'"),
    ],
)
def test_what_does_not_hold_goes_back_to_the_writer(script, synthesize, change, reason, told):
    script.answers["blueprint"] = [spoilt(change)]
    run = synthesize(workers=WORKERS, output_attempts=2)
    assert set(run.summary.rejected) == {f"blueprint: {reason}"}
    assert told in script.said("blueprint", 1)
    script.asked.clear()
    script.answers["blueprint"] = [spoilt(change), good]
    assert synthesize(workers=WORKERS, out=run.path.parent / "mended").summary.certified == 1


def test_a_certificate_that_is_not_issued_goes_back(script, synthesize, monkeypatch):
    certified = rehearsal.certificate_of
    reasons = [("mutant_survives: dropped_write: without call 2",), ()]

    def certify(shop, item, task):
        return replace(certified(shop, item, task), reasons=reasons.pop(0))

    monkeypatch.setattr(rehearsal, "certificate_of", certify)
    script.answers["blueprint"] = [good]
    assert synthesize(workers=WORKERS).summary.certified == 1
    told = "the task's verifier gets no certificate: mutant_survives: dropped_write: without call 2"
    assert told in script.said("blueprint", 1)


def test_a_rule_that_forbids_a_gold_call_is_told_in_its_words(script, synthesize):
    script.answers["blueprint"] = [lambda request: task(order_of(request, "shipped")), good]
    assert synthesize(workers=WORKERS).summary.certified == 1
    told = "cancel_order is forbidden (shop.cancel.pending: Only pending orders can be cancelled.)"
    assert told in script.said("blueprint", 1)


def test_a_later_try_is_told_why_the_last_one_failed(script, synthesize):
    script.answers["blueprint"] = [spoilt(lambda goal: goal["calls"].pop()), good]
    run = synthesize(workers=WORKERS, output_attempts=1, task_attempts=2)
    assert run.summary.certified == 1
    assert "An earlier task was turned down: blueprint: no effect" in script.said("blueprint", 1)


# Drafts


def test_a_draft_of_a_sampled_blueprint_reads_back(shop):
    [domain] = shop.register_domains()
    world = eg.World(domain, Base(domain.tables(0)))
    for seed in range(20):
        blueprint = domain.sampler(world, Random(seed), eg.Plan("x"))
        draft = TaskDraft.model_validate_json(json.dumps(draft_of(blueprint)))
        again = blueprint_of(draft)
        assert again.facts == blueprint.facts
        assert again.gold() == blueprint.gold()
        assert [goal.tempting for goal in again.goals] == [goal.tempting for goal in blueprint.goals]


def test_the_schema_has_the_domains_own_names():
    for name in ("airline", "telecom"):
        domain = eg.Host().domain(name)
        schema = task_schema(domain)
        text = json.dumps(schema)
        assert "$ref" not in text
        assert all(f'"enum": ["{tool.name}"]' in text for tool in domain.tools)
        assert ("setup" in schema["properties"]) == bool(domain.setup)


# Excerpts


@pytest.mark.parametrize("name", ["airline", "retail", "telecom"])
def test_an_excerpt_is_of_related_rows_within_its_size(name):
    domain = eg.Host().domain(name)
    base = Base(domain.tables(1), domain.sides())
    excerpts = Excerpts(domain, base)
    one, other = excerpts.draw(Random(1), 5000), excerpts.draw(Random(2), 5000)
    assert one == excerpts.draw(Random(1), 5000) != other
    assert 1000 < sum(len(row) for _, _, row in one) <= 5000
    assert len({(table, key) for table, key, _ in one}) == len(one)
    first = one[0]
    assert any(first[1] in row for _, _, row in one[1:]) or any(key in first[2] for _, key, _ in one[1:])


def test_an_excerpt_of_tables_without_references_has_rows_of_each():
    base = Base({"a": {"1": {"x": 1}}, "b": {"2": {"y": 2}}})
    domain = eg.Domain("plain", [], lambda seed: {})
    assert {table for table, _, _ in Excerpts(domain, base).draw(Random(0), 100)} == {"a", "b"}
