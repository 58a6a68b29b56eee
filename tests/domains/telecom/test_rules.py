"""The clauses of the carrier: what they allow, forbid and do not concern."""

from pathlib import Path

import pytest
from eigengraph_telecom.domain import TELECOM
from eigengraph_telecom.rules import RULES

from eigengraph.records import Fact, Facts, InitialState, ToolCall
from eigengraph.world import Base, Ruling, World, check_tables, read_tables

FOLDER = Path(__file__).parents[2] / "fixtures" / "tau2_telecom"
BASE = Base(check_tables(TELECOM.schema, read_tables(FOLDER), TELECOM.check_tables), TELECOM.sides())
ALLOWED, FORBIDDEN, NOT_APPLICABLE = Ruling.ALLOWED, Ruling.FORBIDDEN, Ruling.NOT_APPLICABLE
BY_ID = {rule.id: rule for rule in RULES}
ADA, ZOE = "C9001", "C9002"
LINE, SUSPENDED, OF_ZOE = "L9001", "L9002", "L9003"
CONTACT, NUMBER, SUSPENDED_NUMBER, NUMBER_OF_ZOE = "555-900-0100", "555-900-0001", "555-900-0002", "555-900-0003"
BILL = "B9002"
_IDS = """
identity.first scope.own_line bill.overdue_only bill.one_awaiting suspension.paid_first suspension.contract_ended
refuel.max_2gb refuel.consent plan.consent roaming.abroad_only roaming.disable transfer.after_trying
line.no_needless_suspension
"""


def world(number=NUMBER, line=LINE, bill=None, phone=None, abroad=False, **changes):
    """Return a world with another line, another status of Ada's issued bill and another phone, which has a number."""
    rows = {
        "lines": {line: BASE.tables["lines"][line] | changes},
        "surroundings": {"user": BASE.tables["surroundings"]["user"] | {"phone_number": number, "is_abroad": abroad}},
        "device": {"user": BASE.tables["device"]["user"] | (phone or {})},
        "bills": {BILL: BASE.tables["bills"][BILL] | ({} if bill is None else {"status": bill})},
    }
    return World(TELECOM, BASE, InitialState(rows=rows))


def facts(**values):
    return Facts(Fact(name, value, "") for name, value in values.items())


def on_line(name, line=LINE, customer=ADA, **arguments):
    return ToolCall(name, {"customer_id": customer, "line_id": line, **arguments})


def resume(line=SUSPENDED, customer=ADA):
    return on_line("resume_line", line, customer)


def refuel(amount, line=LINE, customer=ADA):
    return on_line("refuel_data", line, customer, gb_amount=amount)


def request(bill=BILL, customer=ADA):
    return ToolCall("send_payment_request", {"customer_id": customer, "bill_id": bill})


ROAM, NO_ROAM = on_line("enable_roaming"), on_line("disable_roaming")
SUSPEND = on_line("suspend_line", reason="asked")
TRANSFER = ToolCall("transfer_to_human_agents", {"summary": "Please help."})


def ruling(rule, before, call, **known):
    return BY_ID[f"telecom.{rule}"].predicate(before, call, facts(**known))


def test_the_clauses_are_the_agreed_ones():
    assert sorted(BY_ID) == sorted(f"telecom.{name}" for name in _IDS.split())
    assert all(rule.text.endswith(".") for rule in RULES)


@pytest.mark.parametrize(
    ("call", "known", "expected"),
    [
        (ROAM, {"phone_number": NUMBER}, ALLOWED),
        (ROAM, {"phone_number": CONTACT}, ALLOWED),
        (ROAM, {"customer_id": ADA}, ALLOWED),
        (ROAM, {"name": "ada BYRNE", "date_of_birth": "1988-02-29"}, ALLOWED),
        (ROAM, {"name": "Ada Byrne", "date_of_birth": "1990-07-01"}, FORBIDDEN),
        (ROAM, {"phone_number": NUMBER_OF_ZOE}, FORBIDDEN),
        (ROAM, {"customer_id": ZOE}, FORBIDDEN),
        (ROAM, {"name": "Ada Byrne"}, NOT_APPLICABLE),
        (ROAM, {}, NOT_APPLICABLE),
        (request("B9004", ZOE), {"phone_number": NUMBER}, FORBIDDEN),
        (request(), {"phone_number": NUMBER}, ALLOWED),
        (SUSPEND, {"phone_number": NUMBER_OF_ZOE}, FORBIDDEN),
        (resume(), {"phone_number": NUMBER_OF_ZOE}, FORBIDDEN),
        (refuel(1), {"phone_number": NUMBER_OF_ZOE}, FORBIDDEN),
        (NO_ROAM, {"phone_number": NUMBER_OF_ZOE}, FORBIDDEN),
        (refuel(1, customer="C1"), {"phone_number": NUMBER}, NOT_APPLICABLE),
        (TRANSFER, {"phone_number": NUMBER}, NOT_APPLICABLE),
    ],
)
def test_who_is_known(call, known, expected):
    assert ruling("identity.first", world(), call, **known) is expected


@pytest.mark.parametrize(
    ("call", "given", "expected"),
    [
        (ROAM, NUMBER, ALLOWED),
        (ROAM, SUSPENDED_NUMBER, FORBIDDEN),
        (ROAM, CONTACT, ALLOWED),
        (ROAM, NUMBER_OF_ZOE, FORBIDDEN),
        (ROAM, None, NOT_APPLICABLE),
        (resume(), NUMBER, FORBIDDEN),
        (refuel(1, OF_ZOE), NUMBER, FORBIDDEN),
        (refuel(1, OF_ZOE), None, FORBIDDEN),
        (refuel(1, "L1"), NUMBER, NOT_APPLICABLE),
        (request(), NUMBER, NOT_APPLICABLE),
    ],
)
def test_which_line_is_changed(call, given, expected):
    known = {} if given is None else {"phone_number": given}
    assert ruling("scope.own_line", world(), call, **known) is expected


@pytest.mark.parametrize(
    ("status", "overdue", "one_awaiting", "paid_first"),
    [
        ("Overdue", ALLOWED, ALLOWED, FORBIDDEN),
        ("Awaiting Payment", FORBIDDEN, FORBIDDEN, FORBIDDEN),
        ("Issued", FORBIDDEN, ALLOWED, ALLOWED),
        ("Paid", FORBIDDEN, ALLOWED, ALLOWED),
        ("Draft", FORBIDDEN, ALLOWED, ALLOWED),
        ("Disputed", FORBIDDEN, ALLOWED, ALLOWED),
    ],
)
def test_bills(status, overdue, one_awaiting, paid_first):
    before = world(bill=status)
    assert ruling("bill.overdue_only", before, request()) is overdue
    assert ruling("bill.one_awaiting", before, request("B9003")) is one_awaiting
    assert ruling("suspension.paid_first", before, resume()) is paid_first


def test_a_line_is_resumed_once_the_payment_was_made():
    before = world(SUSPENDED_NUMBER, bill="Overdue")
    for call in (request(), ToolCall("make_payment", {}, "user")):
        assert ruling("suspension.paid_first", before, resume()) is FORBIDDEN
        assert not before.call(call).error
    assert ruling("suspension.paid_first", before, resume()) is ALLOWED


@pytest.mark.parametrize(
    ("end", "expected"),
    [(None, ALLOWED), ("2025-02-25", ALLOWED), ("2025-02-24", FORBIDDEN), ("2024-12-31", FORBIDDEN)],
)
def test_a_line_without_a_contract_is_not_resumed(end, expected):
    before = world(line=SUSPENDED, contract_end_date=end)
    assert ruling("suspension.contract_ended", before, resume()) is expected


def test_lines_that_are_not_suspended_owe_nothing_to_the_bills():
    assert ruling("suspension.paid_first", world(bill="Overdue"), resume(LINE)) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("added", "amount", "expected"),
    [
        (0.0, 2, ALLOWED),
        (0.0, 2.0, ALLOWED),
        (0.0, 2.1, FORBIDDEN),
        (0.7, 1.3, ALLOWED),
        (sum([0.1] * 19), 0.1, ALLOWED),  # as floats a little more than 2
        (1.0, 1.5, FORBIDDEN),
        (2.0, 0.5, FORBIDDEN),
        (0.0, "2", NOT_APPLICABLE),
    ],
)
def test_how_much_data_a_line_may_get(added, amount, expected):
    assert ruling("refuel.max_2gb", world(data_refueling_gb=added), refuel(amount)) is expected


@pytest.mark.parametrize(
    ("agreed", "amount", "expected"),
    [
        (2.0, 2, ALLOWED),
        (0.3, 0.1 + 0.2, ALLOWED),
        (1.0, 2.0, FORBIDDEN),
        (2.0, 1.0, FORBIDDEN),
        (0, 1.0, FORBIDDEN),
        (0, 0, FORBIDDEN),
        (None, 1.0, NOT_APPLICABLE),
    ],
)
def test_data_is_added_as_agreed(agreed, amount, expected):
    assert ruling("refuel.consent", world(data_refueling_gb=0.5), refuel(amount), refuel_gb=agreed) is expected


def test_data_is_not_added_twice():
    before = world(data_refueling_gb=0.5)
    assert not before.call(refuel(0.5)).error
    assert ruling("refuel.max_2gb", before, refuel(0.5)) is ALLOWED
    assert ruling("refuel.consent", before, refuel(0.5), refuel_gb=0.5) is FORBIDDEN


@pytest.mark.parametrize(
    ("told", "is_abroad", "expected"),
    [
        (True, False, ALLOWED),
        (False, True, FORBIDDEN),
        (None, True, ALLOWED),
        (None, False, FORBIDDEN),
    ],
)
def test_roaming_is_for_users_abroad(told, is_abroad, expected):
    assert ruling("roaming.abroad_only", world(abroad=is_abroad), ROAM, abroad=told) is expected


def test_nobody_knows_where_a_phone_without_a_number_is():
    assert ruling("roaming.abroad_only", World(TELECOM, BASE), ROAM) is NOT_APPLICABLE


def test_what_is_never_done():
    assert ruling("roaming.disable", world(), NO_ROAM) is FORBIDDEN
    assert ruling("roaming.disable", world(), ROAM) is NOT_APPLICABLE
    assert ruling("line.no_needless_suspension", world(), SUSPEND) is FORBIDDEN
    assert ruling("line.no_needless_suspension", world(), resume()) is NOT_APPLICABLE
    assert ruling("plan.consent", world(), TRANSFER, plan_wanted="P9002") is NOT_APPLICABLE


MENDABLE = {"airplane_mode": True, "sim_card_missing": True, "data_enabled": False, "data_saver_mode": True}
ENDED = {"number": SUSPENDED_NUMBER, "line": SUSPENDED, "contract_end_date": "2025-01-31"}
UNPAID = {"number": SUSPENDED_NUMBER, "bill": "Overdue"}
USED_UP = {"data_used_gb": 2.5}  # of 2 GB


@pytest.mark.parametrize(
    ("changes", "known", "expected"),
    [
        ({}, {}, FORBIDDEN),
        ({"phone": MENDABLE, "abroad": True}, {"symptom": "no_service"}, FORBIDDEN),
        ({"phone": {"sim_card_status": "locked_pin"}}, {"symptom": "no_service"}, ALLOWED),
        ({"phone": {"sim_card_status": "locked_puk"} | MENDABLE}, {"symptom": "mms"}, ALLOWED),
        ({"phone": {"sim_card_status": "locked_pin"}}, {"phone_number": NUMBER_OF_ZOE}, FORBIDDEN),
        (ENDED, {"symptom": "no_service"}, ALLOWED),
        (ENDED | {"bill": "Overdue"}, {"will_pay": True}, ALLOWED),
        (ENDED | {"status": "Active"}, {"symptom": "no_service"}, FORBIDDEN),
        (UNPAID, {"will_pay": True}, FORBIDDEN),
        (UNPAID, {}, FORBIDDEN),
        (UNPAID, {"will_pay": False}, ALLOWED),
        (UNPAID | {"bill": "Paid"}, {"will_pay": False}, FORBIDDEN),
        ({"bill": "Overdue"}, {"will_pay": False}, FORBIDDEN),
        (USED_UP, {"symptom": "mobile_data"}, FORBIDDEN),
        (USED_UP, {"symptom": "mobile_data", "refuel_gb": 1.0}, FORBIDDEN),
        (USED_UP, {"symptom": "mobile_data", "refuel_gb": 0.5}, ALLOWED),
        (USED_UP, {"symptom": "mms", "refuel_gb": 0}, ALLOWED),
        (USED_UP, {"symptom": "no_service", "refuel_gb": 0}, FORBIDDEN),
        ({"data_used_gb": 4.0, "data_refueling_gb": 2.0}, {"symptom": "slow_data", "refuel_gb": 2.0}, ALLOWED),
        ({"data_used_gb": 3.9, "data_refueling_gb": 2.0}, {"symptom": "slow_data", "refuel_gb": 2.0}, FORBIDDEN),
        ({}, {"plan_wanted": "P9002"}, ALLOWED),
        ({}, {"plan_wanted": ""}, FORBIDDEN),
    ],
)
def test_handing_over(changes, known, expected):
    assert ruling("transfer.after_trying", world(**changes), TRANSFER, **known) is expected


def test_a_hand_over_is_not_judged_without_a_line():
    assert ruling("transfer.after_trying", World(TELECOM, BASE), TRANSFER) is NOT_APPLICABLE
