"""Whatever a language model passes or a tool has stored, a rule answers; and it agrees with tau2-bench's tasks."""

import json
from pathlib import Path

import pytest
from eigengraph_telecom.domain import TELECOM
from eigengraph_telecom.rules import RULES
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.records import Fact, Facts, InitialState, ToolCall
from eigengraph.world import Base, Ruling, World, check_tables, read_tables

FOLDER = Path(__file__).parents[2] / "fixtures" / "tau2_telecom"
BASE = Base(check_tables(TELECOM.schema, read_tables(FOLDER), TELECOM.check_tables), TELECOM.sides())
PHONE = ToolCall("set_user_info", {"name": "Ada Byrne", "phone_number": "555-900-0001"}, "user")
TOOLS = sorted((tool.side, tool.name) for tool in TELECOM.tools)
ARGUMENTS = sorted({name for tool in TELECOM.tools for name in tool.parameters})
NAMES = ["phone_number", "name", "date_of_birth", "customer_id", "symptom", "abroad", "refuel_gb", "will_pay"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["C9001", "L9001", "L9002", "B9002", "555-900-0001", 10**400, -(10**400)]),
)
ODD = st.one_of(SCALARS, st.lists(SCALARS), st.dictionaries(st.text(max_size=3), SCALARS))
KNOWN = st.lists(st.builds(Fact, st.sampled_from([*NAMES, "plan_wanted"]), ODD, st.just("")))
SIDES = {"assistant": "agent", "user": "user"}
TRANSFER = ToolCall("transfer_to_human_agents", {"summary": ""})


@settings(deadline=None, derandomize=True, database=None)
@given(st.sampled_from(TOOLS), st.dictionaries(st.sampled_from(ARGUMENTS), ODD), KNOWN)
def test_malformed_calls_and_facts_never_raise(tool, arguments, known):
    before = World(TELECOM, BASE, InitialState(calls=(PHONE,)))
    side, name = tool
    for rule in RULES:
        assert rule.predicate(before, ToolCall(name, arguments, side), Facts(known)) in Ruling


@pytest.mark.parametrize("odd", [None, [], {}, ["L9001"], "", "2", 10**400, float("nan"), float("inf"), True])
@pytest.mark.parametrize("spoilt", ["customer_id", "line_id", "bill_id", "gb_amount", "reason"])
def test_one_malformed_argument_never_raises(spoilt, odd):
    before = World(TELECOM, BASE, InitialState(calls=(PHONE,)))
    sound = {"customer_id": "C9001", "line_id": "L9001", "bill_id": "B9002", "gb_amount": 1.0, "reason": ""}
    known = Facts([Fact("phone_number", "555-900-0001", ""), Fact("refuel_gb", 1.0, ""), Fact("abroad", odd, "")])
    for tool in TELECOM.tools:
        call = ToolCall(tool.name, {**sound, spoilt: odd}, tool.side)
        assert all(rule.predicate(before, call, known) in Ruling for rule in RULES)


def test_rows_that_a_tool_stored_unchecked_never_raise():
    usage = ToolCall("set_data_usage", {"customer_id": "C9001", "line_id": "L9001", "data_used_gb": 10**20})
    before = World(TELECOM, BASE, InitialState(calls=(PHONE, usage)))
    line = {"customer_id": "C9001", "line_id": "L9001"}
    assert not before.run("refuel_data", **line, gb_amount=True).error
    before.call(ToolCall("set_network_mode_preference", {"mode": 7}, "user"))
    before.call(ToolCall("set_apn_settings", {"apn_settings": "x"}, "user"))
    known = Facts([Fact("symptom", "mobile_data", ""), Fact("refuel_gb", 2.0, "")])
    for tool in TELECOM.tools:
        call = ToolCall(tool.name, {**line, "gb_amount": 1}, tool.side)
        assert all(rule.predicate(before, call, known) in Ruling for rule in RULES)


def test_tau2_solutions_are_allowed_and_needless_transfers_forbidden(tau2_data):
    folder = tau2_data / "telecom"
    base = Base(check_tables(TELECOM.schema, read_tables(folder)), TELECOM.sides())
    broken, handed_over = [], {Ruling.ALLOWED: 0, Ruling.FORBIDDEN: 0}
    (transferring,) = (rule for rule in RULES if rule.id == "telecom.transfer.after_trying")
    split = json.loads((folder / "split_tasks.json").read_text("utf-8"))["base"]
    tasks = [task for task in json.loads((folder / "tasks.json").read_text("utf-8")) if task["id"] in set(split)]
    for task in tasks:
        begin = task["initial_state"]["initialization_actions"]
        calls = [ToolCall(one["func_name"], one["arguments"], SIDES[one["env_type"]]) for one in begin]
        before = World(TELECOM, base, InitialState(calls=tuple(calls)))
        gold = task["evaluation_criteria"]["actions"]
        judged = transferring.predicate(before, TRANSFER, Facts([]))
        assert (judged is Ruling.ALLOWED) == (gold[0]["name"] == TRANSFER.name), task["id"]
        handed_over[judged] += 1
        for action in gold:
            call = ToolCall(action["name"], action["arguments"], SIDES[action["requestor"]])
            rulings = {rule.id: rule.predicate(before, call, Facts([])) for rule in RULES}
            broken += [(task["id"], rule) for rule, found in rulings.items() if found is Ruling.FORBIDDEN]
            before.call(call)
    assert not broken
    assert handed_over == {Ruling.ALLOWED: 20, Ruling.FORBIDDEN: 94}
