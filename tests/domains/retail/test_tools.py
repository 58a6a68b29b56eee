"""The store's tools that change orders, through calls as a policy makes them."""

import json
from pathlib import Path

import pytest
from eigengraph_retail import RETAIL

from eigengraph.records import InitialState
from eigengraph.world import Base, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_retail" / "db.json"
BASE = Base(check_tables(RETAIL.schema, read_tables(DATABASE), RETAIL.check_tables))
RED, BLUE, UNAVAILABLE, GREEN = (f"100000000{number}" for number in (1, 2, 3, 4))
CLAY, STEEL, GLASS = (f"100000001{number}" for number in (1, 2, 3))
WHITE, BLACK = "1000000021", "1000000022"


@pytest.fixture
def world():
    return World(RETAIL, BASE)


def world_where(order_id, **fields):
    row = {**BASE.tables["orders"][order_id], **fields}
    return World(RETAIL, BASE, InitialState(rows={"orders": {order_id: row}}))


def entry(kind, amount, payment_id):
    return {"transaction_type": kind, "amount": amount, "payment_method_id": payment_id}


def done(world, name, **arguments):
    result = world.run(name, **arguments)
    assert not result.error, result.content
    return json.loads(result.content)


def refused(world, name, **arguments):
    before = world.digest()
    result = world.run(name, **arguments)
    assert result.error, result.content
    assert world.digest() == before
    return result.content.removeprefix("Error: ")


def balance(world, user_id, payment_id):
    return world.users[user_id]["payment_methods"][payment_id]["balance"]


def modify(world, old, new, order_id="#W0000001", payment_id="paypal_1000003", run=done):
    arguments = {"order_id": order_id, "item_ids": old, "new_item_ids": new, "payment_method_id": payment_id}
    return run(world, "modify_pending_order_items", **arguments)


def exchange(world, old, new, order_id="#W0000002", payment_id="paypal_1000003", run=done):
    arguments = {"order_id": order_id, "item_ids": old, "new_item_ids": new, "payment_method_id": payment_id}
    return run(world, "exchange_delivered_order_items", **arguments)


def give_back(world, items, order_id="#W0000006", payment_id="paypal_3000001", run=done):
    arguments = {"order_id": order_id, "item_ids": items, "payment_method_id": payment_id}
    return run(world, "return_delivered_order_items", **arguments)


def pay_with(world, payment_id, order_id="#W0000004", run=done):
    return run(world, "modify_pending_order_payment", order_id=order_id, payment_method_id=payment_id)


def cancel(world, order_id, reason="no longer needed", run=done):
    return run(world, "cancel_pending_order", order_id=order_id, reason=reason)


# Cancelling


def test_cancelling_mirrors_the_payment_and_credits_a_gift_card(world):
    row = cancel(world, "#W0000004", "ordered by mistake")
    assert (row["status"], row["cancel_reason"]) == ("cancelled", "ordered by mistake")
    assert row["payment_history"] == [entry(kind, 24.99, "gift_card_2000001") for kind in ("payment", "refund")]
    assert balance(world, "li_okafor_3411", "gift_card_2000001") == 55.09


def test_cancelling_after_a_change_of_payment_refunds_every_entry(world):
    pay_with(world, "paypal_2000002")
    assert balance(world, "li_okafor_3411", "gift_card_2000001") == 55.09
    history = cancel(world, "#W0000004")["payment_history"]
    gift_card, paypal = "gift_card_2000001", "paypal_2000002"
    assert history == [
        entry("payment", 24.99, gift_card),
        entry("payment", 24.99, paypal),
        *(entry("refund", 24.99, method) for method in (gift_card, gift_card, paypal, gift_card)),
    ]
    assert balance(world, "li_okafor_3411", "gift_card_2000001") == 105.07


@pytest.mark.parametrize(
    ("order_id", "reason", "told"),
    [
        ("W0000004", "no longer needed", "Order not found"),
        ("#W0000003", "too dear", "Non-pending order cannot be cancelled"),
        ("#W0000004", "too dear", "Invalid reason"),
    ],
)
def test_a_cancellation_that_is_refused_changes_nothing(world, order_id, reason, told):
    assert cancel(world, order_id, reason, run=refused) == told


# Changing a pending order


def test_every_changed_item_gets_the_price_and_options_of_the_last(world):
    row = modify(world, [RED, CLAY], [BLUE, STEEL])
    assert [(item["name"], item["item_id"], item["price"]) for item in row["items"]] == [
        ("Kite", BLUE, 31.05),
        ("Kite", RED, 39.9),
        ("Teapot", STEEL, 31.05),
    ]
    assert row["items"][0]["options"] == {"material": "steel", "capacity": "1l"}
    assert row["status"] == "pending (item modified)"


def test_an_item_that_was_just_changed_is_changed_again_if_it_comes_first():
    first, second, _ = BASE.tables["orders"]["#W0000001"]["items"]
    world = world_where("#W0000001", items=[first, {**second, "item_id": BLUE}])
    changed = modify(world, [RED, BLUE], [BLUE, GREEN])
    assert [item["item_id"] for item in changed["items"]] == [GREEN, BLUE]


def test_what_a_change_costs_is_not_rounded(world):
    history = modify(world, [CLAY], [STEEL])["payment_history"]
    assert history[1:] == [entry("payment", 31.05 - 24.35, "paypal_1000003")]
    assert repr(history[1]["amount"]) == "6.699999999999999"


def test_what_a_change_saves_is_a_positive_refund_rounded_on_the_gift_card(world):
    row = modify(world, [CLAY], [GLASS], "#W0000004", "gift_card_2000001")
    assert row["payment_history"][1] == entry("refund", 24.99 - 19.35, "gift_card_2000001")
    assert balance(world, "li_okafor_3411", "gift_card_2000001") == 35.74 != 30.1 + (24.99 - 19.35)


def test_a_change_that_costs_nothing_is_a_refund_of_nothing(world):
    assert repr(modify(world, [], [])["payment_history"][1]["amount"]) == "0.0"
    history = modify(world, [WHITE], [BLACK], "#W0000008", "paypal_3000001")["payment_history"]
    assert (history[1]["transaction_type"], repr(history[1]["amount"])) == ("refund", "0.0")


def test_items_can_be_changed_once_and_then_only_the_address(world):
    modify(world, [CLAY], [GLASS])
    assert modify(world, [RED], [BLUE], run=refused) == "Non-pending order cannot be modified"
    assert cancel(world, "#W0000001", run=refused) == "Non-pending order cannot be cancelled"
    told = pay_with(world, "gift_card_1000001", "#W0000001", run=refused)
    assert told == "There should be exactly one payment for a pending order"
    address = {"address1": "2 Hill", "address2": "", "city": "Ely", "state": "NV", "country": "USA", "zip": "89301"}
    row = done(world, "modify_pending_order_address", order_id="#W0000001", **address)
    assert (row["address"], row["status"]) == (address, "pending (item modified)")


@pytest.mark.parametrize(
    ("old", "new", "order_id", "payment_id", "told"),
    [
        ([RED], [BLUE], "#W0000002", "x", "Non-pending order cannot be modified"),
        ([RED] * 3, [BLUE] * 3, "#W0000001", "x", f"{RED} not found"),
        ([GREEN], [BLUE], "#W0000001", "x", f"{GREEN} not found"),
        ([RED], [], "#W0000001", "x", "The number of items to be exchanged should match"),
        ([RED, CLAY], [BLUE, CLAY], "#W0000001", "x", "The new item id should be different from the old item id"),
        ([RED], [STEEL], "#W0000001", "x", "Variant not found"),
        ([RED], [UNAVAILABLE], "#W0000001", "x", f"New item {UNAVAILABLE} not found or available"),
        ([RED], [BLUE], "#W0000001", "paypal_3000001", "Payment method not found"),
        ([RED], [GREEN], "#W0000001", "gift_card_1000001", "Insufficient gift card balance to pay for the new item"),
    ],
)
def test_a_change_of_items_that_is_refused_changes_nothing(world, old, new, order_id, payment_id, told):
    assert modify(world, old, new, order_id, payment_id, run=refused) == told


def test_another_payment_takes_the_whole_amount_and_gives_the_old_back(world):
    row = pay_with(world, "paypal_3000001", "#W0000008")
    assert row["status"] == "pending"
    assert row["payment_history"][1:] == [
        entry("payment", 35.0, "paypal_3000001"),
        entry("refund", 35.0, "credit_card_3000002"),
    ]


def test_a_gift_card_pays_at_once_and_to_the_last_cent():
    world = world_where("#W0000004", payment_history=[entry("payment", 30.1, "paypal_2000002")])
    pay_with(world, "gift_card_2000001")
    assert balance(world, "li_okafor_3411", "gift_card_2000001") == 0.0


def test_what_was_given_back_cannot_be_paid_otherwise():
    world = world_where("#W0000004", payment_history=[entry("refund", 24.99, "gift_card_2000001")])
    assert pay_with(world, "paypal_2000002", run=refused) == "There should be exactly one payment for a pending order"


@pytest.mark.parametrize(
    ("order_id", "payment_id", "told"),
    [
        ("#W0000005", "paypal_2000002", "Non-pending order cannot be modified"),
        ("#W0000001", "paypal_3000001", "Payment method not found"),
        ("#W0000001", "credit_card_1000002", "The new payment method should be different from the current one"),
        ("#W0000001", "gift_card_1000001", "Insufficient gift card balance to pay for the order"),
    ],
)
def test_another_payment_that_is_refused_changes_nothing(world, order_id, payment_id, told):
    assert pay_with(world, payment_id, order_id, run=refused) == told


# Exchanging and returning


def test_an_exchange_is_noted_sorted_and_moves_no_money(world):
    row = exchange(world, [BLUE, CLAY], [RED, GLASS], payment_id="gift_card_1000001")
    assert row["status"] == "exchange requested"
    assert (row["exchange_items"], row["exchange_new_items"]) == ([BLUE, CLAY], [RED, GLASS])
    assert row["exchange_price_difference"] == -7.39
    assert list(world.delta()) == ["orders"]
    assert row["items"] == BASE.tables["orders"]["#W0000002"]["items"]


def test_ids_of_an_exchange_and_of_a_return_lose_their_order(world):
    row = exchange(world, [CLAY, BLUE], [GLASS, RED])
    assert (row["exchange_items"], row["exchange_new_items"]) == ([BLUE, CLAY], [RED, GLASS])
    assert give_back(world, [BLACK, WHITE, WHITE])["return_items"] == [WHITE, WHITE, BLACK]


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [([], [], "0"), ([WHITE], [WHITE], "0.0"), ([BLACK], [BLACK], "0.8"), ([WHITE, BLACK], [BLACK, WHITE], "0.8")],
)
def test_the_difference_of_an_exchange_is_rounded_and_0_if_there_is_none(world, old, new, difference):
    row = exchange(world, old, new, "#W0000006", "paypal_3000001")
    assert repr(row["exchange_price_difference"]) == difference


@pytest.mark.parametrize(
    ("old", "new", "order_id", "payment_id", "told"),
    [
        ([RED], [BLUE], "#W0000001", "x", "Non-delivered order cannot be exchanged"),
        ([BLUE] * 2, [RED] * 2, "#W0000002", "x", f"Number of {BLUE} not found."),
        ([BLUE], [RED, RED], "#W0000002", "x", "The number of items to be exchanged should match."),
        ([BLUE], [STEEL], "#W0000002", "x", "Variant not found"),
        ([BLUE], [UNAVAILABLE], "#W0000002", "x", f"New item {UNAVAILABLE} not found or available"),
        ([BLUE], [RED], "#W0000002", "x", "Payment method not found"),
        (
            [BLUE],
            [GREEN],
            "#W0000002",
            "gift_card_1000001",
            "Insufficient gift card balance to pay for the price difference",
        ),
    ],
)
def test_an_exchange_that_is_refused_changes_nothing(world, old, new, order_id, payment_id, told):
    assert exchange(world, old, new, order_id, payment_id, run=refused) == told


def test_an_exchange_or_a_return_is_the_last_thing_that_happens_to_an_order(world):
    exchange(world, [BLUE], [RED])
    assert exchange(world, [BLUE], [RED], run=refused) == "Non-delivered order cannot be exchanged"
    told = give_back(world, [BLUE], "#W0000002", "paypal_1000003", run=refused)
    assert told == "Non-delivered order cannot be returned"


@pytest.mark.parametrize("payment_id", ["paypal_1000003", "gift_card_1000001"])
def test_a_return_goes_to_the_first_payment_or_to_a_gift_card(world, payment_id):
    row = give_back(world, [CLAY], "#W0000002", payment_id)
    assert (row["status"], row["return_payment_method_id"]) == ("return requested", payment_id)
    assert list(world.delta()) == ["orders"]


def test_the_original_payment_is_the_first():
    paid = [entry("payment", 104.2, "paypal_3000001"), entry("payment", 104.2, "credit_card_3000002")]
    world = world_where("#W0000006", payment_history=paid)
    told = give_back(world, [WHITE], payment_id="credit_card_3000002", run=refused)
    assert told == "Payment method should be the original payment method"
    assert give_back(world, [WHITE])["return_payment_method_id"] == "paypal_3000001"


@pytest.mark.parametrize(
    ("items", "order_id", "payment_id", "told"),
    [
        (["x"], "#W0000003", "x", "Non-delivered order cannot be returned"),
        (["x"], "#W0000006", "x", "Payment method not found"),
        (["x"], "#W0000006", "credit_card_3000002", "Payment method should be the original payment method"),
        (["x"], "#W0000006", "paypal_3000001", "Some item not found"),
        ([WHITE] * 3, "#W0000006", "paypal_3000001", "Some item not found"),
    ],
)
def test_a_return_that_is_refused_changes_nothing(world, items, order_id, payment_id, told):
    assert give_back(world, items, order_id, payment_id, run=refused) == told
