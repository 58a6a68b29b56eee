"""Whatever a language model passes, a rule answers; and the rules agree with tau2-bench's tasks."""

import json
from pathlib import Path

import pytest
from eigengraph_retail.domain import RETAIL
from eigengraph_retail.rules import RULES
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.records import Fact, Facts, ToolCall
from eigengraph.world import Base, Ruling, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_retail" / "db.json"
BASE = Base(check_tables(RETAIL.schema, read_tables(DATABASE), RETAIL.check_tables))
TOOLS = sorted(tool.name for tool in RETAIL.tools)
ARGUMENTS = sorted({name for tool in RETAIL.tools for name in tool.parameters})
NAMES = ["user_id", "email", "first_name", "last_name", "zip", "order_id", "cancel_reason", "payment", "new_address"]
ORDER, USER, ITEM = "#W0000002", "ada_byrne_1200", "1000000002"
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from([ORDER, "#W0000001", USER, ITEM, "gift_card_1000001", "no longer needed", 10**400]),
)
ODD = st.one_of(SCALARS, st.lists(SCALARS), st.dictionaries(st.text(max_size=3), SCALARS))
KNOWN = st.lists(st.builds(Fact, st.sampled_from(NAMES), ODD, st.just(""), st.sampled_from(["", ORDER])))


@settings(deadline=None, derandomize=True, database=None)
@given(st.sampled_from(TOOLS), st.dictionaries(st.sampled_from(ARGUMENTS), ODD), KNOWN)
def test_malformed_calls_and_facts_never_raise(name, arguments, known):
    for rule in RULES:
        assert rule.predicate(World(RETAIL, BASE), ToolCall(name, arguments), Facts(known)) in Ruling


@pytest.mark.parametrize("odd", [None, [], {}, [[]], [None], [ITEM, 3], "", "text", 10**400, float("nan"), True])
@pytest.mark.parametrize(
    "spoilt", ["order_id", "user_id", "reason", "item_ids", "new_item_ids", "payment_method_id", "zip"]
)
def test_one_malformed_argument_never_raises(spoilt, odd):
    sound = {"order_id": ORDER, "user_id": USER, "reason": "no longer needed", "payment_method_id": "gift_card_1000001"}
    swap = {"item_ids": [ITEM], "new_item_ids": ["1000000001"]}
    known = Facts([Fact("user_id", USER, ""), Fact("email", "li@example.org", ""), Fact("payment", odd, "", ORDER)])
    for tool in RETAIL.tools:
        call = ToolCall(tool.name, {**sound, **swap, spoilt: odd})
        assert all(rule.predicate(World(RETAIL, BASE), call, known) in Ruling for rule in RULES)


def test_no_gold_call_of_tau2_is_forbidden_but_those_that_its_tools_refuse(tau2_data):
    folder = tau2_data / "retail"
    base = Base(check_tables(RETAIL.schema, read_tables(folder / "db.json")))
    broken = []
    for task in json.loads((folder / "tasks.json").read_text("utf-8")):
        before = World(RETAIL, base)
        for action in task["evaluation_criteria"]["actions"] or []:
            call = ToolCall(action["name"], action["arguments"])
            rules = [rule.id for rule in RULES if rule.predicate(before, call, Facts([])) is Ruling.FORBIDDEN]
            refused = before.call(call).error
            broken += [(task["id"], rule, refused) for rule in rules]
    assert broken == [
        ("64", "retail.exchange.delivered", True),
        ("105", "retail.exchange.gift_balance", True),
    ]
