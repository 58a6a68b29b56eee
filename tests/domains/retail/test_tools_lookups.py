"""The store's tools that find and show records, and the one that changes a profile."""

import json
from pathlib import Path

import pytest
from eigengraph_retail import RETAIL

from eigengraph.world import Base, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_retail" / "db.json"
BASE = Base(check_tables(RETAIL.schema, read_tables(DATABASE), RETAIL.check_tables))
UNAVAILABLE = "1000000003"


@pytest.fixture
def world():
    return World(RETAIL, BASE)


def done(world, name, **arguments):
    result = world.run(name, **arguments)
    assert not result.error, result.content
    return json.loads(result.content)


def refused(world, name, **arguments):
    result = world.run(name, **arguments)
    assert result.error, result.content
    return result.content.removeprefix("Error: ")


def test_a_profile_address_is_not_that_of_orders_and_decides_who_is_found(world):
    address = {"address1": "2 Hill", "address2": "", "city": "Ely", "state": "NV", "country": "USA", "zip": "89301"}
    row = done(world, "modify_user_address", user_id="ada_byrne_1200", **address)
    assert list(row["address"]) == ["address1", "address2", "city", "country", "state", "zip"]
    assert list(world.delta()) == ["users"]
    found = [
        world.run("find_user_id_by_name_zip", first_name="ADA", last_name="byrne", zip=zip).content
        for zip in ("10001", "02108", "89301")
    ]
    assert found == ["ada_byrne_7731", "Error: User not found", "ada_byrne_1200"]


def test_email_is_matched_without_regard_to_case(world):
    assert world.run("find_user_id_by_email", email="ADA.byrne@EXAMPLE.org").content == "ada_byrne_1200"
    assert refused(world, "find_user_id_by_email", email="ada@example.org") == "User not found"


def test_products_are_listed_once_by_name_as_text(world):
    told = world.run("list_all_product_types").content
    assert told.startswith('{"Cr\\u00eape Pan": "7000000004", "Desk Fan": ')
    assert list(json.loads(told)) == ["Crêpe Pan", "Desk Fan", "Kite", "Teapot"]


def test_an_item_is_shown_without_its_product(world):
    row = done(world, "get_item_details", item_id=UNAVAILABLE)
    assert row == {
        "item_id": UNAVAILABLE,
        "options": {"color": "blue", "span": "3m"},
        "available": False,
        "price": 60.0,
    }
    assert refused(world, "get_item_details", item_id="7000000001") == "Item not found"
    assert refused(world, "get_product_details", product_id=UNAVAILABLE) == "Product not found"


def test_looking_up_touches_nothing(world):
    with world.trace() as (_, written):
        done(world, "get_order_details", order_id="#W0000001")
        done(world, "get_user_details", user_id="noor_haas_5008")
        done(world, "get_product_details", product_id="7000000001")
        done(world, "get_item_details", item_id=UNAVAILABLE)
    assert written == set()
