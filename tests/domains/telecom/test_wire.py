"""What the telecom world answers to malformed calls, and the schemas that models are shown."""

import pytest
from eigengraph_telecom import TELECOM

from eigengraph.host import Host
from eigengraph.records import ToolCall
from tests.domains.telecom.worlds import opened, refused

READS = {
    "agent": "get_customer_by_phone get_customer_by_id get_customer_by_name get_details_by_id get_bills_for_customer "
    "get_data_usage",
    "user": "check_status_bar check_network_status check_network_mode_preference run_speed_test check_sim_status "
    "check_data_restriction_status check_apn_settings check_wifi_status check_wifi_calling_status check_vpn_status "
    "check_installed_apps check_app_status check_app_permissions can_send_mms check_payment_request",
}


@pytest.mark.parametrize(
    ("side", "name", "arguments", "text"),
    [
        ("agent", "no_such_tool", {}, "Tool 'no_such_tool' not found."),
        ("agent", "toggle_data", {}, "Tool 'toggle_data' not found."),
        ("user", "refuel_data", {}, "Tool 'refuel_data' not found."),
        ("user", "turn_data_off", {}, "Tool 'turn_data_off' not found."),
        ("agent", "set_data_usage", {}, "Tool 'set_data_usage' not found."),
        ("user", "assert_can_send_mms", {}, "Tool 'assert_can_send_mms' not found."),
        (
            "agent",
            "refuel_data",
            {"customer_id": "C9001", "line_id": "L9001"},
            "TelecomTools.refuel_data() missing 1 required positional argument: 'gb_amount'",
        ),
        (
            "agent",
            "suspend_line",
            {},
            "TelecomTools.suspend_line() missing 3 required positional arguments: "
            "'customer_id', 'line_id', and 'reason'",
        ),
        (
            "user",
            "toggle_data",
            {"on": True},
            "TelecomUserTools.toggle_data() got an unexpected keyword argument 'on'",
        ),
        (
            "user",
            "make_payment",
            {"self": 1},
            "Environment.make_tool_call() got multiple values for argument 'self'",
        ),
        ("agent", "get_customer_by_id", {"customer_id": ["C9001"]}, "Customer with ID ['C9001'] not found"),
        (
            "agent",
            "get_bills_for_customer",
            {"customer_id": "C9001", "limit": "2"},
            "slice indices must be integers or None or have an __index__ method",
        ),
        (
            "user",
            "grant_app_permission",
            {"app_name": "notes", "permission": 5},
            "'int' object has no attribute 'lower'",
        ),
    ],
)
def test_a_malformed_call_is_told_why(side, name, arguments, text):
    world = opened()
    assert refused(world, name, side, **arguments) == text
    assert world.delta() == {}


def test_in_solo_mode_the_agent_holds_the_phone():
    world = opened(solo=True)
    assert not world.run("toggle_data").error
    assert world.call(ToolCall("toggle_data", {}, "user")).content == (
        "Error: User tool calls are not allowed in solo mode"
    )
    assert world.run("toggle_data", on=True).content == (
        "Error: TelecomUserTools.toggle_data() got an unexpected keyword argument 'on'"
    )


@pytest.mark.parametrize(("side", "count", "writes"), [("agent", 13, 6), ("user", 30, 15)])
def test_tools_read_or_write(side, count, writes):
    tools = TELECOM.by_side[side]
    assert len(tools) == count
    assert [tool.name for tool in tools.values() if tool.kind == "read"] == READS[side].split()
    assert sum(tool.kind == "write" for tool in tools.values()) == writes


def test_schemas_have_tau2s_shape():
    schemas = {
        schema["function"]["name"]: schema["function"]["parameters"]
        for side in TELECOM.schemas.values()
        for schema in side
    }
    assert schemas["check_status_bar"] == {"properties": {}, "title": "parameters", "type": "object"}
    assert schemas["get_bills_for_customer"]["properties"]["limit"]["default"] == 12
    assert schemas["get_bills_for_customer"]["required"] == ["customer_id"]
    assert schemas["refuel_data"]["properties"]["gb_amount"]["type"] == "number"
    mode = schemas["set_network_mode_preference"]
    assert mode["properties"]["mode"]["anyOf"] == [{"$ref": "#/$defs/NetworkModePreference"}, {"type": "string"}]
    assert mode["$defs"]["NetworkModePreference"]["enum"] == ["4g_5g_preferred", "4g_only", "3g_only", "2g_only"]
    apn = schemas["set_apn_settings"]
    assert apn["properties"]["apn_settings"]["anyOf"] == [
        {"$ref": "#/$defs/APNSettings"},
        {"type": "object", "additionalProperties": True},
    ]
    assert apn["$defs"]["APNSettings"]["additionalProperties"] is False
    assert "required" not in apn["$defs"]["APNSettings"]


def test_every_parameter_is_described():
    for side in TELECOM.schemas.values():
        for schema in side:
            for name, parameter in schema["function"]["parameters"]["properties"].items():
                assert parameter.get("description"), (schema["function"]["name"], name)


def test_a_host_finds_the_domain():
    import eigengraph_telecom

    assert Host(plugins=[eigengraph_telecom]).domain("telecom") is TELECOM
