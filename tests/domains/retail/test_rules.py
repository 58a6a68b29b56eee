"""The clauses of the store: what they allow, forbid and do not concern."""

from pathlib import Path

import pytest
from eigengraph_retail.domain import RETAIL
from eigengraph_retail.rules import RULES

from eigengraph.records import Fact, Facts, InitialState, ToolCall
from eigengraph.world import Base, Ruling, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_retail" / "db.json"
BASE = Base(check_tables(RETAIL.schema, read_tables(DATABASE), RETAIL.check_tables))
ALLOWED, FORBIDDEN, NOT_APPLICABLE = Ruling.ALLOWED, Ruling.FORBIDDEN, Ruling.NOT_APPLICABLE
BY_ID = {rule.id: rule for rule in RULES}
ADA, LI = "ada_byrne_1200", "li_okafor_3411"
PENDING, DELIVERED, CANCELLED = "#W0000001", "#W0000002", "#W0000003"
LI_PENDING, LI_PROCESSED, LI_DELIVERED = "#W0000004", "#W0000005", "#W0000007"
CARD, PAYPAL, GIFT, LI_GIFT = "credit_card_1000002", "paypal_1000003", "gift_card_1000001", "gift_card_2000001"
LI_PAYPAL = "paypal_2000002"
RED_KITE, BLUE_KITE, LONG_BLUE_KITE, GREEN_KITE = "1000000001", "1000000002", "1000000003", "1000000004"
CLAY_POT, STEEL_POT = "1000000011", "1000000012"
MODIFIED = "pending (item modified)"
ADDRESS = {"address1": "2 Hill", "address2": "", "city": "Boston", "state": "MA", "country": "USA", "zip": "02109"}
TRANSFER = ToolCall("transfer_to_human_agents", {"summary": "Please help."})
_IDS = """
identity.first scope.own cancel.pending cancel.reason modify.pending modify.payment_different modify.gift_balance
modify.items_once modify.same_product modify.available return.delivered return.refund_method exchange.delivered
exchange.once exchange.same_product exchange.available exchange.gift_balance payment_owned transfer.scope
"""


def world(number=PENDING, **changes):
    """Return a world in which one order is different."""
    row = BASE.tables["orders"][number] | changes
    return World(RETAIL, BASE, InitialState(rows={"orders": {number: row}}))


def facts(about="", **values):
    return Facts(Fact(name, value, "", about) for name, value in values.items())


def cancel(number=PENDING, reason="no longer needed"):
    return ToolCall("cancel_pending_order", {"order_id": number, "reason": reason})


def readdress(number=PENDING):
    return ToolCall("modify_pending_order_address", {"order_id": number, **ADDRESS})


def repay(number=PENDING, pay=PAYPAL):
    return ToolCall("modify_pending_order_payment", {"order_id": number, "payment_method_id": pay})


def swap(name, number, old, new, pay):
    arguments = {"order_id": number, "item_ids": list(old), "new_item_ids": list(new), "payment_method_id": pay}
    return ToolCall(name, arguments)


def modify(number=PENDING, old=(RED_KITE,), new=(BLUE_KITE,), pay=CARD):
    return swap("modify_pending_order_items", number, old, new, pay)


def exchange(number=DELIVERED, old=(BLUE_KITE,), new=(RED_KITE,), pay=CARD):
    return swap("exchange_delivered_order_items", number, old, new, pay)


def send_back(number=DELIVERED, pay=PAYPAL, items=(BLUE_KITE,)):
    arguments = {"order_id": number, "item_ids": list(items), "payment_method_id": pay}
    return ToolCall("return_delivered_order_items", arguments)


def move(user_id=ADA):
    return ToolCall("modify_user_address", {"user_id": user_id, **ADDRESS})


def ruling(rule, before, call, known=None):
    return BY_ID[f"retail.{rule}"].predicate(before, call, known or facts())


def test_the_clauses_are_the_agreed_ones():
    assert sorted(BY_ID) == sorted(f"retail.{name}" for name in _IDS.split())
    assert all(rule.text.endswith(".") for rule in RULES)


BY_EMAIL = {"email": "ada.byrne@EXAMPLE.org"}
BY_NAME = {"first_name": "ada", "last_name": "BYRNE", "zip": "02108"}


@pytest.mark.parametrize(
    ("rule", "call", "known", "expected"),
    [
        ("identity.first", cancel(), BY_EMAIL, ALLOWED),
        ("identity.first", cancel(), BY_NAME, ALLOWED),
        ("identity.first", move(), BY_NAME, ALLOWED),
        ("identity.first", cancel(), BY_NAME | {"email": "nobody@example.org"}, ALLOWED),
        ("identity.first", cancel(), BY_NAME | {"zip": "10001"}, FORBIDDEN),
        ("identity.first", cancel(), {"email": "a.byrne@example.org"}, FORBIDDEN),
        ("identity.first", cancel(LI_PENDING), BY_EMAIL, FORBIDDEN),
        ("identity.first", move(LI), BY_EMAIL, FORBIDDEN),
        ("identity.first", cancel(), {"first_name": "Ada", "user_id": ADA}, NOT_APPLICABLE),
        ("identity.first", cancel("#W9"), BY_EMAIL, NOT_APPLICABLE),
        ("scope.own", cancel(), {"user_id": ADA}, ALLOWED),
        ("scope.own", move(), {"user_id": ADA}, ALLOWED),
        ("scope.own", cancel(LI_PENDING), {"user_id": ADA}, FORBIDDEN),
        ("scope.own", readdress(LI_PENDING), {"user_id": ADA}, FORBIDDEN),
        ("scope.own", repay(LI_PENDING), {"user_id": ADA}, FORBIDDEN),
        ("scope.own", modify(LI_PENDING), {"user_id": ADA}, FORBIDDEN),
        ("scope.own", exchange(LI_DELIVERED), {"user_id": ADA}, FORBIDDEN),
        ("scope.own", send_back(LI_DELIVERED), {"user_id": ADA}, FORBIDDEN),
        ("scope.own", move(LI), {"user_id": ADA}, FORBIDDEN),
        ("scope.own", cancel(), {}, NOT_APPLICABLE),
        ("scope.own", TRANSFER, {"user_id": ADA}, NOT_APPLICABLE),
        ("payment_owned", repay(), {}, ALLOWED),
        ("payment_owned", repay(pay=LI_GIFT), {}, FORBIDDEN),
        ("payment_owned", modify(pay=LI_GIFT), {}, FORBIDDEN),
        ("payment_owned", exchange(pay=LI_GIFT), {}, FORBIDDEN),
        ("payment_owned", send_back(pay=LI_GIFT), {}, FORBIDDEN),
        ("payment_owned", cancel(), {}, NOT_APPLICABLE),
    ],
)
def test_whose_records_and_money(rule, call, known, expected):
    assert ruling(rule, world(), call, facts(**known)) is expected


def test_a_customer_is_known_by_the_zip_code_that_they_began_with():
    before = world()
    assert not before.call(move()).error
    assert ruling("identity.first", before, move(), facts(**BY_NAME)) is ALLOWED


@pytest.mark.parametrize(
    ("status", "cancelling", "changing", "once"),
    [
        ("pending", ALLOWED, ALLOWED, ALLOWED),
        (MODIFIED, FORBIDDEN, ALLOWED, FORBIDDEN),
        ("processed", FORBIDDEN, FORBIDDEN, ALLOWED),
        ("delivered", FORBIDDEN, FORBIDDEN, ALLOWED),
        ("cancelled", FORBIDDEN, FORBIDDEN, ALLOWED),
    ],
)
def test_what_can_be_done_to_an_order_before_it_leaves(status, cancelling, changing, once):
    before = world(status=status)
    assert ruling("cancel.pending", before, cancel()) is cancelling
    for call in (readdress(), repay(), modify()):
        assert ruling("modify.pending", before, call) is changing
        assert ruling("modify.items_once", before, call) is once
    assert ruling("modify.items_once", before, cancel()) is once


@pytest.mark.parametrize(
    ("stated", "given", "expected"),
    [
        ("no longer needed", None, ALLOWED),
        ("ordered by mistake", "ordered by mistake", ALLOWED),
        ("found it cheaper", None, FORBIDDEN),
        ("no longer needed", "ordered by mistake", FORBIDDEN),
        ("no longer needed", "other", FORBIDDEN),
        ("other", "other", FORBIDDEN),
    ],
)
def test_the_reason_for_cancelling(stated, given, expected):
    known = facts() if given is None else facts(PENDING, cancel_reason=given)
    assert ruling("cancel.reason", world(), cancel(reason=stated), known) is expected


@pytest.mark.parametrize(
    ("rule", "call", "expected"),
    [
        ("payment_different", repay(pay=PAYPAL), ALLOWED),
        ("payment_different", repay(pay=CARD), FORBIDDEN),
        ("payment_different", modify(pay=CARD), NOT_APPLICABLE),
        ("gift_balance", repay(pay=GIFT), FORBIDDEN),
        ("gift_balance", repay(pay=PAYPAL), NOT_APPLICABLE),
        ("gift_balance", modify(pay=GIFT), ALLOWED),
        ("gift_balance", modify(new=(GREEN_KITE,), pay=GIFT), FORBIDDEN),
        ("gift_balance", modify(new=(GREEN_KITE,), pay=CARD), NOT_APPLICABLE),
        ("gift_balance", modify(old=(RED_KITE, RED_KITE), new=(BLUE_KITE, BLUE_KITE), pay=GIFT), ALLOWED),
        ("gift_balance", modify(new=(CLAY_POT,), pay=GIFT), NOT_APPLICABLE),
        ("same_product", modify(), ALLOWED),
        ("same_product", modify(old=(RED_KITE, CLAY_POT), new=(BLUE_KITE, STEEL_POT)), ALLOWED),
        ("same_product", modify(new=(STEEL_POT,)), FORBIDDEN),
        ("same_product", modify(old=(RED_KITE, CLAY_POT), new=(BLUE_KITE, BLUE_KITE)), FORBIDDEN),
        ("same_product", modify(new=(RED_KITE,)), FORBIDDEN),
        ("same_product", modify(old=(STEEL_POT,)), NOT_APPLICABLE),
        ("same_product", modify(new=(BLUE_KITE, GREEN_KITE)), NOT_APPLICABLE),
        ("same_product", exchange(), NOT_APPLICABLE),
        ("available", modify(), ALLOWED),
        ("available", modify(new=(LONG_BLUE_KITE,)), FORBIDDEN),
        ("available", modify(old=(CLAY_POT, RED_KITE), new=(STEEL_POT, LONG_BLUE_KITE)), FORBIDDEN),
        ("available", modify(new=(STEEL_POT,)), NOT_APPLICABLE),
    ],
)
def test_changing_a_pending_order(rule, call, expected):
    assert ruling(f"modify.{rule}", world(), call) is expected


def test_a_gift_card_may_hold_exactly_the_total():
    method = BASE.tables["users"][LI]["payment_methods"][LI_GIFT] | {"balance": 24.99}
    user = BASE.tables["users"][LI]
    user = user | {"payment_methods": dict(user["payment_methods"]) | {LI_GIFT: method}}
    paid = BASE.tables["orders"][LI_PENDING] | {
        "payment_history": [{"transaction_type": "payment", "amount": 24.99, "payment_method_id": LI_PAYPAL}]
    }
    rows = {"users": {LI: user}, "orders": {LI_PENDING: paid}}
    before = World(RETAIL, BASE, InitialState(rows=rows))
    assert ruling("modify.gift_balance", before, repay(LI_PENDING, LI_GIFT)) is ALLOWED
    assert not before.call(repay(LI_PENDING, LI_GIFT)).error


@pytest.mark.parametrize(
    ("status", "allowed", "once"),
    [
        ("delivered", ALLOWED, ALLOWED),
        ("pending", FORBIDDEN, ALLOWED),
        ("processed", FORBIDDEN, ALLOWED),
        ("exchange requested", FORBIDDEN, FORBIDDEN),
        ("return requested", FORBIDDEN, FORBIDDEN),
    ],
)
def test_what_can_be_done_to_an_order_that_has_arrived(status, allowed, once):
    before = world(DELIVERED, status=status)
    assert ruling("return.delivered", before, send_back()) is allowed
    assert ruling("exchange.delivered", before, exchange()) is allowed
    assert ruling("exchange.once", before, exchange()) is once
    assert ruling("exchange.once", before, send_back()) is once


def test_an_exchange_is_the_last_thing_done_to_an_order():
    before = world()
    assert not before.call(exchange()).error
    assert ruling("exchange.once", before, exchange(old=(CLAY_POT,), new=(STEEL_POT,))) is FORBIDDEN
    assert ruling("return.delivered", before, send_back(items=(CLAY_POT,))) is FORBIDDEN


@pytest.mark.parametrize(
    ("rule", "call", "expected"),
    [
        ("return.refund_method", send_back(pay=PAYPAL), ALLOWED),
        ("return.refund_method", send_back(pay=GIFT), ALLOWED),
        ("return.refund_method", send_back(pay=CARD), FORBIDDEN),
        ("return.refund_method", send_back(pay=LI_GIFT), FORBIDDEN),
        ("return.refund_method", exchange(pay=CARD), NOT_APPLICABLE),
        ("exchange.same_product", exchange(), ALLOWED),
        ("exchange.same_product", exchange(new=(STEEL_POT,)), FORBIDDEN),
        ("exchange.same_product", exchange(new=(BLUE_KITE,)), FORBIDDEN),
        ("exchange.available", exchange(), ALLOWED),
        ("exchange.available", exchange(new=(LONG_BLUE_KITE,)), FORBIDDEN),
        ("exchange.gift_balance", exchange(pay=GIFT), ALLOWED),
        ("exchange.gift_balance", exchange(new=(GREEN_KITE,), pay=GIFT), FORBIDDEN),
        ("exchange.gift_balance", exchange(new=(GREEN_KITE,)), NOT_APPLICABLE),
    ],
)
def test_returning_and_exchanging(rule, call, expected):
    assert ruling(rule, world(), call) is expected


@pytest.mark.parametrize(
    ("about", "known", "expected"),
    [
        ("", {}, NOT_APPLICABLE),
        ("", {"new_address": ADDRESS}, FORBIDDEN),
        (PENDING, {"cancel_reason": "other"}, FORBIDDEN),
        (PENDING, {"address": ADDRESS}, FORBIDDEN),
        (PENDING, {"payment": PAYPAL}, FORBIDDEN),
        (PENDING, {"new_options": {"color": "blue"}}, FORBIDDEN),
        (DELIVERED, {"item_ids": [BLUE_KITE], "payment": PAYPAL}, FORBIDDEN),
        (DELIVERED, {"item_ids": [BLUE_KITE], "new_item_ids": [STEEL_POT]}, FORBIDDEN),
        (DELIVERED, {"item_ids": [BLUE_KITE]}, NOT_APPLICABLE),
    ],
)
def test_a_request_that_tools_serve_or_rules_refuse_is_not_handed_over(about, known, expected):
    wants = [Fact("user_id", ADA, ""), *(Fact(name, value, "", about) for name, value in known.items())]
    assert ruling("transfer.scope", world(), TRANSFER, Facts(wants)) is expected


def test_a_request_for_the_order_of_another_customer_is_not_handed_over():
    wants = [Fact("user_id", ADA, ""), Fact("order_id", LI_PENDING, ""), Fact("address", ADDRESS, "", LI_PENDING)]
    assert ruling("transfer.scope", world(), TRANSFER, Facts(wants)) is FORBIDDEN
