"""What the store answers to malformed calls, and the schemas that models are shown."""

from pathlib import Path

import pytest
from eigengraph_retail import RETAIL
from pydantic.version import version_short

from eigengraph.world import Base, World, check_tables, read_tables

DATABASE = Path(__file__).parents[2] / "fixtures" / "tau2_retail" / "db.json"
BASE = Base(check_tables(RETAIL.schema, read_tables(DATABASE), RETAIL.check_tables))
ADDRESS = {"address1": "2 Hill", "address2": "", "city": "Ely", "state": "NV", "country": "USA", "zip": "89301"}


@pytest.fixture
def world():
    return World(RETAIL, BASE)


def swap(old, new, order_id="#W0000002"):
    return {"order_id": order_id, "item_ids": old, "new_item_ids": new, "payment_method_id": "paypal_1000003"}


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("no_such_tool", {}, "Tool 'no_such_tool' not found."),
        ("get_user_details", {}, "RetailTools.get_user_details() missing 1 required positional argument: 'user_id'"),
        (
            "find_user_id_by_name_zip",
            {},
            "RetailTools.find_user_id_by_name_zip() missing 3 required positional arguments: "
            "'first_name', 'last_name', and 'zip'",
        ),
        (
            "list_all_product_types",
            {"page": 2},
            "RetailTools.list_all_product_types() got an unexpected keyword argument 'page'",
        ),
        (
            "get_order_details",
            {"tool_name": "x"},
            "Environment.make_tool_call() got multiple values for argument 'tool_name'",
        ),
        ("get_user_details", {"user_id": 5}, "User not found"),
        ("get_order_details", {"order_id": None}, "Order not found"),
        ("get_order_details", {"order_id": "#w0000001"}, "Order not found"),
        ("get_product_details", {"product_id": ["a"]}, "unhashable type: 'list'"),
        ("get_item_details", {"item_id": {}}, "unhashable type: 'dict'"),
        ("find_user_id_by_email", {"email": None}, "'NoneType' object has no attribute 'lower'"),
        ("cancel_pending_order", {"order_id": "#W0000001", "reason": []}, "unhashable type: 'list'"),
        ("exchange_delivered_order_items", swap(None, []), "'NoneType' object is not iterable"),
        ("exchange_delivered_order_items", swap("51", "42"), "Number of 5 not found."),
        ("exchange_delivered_order_items", swap([], None), "object of type 'NoneType' has no len()"),
        ("exchange_delivered_order_items", swap({"a": 1}, ["b"]), "'dict' object has no attribute 'count'"),
        ("modify_pending_order_items", swap([7], [8], "#W0000001"), "7 not found"),
        ("modify_pending_order_items", swap(["1000000001"], [["8"]], "#W0000001"), "unhashable type: 'list'"),
    ],
)
def test_a_malformed_call_is_told_why(world, name, arguments, told):
    result = world.run(name, **arguments)
    assert (result.content, result.error) == (f"Error: {told}", True)
    assert world.delta() == {}


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("modify_pending_order_address", {"order_id": "#W0000001"}),
        ("modify_user_address", {"user_id": "li_okafor_3411"}),
    ],
)
def test_an_address_that_does_not_fit_is_told_in_pydantics_words(world, name, whose):
    told = world.run(name, **whose, **ADDRESS | {"zip": 89301, "address2": None}).content
    url = f"    For further information visit https://errors.pydantic.dev/{version_short()}/v/string_type"
    assert told.split("\n") == [
        "Error: 2 validation errors for UserAddress",
        "address2",
        "  Input should be a valid string [type=string_type, input_value=None, input_type=NoneType]",
        url,
        "zip",
        "  Input should be a valid string [type=string_type, input_value=89301, input_type=int]",
        url,
    ]
    assert world.delta() == {}


def test_the_order_is_looked_at_before_the_address(world):
    broken = ADDRESS | {"zip": 89301}
    told = [world.run("modify_pending_order_address", order_id=key, **broken).content for key in ("#W1", "#W0000002")]
    assert told == ["Error: Order not found", "Error: Non-pending order cannot be modified"]
    assert world.run("modify_user_address", user_id="nobody", **broken).content == "Error: User not found"


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("2 * 52.4", "104.8"),
        ("41.5 - 39.9", "1.6"),
        ("4", "4.0"),
        ("two", "Error: Invalid characters in expression"),
        ("1/0", "Error: division by zero"),
        ("", "Error: invalid syntax (<string>, line 0)"),
        ("9**9**9", "Error: int too large to convert to float"),
        (5, "Error: 'int' object is not iterable"),
    ],
)
def test_calculate_answers_as_python_does(world, expression, told):
    assert world.run("calculate", expression=expression).content == told


def test_schemas_come_in_order_and_in_shape():
    schemas = {schema["function"]["name"]: schema["function"] for schema in RETAIL.schemas["agent"]}
    assert list(schemas) == [
        "calculate",
        "cancel_pending_order",
        "exchange_delivered_order_items",
        "find_user_id_by_name_zip",
        "find_user_id_by_email",
        "get_order_details",
        "get_product_details",
        "get_item_details",
        "get_user_details",
        "list_all_product_types",
        "modify_pending_order_address",
        "modify_pending_order_items",
        "modify_pending_order_payment",
        "modify_user_address",
        "return_delivered_order_items",
        "transfer_to_human_agents",
    ]
    exchange = schemas["exchange_delivered_order_items"]["parameters"]
    assert list(exchange["properties"]) == ["order_id", "item_ids", "new_item_ids", "payment_method_id"]
    assert exchange["required"] == list(exchange["properties"])
    assert exchange["properties"]["item_ids"]["items"] == {"type": "string"}
    assert exchange["properties"]["order_id"]["type"] == "string"
    assert "enum" not in str(schemas)
    assert "required" not in schemas["list_all_product_types"]["parameters"]


def test_every_tool_has_its_kind():
    kinds = {kind: {tool.name for tool in RETAIL.tools if tool.kind == kind} for kind in ("read", "write", "generic")}
    assert kinds["generic"] == {"calculate", "transfer_to_human_agents"}
    assert {kind: len(names) for kind, names in kinds.items()} == {"read": 7, "write": 7, "generic": 2}
    assert all(name.startswith(("get_", "find_", "list_")) for name in kinds["read"])
    assert RETAIL.transfer_tool in kinds["generic"]


def test_every_parameter_is_described():
    for schema in RETAIL.schemas["agent"]:
        for name, parameter in schema["function"]["parameters"]["properties"].items():
            assert parameter.get("description"), (schema["function"]["name"], name)
