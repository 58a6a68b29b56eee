"""The phone's decision tables, through the tools that show what they decide."""

import pytest

from tests.domains.telecom.worlds import LINE, opened, setup, told

SIGNALS = {"2G": "poor", "3G": "fair", "4G": "good", "5G": "excellent"}
WORKS = {"is_abroad": False, "signal_strength": SIGNALS}
SEARCH = setup("simulate_network_search")


def speed(world):
    return told(world, "run_speed_test").removeprefix("Speed Test Result: ").partition(". ")[0]


# Search


@pytest.mark.parametrize(
    ("mode", "signals", "found"),
    [
        ("4g_5g_preferred", SIGNALS, "📶⁴ Excellent | 5G"),
        ("4g_5g_preferred", SIGNALS | {"5G": "none"}, "📶³ Good | 4G"),
        ("4g_5g_preferred", {"4G": "fair"}, "📶² Fair | 4G"),
        ("4g_5g_preferred", {}, "📵 No Signal | 4G"),
        ("4g_only", SIGNALS, "📶³ Good | 4G"),
        ("3g_only", SIGNALS, "📶² Fair | 3G"),
        ("2g_only", SIGNALS, "📶¹ Poor | 2G"),
        ("2g_only", {"5G": "good"}, "📵 No Signal | 2G"),
    ],
)
def test_a_search_finds_what_the_mode_allows(mode, signals, found):
    world = opened(SEARCH, device={"network_mode_preference": mode}, surroundings={"signal_strength": signals})
    assert found in told(world, "check_status_bar")
    assert "Cellular Connection: connected" in told(world, "check_network_status")


@pytest.mark.parametrize(
    "broken",
    [
        setup("turn_airplane_mode_on"),
        setup("unseat_sim_card"),
        setup("lock_sim_card", mode="pin"),
        setup("break_apn_settings"),
        setup("suspend_line_for_overdue_bill", "agent", **LINE, new_bill_id="B7", contract_ended=False),
    ],
    ids=lambda call: call.name,
)
def test_a_search_finds_nothing(broken):
    status = told(opened(broken, SEARCH), "check_network_status")
    assert "Connection: no_service\nCellular Signal: none\nCellular Network Type: none" in status


def test_the_status_bar_does_not_show_that_data_is_dead():
    world = opened(setup("set_data_usage", "agent", **LINE, data_used_gb=2.0), SEARCH)
    assert "📱 Data Enabled" in told(world, "check_status_bar")
    assert told(world, "run_speed_test") == "Speed test failed: No Connection."


def test_the_bar_shows_data_saver_only_beside_data():
    world = opened(setup("turn_data_saver_mode_on"), SEARCH)
    assert "📱 Data Enabled | 🔽 Data Saver | 📡" in told(world, "check_status_bar")
    told(world, "toggle_data")
    assert "🔽" not in told(world, "check_status_bar")


def test_the_bar_shows_a_network_without_a_name_and_a_vpn_in_airplane_mode():
    assert "| 📡 Enabled |" in told(opened(device={"wifi_ssid": None}), "check_status_bar")
    world = opened(device={"airplane_mode": True, "wifi_connected": False, "vpn_connected": True})
    assert told(world, "check_status_bar") == "Status Bar: ✈️ Airplane Mode | 🔒 VPN Connected | 🔋 55%"


# Data


@pytest.mark.parametrize(
    ("device", "surroundings", "works"),
    [
        ({}, {}, True),
        ({"airplane_mode": True}, {}, False),
        ({"network_signal_strength": "none"}, {}, False),
        ({"network_connection_status": "no_service"}, {}, False),
        ({"network_connection_status": "searching"}, {}, True),
        ({"data_enabled": False}, {}, False),
        ({"roaming_enabled": True}, {"is_abroad": True}, True),
        ({}, {"is_abroad": True}, False),
        ({"sim_card_missing": True}, {}, True),  # no search has noticed yet
    ],
)
def test_data_works_or_not(device, surroundings, works):
    world = opened(device=device, surroundings=WORKS | surroundings)
    assert ("failed" in told(world, "run_speed_test")) != works


def test_abroad_both_the_line_and_the_phone_must_roam():
    forbidden = setup("disable_roaming", "agent", **LINE)
    world = opened(forbidden, device={"roaming_enabled": True}, surroundings=WORKS | {"is_abroad": True})
    assert "failed" in told(world, "run_speed_test")
    told(world, "enable_roaming", "agent", **LINE)
    assert "failed" not in told(world, "run_speed_test")  # without a search


@pytest.mark.parametrize(("used", "works"), [(1.9, True), (2.0, False), (2, False), (2.1, False)])
def test_the_allowance_is_used_up_when_it_is_reached(used, works):
    world = opened(setup("set_data_usage", "agent", **LINE, data_used_gb=used), surroundings=WORKS)
    assert ("failed" in told(world, "run_speed_test")) != works
    told(world, "refuel_data", "agent", **LINE, gb_amount=0.5)
    assert "failed" not in told(world, "run_speed_test")


# Speed


@pytest.mark.parametrize(
    ("mode", "saver", "slow", "shown"),
    [
        ("4g_5g_preferred", False, False, "275.00 Mbps (Excellent)"),
        ("4g_only", False, False, "44.00 Mbps (Good)"),
        ("3g_only", False, False, "1.50 Mbps (Poor)"),
        ("2g_only", False, False, "0.05 Mbps (Very Poor)"),
        ("4g_5g_preferred", True, False, "55.00 Mbps (Good)"),
        ("4g_only", True, False, "8.80 Mbps (Fair)"),
        ("3g_only", True, False, "0.30 Mbps (Very Poor)"),
        ("4g_5g_preferred", False, True, "27.50 Mbps (Good)"),
        ("4g_only", False, True, "4.40 Mbps (Poor)"),
        ("4g_5g_preferred", True, True, "5.50 Mbps (Fair)"),
        ("2g_only", True, True, "0.00 Mbps (Very Poor)"),
    ],
)
def test_speed_depends_on_network_data_saver_and_vpn(mode, saver, slow, shown):
    calls = [setup("break_vpn")] if slow else [setup("connect_vpn")]
    device = {"network_mode_preference": mode, "data_saver_mode": saver}
    assert speed(opened(*calls, SEARCH, device=device, surroundings=WORKS)) == shown


def test_a_speed_test_gives_advice_and_does_not_search():
    world = opened(surroundings=WORKS)
    said = "Speed Test Result: 220.00 Mbps (Excellent). Connection is very fast."
    assert [told(world, "run_speed_test"), told(world, "run_speed_test")] == [said, said]


# Picture messages


@pytest.mark.parametrize(
    ("calls", "works"),
    [
        ([], True),
        ([setup("turn_data_off")], False),
        ([setup("set_network_mode_preference", mode="2g_only")], False),
        ([setup("set_network_mode_preference", mode="3g_only")], True),
        ([setup("set_wifi_calling", enabled=True)], True),
        ([setup("set_wifi_calling", enabled=True, mms_over_wifi=True)], False),
        ([setup("set_wifi_calling", enabled=False, mms_over_wifi=True)], True),
        ([setup("break_apn_mms_setting")], False),
        ([setup("set_apn_settings", apn_settings={"mmsc_url": ""})], True),
        ([setup("remove_app_permission", app_name="messaging", permission="sms")], False),
        ([setup("remove_app_permission", app_name="messaging", permission="storage")], False),
        ([setup("remove_app_permission", app_name="messaging", permission="phone")], True),
    ],
)
def test_picture_messages_work_or_not(calls, works):
    can = "can" if works else "cannot"
    world = opened(*calls, surroundings=WORKS)
    assert told(world, "can_send_mms") == f"Your messaging app {can} send MMS messages."


def test_picture_messages_need_an_app():
    world = opened(device={"app_statuses": {}}, surroundings=WORKS)
    assert told(world, "can_send_mms") == "Your messaging app cannot send MMS messages."
