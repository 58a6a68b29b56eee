"""The generated database: complete, consistent to the cent, and the same wherever it is generated."""

import json
import re
import subprocess
import sys
from collections import Counter

import pytest
from eigengraph_retail import RETAIL
from eigengraph_retail.generate import generate_tables

from eigengraph.errors import ConfigError
from eigengraph.records import canonical, digest
from eigengraph.world import Base, World, check_tables

TABLES = generate_tables(7)
PRODUCTS, USERS, ORDERS = TABLES["products"], TABLES["users"], TABLES["orders"]
ITEMS = {item: variant for product in PRODUCTS.values() for item, variant in product["variants"].items()}
UNTOUCHED = ("pending", "processed", "delivered")


def orders_of(*statuses):
    found = [row for row in ORDERS.values() if row["status"] in statuses]
    assert found
    return found


def cents(amount):
    return round(100 * amount)


def total(row):
    return sum(cents(item["price"]) for item in row["items"])


def movements(row):
    return [(entry["transaction_type"], cents(entry["amount"])) for entry in row["payment_history"]]


def source_of(row):
    return USERS[row["user_id"]]["payment_methods"][row["payment_history"][0]["payment_method_id"]]["source"]


def test_the_tables_pass_every_check_unchanged_and_have_the_size_asked_for():
    assert canonical(check_tables(RETAIL.schema, TABLES, RETAIL.check_tables)) == canonical(TABLES)
    assert (len(PRODUCTS), len(USERS), len(ORDERS)) == (50, 500, 1000)
    assert canonical(RETAIL.tables(7)) == canonical(TABLES)


def test_a_seed_gives_the_same_tables_in_any_process():
    code = (
        "from eigengraph_retail.generate import generate_tables; from eigengraph.records import canonical, digest; "
        "print(digest(canonical(generate_tables(3, 9, 40, 90))))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert printed == digest(canonical(generate_tables(3, 9, 40, 90)))
    assert printed != digest(canonical(generate_tables(4, 9, 40, 90)))


def test_more_orders_leave_the_products_alone():
    assert generate_tables(3, 9, 40, 91)["products"] == generate_tables(3, 9, 40, 90)["products"]


@pytest.mark.parametrize("sizes", [(1, 1, 1), (1, 3, 60), (66, 900, 30), (2, 30, 400)])
def test_other_sizes_pass_every_check_too(sizes):
    tables = check_tables(RETAIL.schema, generate_tables(0, *sizes), RETAIL.check_tables)
    assert tuple(len(tables[name]) for name in ("products", "users", "orders")) == sizes


@pytest.mark.parametrize(("name", "most"), [("products", 66), ("users", 100_000), ("orders", 1_000_000)])
@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_impossible_sizes_are_named(name, most, count):
    with pytest.raises(ConfigError, match=rf"number of {name} must be 1 to {most}, not {count}; give another {name}="):
        generate_tables(0, **{name: count})


@pytest.mark.parametrize(
    ("found", "pattern"),
    [
        ([*PRODUCTS, *(item for row in PRODUCTS.values() for item in row["variants"])], r"\d{10}"),
        (ORDERS, r"#W\d{7}"),
        (USERS, r"[a-z]+_[a-z]+_\d{4}"),
        ([key for row in USERS.values() for key in row["payment_methods"]], r"(credit_card|gift_card|paypal)_\d{7}"),
    ],
)
def test_ids_are_unique_and_in_their_patterns(found, pattern):
    keys = list(found)
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not re.fullmatch(pattern, key)] == []


def test_products_come_in_several_items_that_differ_in_options_and_price():
    assert len({row["name"] for row in PRODUCTS.values()}) == len(PRODUCTS)
    for row in PRODUCTS.values():
        options = [tuple(variant["options"].items()) for variant in row["variants"].values()]
        assert 6 <= len(options) <= 18
        assert len(set(options)) == len(options)
        assert len({tuple(variant["options"]) for variant in row["variants"].values()}) == 1
    assert 450 < len(ITEMS) < 700
    assert 0.55 < sum(variant["available"] for variant in ITEMS.values()) / len(ITEMS) < 0.8
    assert min(variant["price"] for variant in ITEMS.values()) > 10
    assert all(variant["price"] == round(variant["price"], 2) for variant in ITEMS.values())


def test_whatever_was_bought_can_be_changed_for_another_item():
    for seed in range(20):
        for row in generate_tables(seed, 66, 1, 1)["products"].values():
            assert sum(variant["available"] for variant in row["variants"].values()) >= 2


def test_owners_and_their_orders_refer_to_each_other():
    owned = [(user, key) for user, row in USERS.items() for key in row["orders"]]
    assert Counter(owned) == Counter((row["user_id"], key) for key, row in ORDERS.items())


def test_every_order_was_paid_in_one_payment_of_its_owner():
    for row in orders_of(*UNTOUCHED, "exchange requested", "return requested"):
        assert movements(row) == [("payment", total(row))]


def test_a_cancelled_order_was_given_back_and_says_why():
    for row in orders_of("cancelled"):
        assert movements(row) == [("payment", total(row)), ("refund", total(row))]
    reasons = Counter(row["cancel_reason"] for row in orders_of("cancelled"))
    assert set(reasons) == {"no longer needed", "ordered by mistake"}


def test_a_modified_order_was_paid_to_the_difference():
    for row in orders_of("pending (item modified)"):
        (_, first), (kind, difference) = movements(row)
        assert first + (difference if kind == "payment" else -difference) == total(row)
        assert len({entry["payment_method_id"] for entry in row["payment_history"]}) == 1


def test_an_exchange_is_for_another_item_of_the_same_product_at_its_difference():
    for row in orders_of("exchange requested"):
        (old,), (new,) = row["exchange_items"], row["exchange_new_items"]
        item = next(item for item in row["items"] if item["item_id"] == old)
        variant = PRODUCTS[item["product_id"]]["variants"][new]
        assert variant["available"]
        assert new != old
        assert cents(row["exchange_price_difference"]) == cents(variant["price"]) - cents(item["price"])


def test_a_return_is_of_items_of_the_order_and_to_what_paid_for_it():
    sizes = set()
    for row in orders_of("return requested"):
        assert Counter(row["return_items"]) <= Counter(item["item_id"] for item in row["items"])
        assert row["return_payment_method_id"] == row["payment_history"][0]["payment_method_id"]
        sizes.add(len(row["return_items"]))
    assert {1, 2} < sizes


def test_what_left_the_store_left_in_one_shipment():
    for row in orders_of("pending", "pending (item modified)", "cancelled"):
        assert row["fulfillments"] == []
    for row in orders_of("processed", "delivered", "exchange requested", "return requested"):
        (shipment,) = row["fulfillments"]
        assert shipment["item_ids"] == [item["item_id"] for item in row["items"]]
        assert re.fullmatch(r"\d{12}", *shipment["tracking_id"])


def test_customers_are_found_by_email_and_by_name_and_zip():
    world = World(RETAIL, Base(TABLES))
    for key, row in list(USERS.items())[::10]:
        name = {**row["name"], "zip": row["address"]["zip"]}
        assert world.run("find_user_id_by_email", email=row["email"]).content == key
        assert world.run("find_user_id_by_name_zip", **name).content == key


def test_no_two_of_many_customers_can_be_taken_for_each_other():
    many = generate_tables(0, 1, 40_000, 1)["users"].values()
    assert len({row["email"] for row in many}) == len(many) == 40_000
    assert len({(*row["name"].values(), row["address"]["zip"]) for row in many}) == len(many)


def test_customers_differ():
    assert len({row["name"]["first_name"] for row in USERS.values()}) > 120
    assert len({row["name"]["last_name"] for row in USERS.values()}) > 120
    assert len({row["address"]["address1"] for row in USERS.values()}) > 480
    assert {len(row["payment_methods"]) for row in USERS.values()} == {1, 2, 3, 4}
    assert {0, 1, 2, 3, 4, 5} <= {len(row["orders"]) for row in USERS.values()}


def test_the_situations_that_customers_call_about_all_occur():
    found = Counter(row["status"] for row in ORDERS.values())
    assert found["pending"] > 300
    assert found["delivered"] > 250
    assert min(found["processed"], found["cancelled"]) > 60
    assert min(found["exchange requested"], found["return requested"], found["pending (item modified)"]) >= 8
    for row in ORDERS.values():
        owner = USERS[row["user_id"]]
        products = Counter(item["product_id"] for item in row["items"])
        found["a product twice"] += max(products.values()) > 1
        found["shipped elsewhere"] += row["address"] != owner["address"]
        found[f"{len(row['items'])} items"] += 1
        found[f"paid by {source_of(row)}"] += 1
        others = owner["payment_methods"].keys() - {row["payment_history"][0]["payment_method_id"]}
        cards = [owner["payment_methods"][key] for key in others if key.startswith("gift_card")]
        if row["status"] == "pending":
            found["can be paid by a gift card"] += any(cents(card["balance"]) >= total(row) for card in cards)
            found["a gift card holds too little"] += any(cents(card["balance"]) < total(row) for card in cards)
            found["can be paid otherwise"] += bool(others)
    rare = {name: count for name, count in found.items() if count < 8 or (" " not in name and count < 30)}
    assert not rare
    assert min(found[f"{count} items"] for count in range(1, 6)) > 100


def test_no_row_of_tau2_is_taken_over(tau2_data):
    theirs = json.loads((tau2_data / "retail" / "db.json").read_text("utf-8"))
    assert not USERS.keys() & theirs["users"].keys()
    assert not PRODUCTS.keys() & theirs["products"].keys()
    assert not ORDERS.keys() & theirs["orders"].keys()
    assert not {row["name"] for row in PRODUCTS.values()} & {row["name"] for row in theirs["products"].values()}
