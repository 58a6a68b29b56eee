"""The store's row models: canonical shape, and every problem named."""

import json
from pathlib import Path

import pytest
from eigengraph_retail import RETAIL

from eigengraph.errors import TableError
from eigengraph.world import check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_retail" / "db.json"


@pytest.fixture
def raw():
    return json.loads(DATABASE.read_text("utf-8"))


def problems_of(tables) -> tuple[str, ...]:
    with pytest.raises(TableError) as caught:
        check_tables(RETAIL.schema, tables, RETAIL.check_tables)
    return caught.value.problems


def test_an_order_gets_its_nulls_and_canonical_order(raw):
    raw["orders"]["#W0000001"] = dict(reversed(raw["orders"]["#W0000001"].items())) | {"note": "ring twice"}
    checked = check_tables(RETAIL.schema, raw)["orders"]["#W0000001"]
    assert list(checked) == list(RETAIL.schema["orders"].row.__annotations__)
    assert set(list(checked.values())[7:]) == {None}


def test_unknown_nested_keys_are_dropped(raw):
    raw["users"]["ada_byrne_1200"]["name"]["nick"] = "A"
    raw["products"]["7000000003"]["variants"]["1000000021"]["stock"] = 4
    checked = check_tables(RETAIL.schema, raw)
    assert checked["users"]["ada_byrne_1200"]["name"] == {"first_name": "Ada", "last_name": "Byrne"}
    assert list(checked["products"]["7000000003"]["variants"]["1000000021"]) == [
        "item_id",
        "options",
        "available",
        "price",
    ]


def test_money_is_always_a_float(raw):
    raw["users"]["ada_byrne_1200"]["payment_methods"]["gift_card_1000001"]["balance"] = 12
    raw["products"]["7000000003"]["variants"]["1000000021"]["price"] = 35
    raw["orders"]["#W0000008"]["payment_history"][0]["amount"] = 35
    checked = check_tables(RETAIL.schema, raw)
    amounts = [
        checked["users"]["ada_byrne_1200"]["payment_methods"]["gift_card_1000001"]["balance"],
        checked["products"]["7000000003"]["variants"]["1000000021"]["price"],
        checked["orders"]["#W0000008"]["payment_history"][0]["amount"],
    ]
    assert [repr(amount) for amount in amounts] == ["12.0", "35.0", "35.0"]


def test_a_value_that_does_not_fit_is_named(raw):
    raw["orders"]["#W0000005"]["status"] = "lost"
    raw["users"]["li_okafor_3411"]["payment_methods"]["paypal_2000002"]["source"] = "cheque"
    del raw["users"]["noor_haas_5008"]["address"]["address2"]
    status, source, address = sorted(problems_of(raw))
    assert status.startswith("orders['#W0000005'].status: Input should be 'processed', 'pending', ")
    assert status.endswith("found 'lost'")
    assert source.startswith("users['li_okafor_3411'].payment_methods.paypal_2000002: ")
    assert "'cheque'" in source
    assert "'gift_card'" in source
    assert address == "users['noor_haas_5008'].address.address2: Field required"


def test_dangling_references_and_wrong_keys_are_named(raw):
    raw["users"]["ada_byrne_1200"]["orders"].append("W0000001")
    raw["orders"]["#W0000004"]["user_id"] = "nobody"
    raw["orders"]["#W0000004"]["items"][0]["product_id"] = "1000000011"
    raw["orders"]["#W0000005"]["order_id"] = "#W0000009"
    raw["products"]["7000000001"]["product_id"] = "7000000009"
    assert set(problems_of(raw)) == {
        "users['ada_byrne_1200'].orders[3]: 'W0000001' is not a key of orders",
        "orders['#W0000004'].user_id: 'nobody' is not a key of users",
        "orders['#W0000004'].items[0].product_id: '1000000011' is not a key of products",
        "orders['#W0000005'].order_id: must repeat the row's key, found '#W0000009'",
        "products['7000000001'].product_id: must repeat the row's key, found '7000000009'",
    }


def test_rows_that_disagree_are_named(raw):
    raw["users"]["ada_byrne_1200"]["orders"].remove("#W0000003")
    raw["users"]["noor_haas_5008"]["orders"].append("#W0000003")
    raw["users"]["li_okafor_3411"]["payment_methods"]["paypal_2000002"]["id"] = "paypal_9"
    raw["orders"]["#W0000008"]["payment_history"][0]["payment_method_id"] = "gift_card_9"
    raw["orders"]["#W0000008"]["items"][0] |= {"item_id": "1000000001", "name": "Kite"}
    raw["orders"]["#W0000005"]["fulfillments"][0]["item_ids"] = ["1000000011"]
    variants = raw["products"]["7000000004"]["variants"]
    variants["1000000031"]["item_id"] = "1000000033"
    variants["1000000011"] = raw["products"]["7000000002"]["variants"]["1000000011"]
    assert set(problems_of(raw)) == {
        "users['noor_haas_5008'].orders: '#W0000003' belongs to 'ada_byrne_1200'",
        "users['li_okafor_3411'].payment_methods['paypal_2000002'].id: must repeat the key, found 'paypal_9'",
        "orders['#W0000003'].user_id: 'ada_byrne_1200' does not list this order",
        "orders['#W0000008'].payment_history[0]: 'gift_card_9' is no payment method of its user",
        "orders['#W0000008'].items[0].item_id: '1000000001' is no variant of '7000000003'",
        "orders['#W0000008'].items[0].name: must be 'Desk Fan', found 'Kite'",
        "orders['#W0000005'].fulfillments[0].item_ids: '1000000011' is no item of this order",
        "products['7000000004'].variants['1000000031'].item_id: must repeat the key, found '1000000033'",
        "products['7000000004'].variants['1000000011']: product '7000000002' has an item of this id too",
    }


def test_tau2_database_is_sound(tau2_data):
    checked = check_tables(RETAIL.schema, read_tables(tau2_data / "retail" / "db.json"), RETAIL.check_tables)
    assert {name: len(rows) for name, rows in checked.items()} == {"products": 50, "users": 500, "orders": 1000}
