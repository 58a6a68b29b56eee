"""The user's tools, through calls as a user makes them."""

import pytest

from tests.domains.telecom.worlds import opened, refused, setup, told

BAR = "Status Bar: 📶³ Good | 5G | 📱 Data Enabled | 📡 Connected to Low Road | 🔋 55%"
SEARCHED = "Status Bar: 📶⁴ Excellent | 4G | 📱 Data Enabled | 📡 Connected to Low Road | 🔋 55%"
NO_SERVICE = "Status Bar: 📵 No Signal | 📵 Data Disabled | 📡 Connected to Low Road | 🔋 55%"


@pytest.fixture
def world():
    return opened()


# The network


def test_the_status_bar_is_what_the_last_search_found(world):
    assert told(world, "check_status_bar") == BAR
    assert told(world, "reboot_device") == f"Restarting network services...\n{SEARCHED}"
    assert told(world, "check_status_bar") == SEARCHED


def test_network_status_in_full(world):
    assert told(world, "check_network_status").splitlines() == [
        "Airplane Mode: OFF",
        "SIM Card Status: active",
        "Cellular Connection: connected",
        "Cellular Signal: good",
        "Cellular Network Type: 5G",
        "Mobile Data Enabled: Yes",
        "Data Roaming Enabled: No",
        "Wi-Fi Radio: ON",
        "Wi-Fi Connected: Yes",
        "Connected Wi-Fi Network: Low Road",
    ]


def test_a_network_mode_that_there_is_and_one_that_there_is_not(world):
    assert told(world, "set_network_mode_preference", mode="3g_only").startswith(
        "Preferred Network Mode set to: 3g_only\nStatus Bar: 📶³ Good | 3G |"
    )
    assert told(world, "set_network_mode_preference", mode="5G").startswith(
        "Failed to set network mode: '5G' is not a valid option. "
        "Please use one of: 4g_5g_preferred, 4g_only, 3g_only, 2g_only\nStatus Bar: "
    )
    assert told(world, "check_network_mode_preference") == "Network Mode Preference: 3g_only"


def test_a_network_mode_that_is_no_text_is_stored_and_then_in_the_way(world):
    assert refused(world, "set_network_mode_preference", mode=["5G"]) == "'list' object has no attribute 'value'"
    assert refused(world, "check_network_mode_preference") == "'list' object has no attribute 'value'"
    assert told(world, "check_status_bar") == SEARCHED
    assert told(world, "set_network_mode_preference", mode=None).startswith("Failed to set network mode: 'None'")
    assert refused(world, "check_network_mode_preference") == "'NoneType' object has no attribute 'value'"


def test_airplane_mode_drops_wifi_and_vpn_for_good(world):
    told(world, "connect_vpn")
    assert told(world, "toggle_airplane_mode") == "Airplane Mode is now ON.\nStatus Bar: ✈️ Airplane Mode | 🔋 55%"
    assert told(world, "toggle_wifi").startswith("Cannot change Wi-Fi settings while Airplane Mode is ON.\n")
    bar = "Status Bar: 📶⁴ Excellent | 4G | 📱 Data Enabled | 🔋 55%"
    assert told(world, "toggle_airplane_mode") == f"Airplane Mode is now OFF.\n{bar}"
    assert told(world, "check_wifi_status") == "Wi-Fi is ON but not connected to any network."
    assert told(world, "check_vpn_status") == "VPN is turned ON in settings, but currently not connected."


@pytest.mark.parametrize(
    ("name", "field", "on", "searches"),
    [
        ("toggle_data", "data_enabled", "Mobile Data is now ON.", True),
        ("toggle_roaming", "roaming_enabled", "Data Roaming is now ON.", True),
        ("toggle_data_saver_mode", "data_saver_mode", "Data Saver Mode is now ON.", False),
        ("toggle_wifi", "wifi_enabled", "Wi-Fi is now ON.", False),
        ("toggle_wifi_calling", "wifi_calling_enabled", "Wi-Fi Calling is now ON.", False),
    ],
)
def test_a_switch_flips_and_says_so(name, field, on, searches):
    world = opened(device={field: False})
    assert told(world, name).splitlines()[0] == on
    assert told(world, name).splitlines()[0] == on.replace("ON.", "OFF.")
    assert ("4G" in told(world, "check_status_bar")) == searches


# SIM card


@pytest.mark.parametrize(
    ("broken", "text", "mended"),
    [
        (setup("unseat_sim_card"), "No SIM card detected in the phone.", True),
        (setup("lock_sim_card", mode="pin"), "The SIM card is locked with a PIN code.", False),
        (setup("lock_sim_card", mode="puk"), "The SIM card is locked with a PUK code.", False),
    ],
)
def test_reseating_brings_back_a_card_but_not_its_pin(broken, text, mended):
    world = opened(broken)
    assert told(world, "check_sim_status") == text
    bar = SEARCHED if mended else NO_SERVICE
    assert told(world, "reseat_sim_card") == f"SIM card re-seated successfully.\n{bar}"
    assert (told(world, "check_sim_status") == "Your SIM card is active and working.") == mended


# Access point


def test_a_reset_takes_effect_at_the_next_reboot():
    world = opened(setup("break_apn_settings"))
    assert told(world, "reset_apn_settings") == f"APN settings will reset at reboot.\n{NO_SERVICE}"
    mended = f"Resetting APN settings...\nRestarting network services...\n{SEARCHED}"
    assert told(world, "reboot_device") == mended
    assert told(world, "reboot_device") == f"Restarting network services...\n{SEARCHED}"


def test_new_settings_take_effect_at_once_and_leave_nothing_of_the_old_ones():
    world = opened(setup("break_apn_settings"))
    told(world, "reset_apn_settings")
    given = {"apn_name": "internet", "mmsc_url": ""}
    assert told(world, "set_apn_settings", apn_settings=given) == f"APN settings set to: internet\n{SEARCHED}"
    assert told(world, "check_apn_settings").splitlines()[:2] == [
        "Current APN Name: internet",
        "MMSC URL (for picture messages): Not Set",
    ]
    assert not world.device["user"]["active_apn_settings"]["reset_at_reboot"]


def test_settings_that_do_not_fit_are_told_in_pydantics_words_and_not_stored(world):
    text = refused(world, "set_apn_settings", apn_settings={"apn_name": "foo"})
    assert text.startswith(
        "1 validation error for APNSettings\napn_name\n"
        "  Input should be 'internet' or 'broken' [type=enum, input_value='foo', input_type=str]\n"
    )
    assert world.delta() == {}


def test_settings_that_are_no_object_are_stored_and_then_in_the_way(world):
    lacks = "'list' object has no attribute"
    assert refused(world, "set_apn_settings", apn_settings=["x"]) == f"{lacks} 'apn_name'"
    assert refused(world, "check_apn_settings") == f"{lacks} 'model_copy'"
    assert refused(world, "toggle_data") == f"{lacks} 'apn_name'"
    assert told(world, "check_status_bar") == SEARCHED.replace("📱 Data Enabled", "📵 Data Disabled")
    assert told(world, "set_network_mode_preference", mode="5G").startswith("Failed")
    assert refused(world, "reboot_device") == refused(world, "reset_apn_settings") == f"{lacks} 'reset_at_reboot'"
    assert told(world, "set_apn_settings", apn_settings={}).startswith("APN settings set to: internet\n")


# Wi-Fi and VPN


def test_wifi_forgets_its_network_when_it_is_switched_off(world):
    assert told(world, "check_wifi_status") == "Wi-Fi is ON and connected to 'Low Road'. Signal strength: fair."
    told(world, "toggle_wifi")
    assert told(world, "check_wifi_status") == "Wi-Fi is turned OFF."
    told(world, "toggle_wifi")
    assert told(world, "check_wifi_status") == "Wi-Fi is ON but not connected to any network."


def test_wifi_calling_is_told(world):
    assert told(world, "check_wifi_calling_status") == "Wi-Fi Calling is currently turned OFF."


def test_a_vpn_is_told_as_python_shows_its_record(world):
    assert told(world, "connect_vpn").splitlines()[0] == "VPN connected successfully."
    assert told(world, "connect_vpn") == "VPN already connected."
    assert told(world, "check_vpn_status") == (
        "VPN is ON and connected. Details: {'server_address': '192.168.1.1', 'protocol': 'OpenVPN', "
        "'server_performance': <PerformanceLevel.EXCELLENT: 'excellent'>}"
    )
    assert told(world, "disconnect_vpn").splitlines()[0] == "VPN disconnected successfully."
    assert told(world, "disconnect_vpn").splitlines()[0] == "No active VPN connection to disconnect."


def test_a_vpn_that_began_slow_is_slow_again():
    slow = "<PerformanceLevel.POOR: 'poor'>"
    world = opened(setup("break_vpn"))
    assert slow in told(world, "check_vpn_status")
    told(world, "disconnect_vpn")
    told(world, "connect_vpn")
    assert slow in told(world, "check_vpn_status")
    healthy = opened()
    told(healthy, "connect_vpn")
    assert slow not in told(healthy, "check_vpn_status")


@pytest.mark.parametrize(
    ("device", "text"),
    [
        ({"vpn_connected": True}, "VPN is ON and connected (no specific details available)."),
        ({"vpn_enabled_setting": False}, "VPN is turned OFF."),
    ],
)
def test_a_vpn_without_details(device, text):
    assert told(opened(device=device), "check_vpn_status") == text


# Apps


def test_apps_and_their_permissions(world):
    assert told(world, "check_installed_apps") == "The following apps are installed on the phone: messaging, notes"
    permissions = "Status for App: messaging\n - Permissions Granted:\n   - sms\n   - storage"
    assert told(world, "check_app_status", app_name="messaging") == permissions
    assert told(world, "check_app_status", app_name="notes") == ("Status for App: notes\n - Permissions: None granted.")
    asked = [told(world, "check_app_permissions", app_name=name) for name in ("messaging", "notes", "Messaging")]
    assert asked == [
        "App 'messaging' has permission for: sms, storage.",
        "App 'notes' currently has no permissions granted.",
        "App 'Messaging' not found on this phone.",
    ]
    assert refused(world, "check_app_permissions", app_name=["x"]) == "unhashable type: 'list'"


@pytest.mark.parametrize(
    ("app", "permission", "text"),
    [
        ("notes", "Storage", "Success. Permission 'storage' granted to app 'notes'."),
        (
            "notes",
            "camera",
            "Error. Permission 'camera' not tracked for app 'notes', available permissions: "
            "['sms', 'storage', 'phone', 'network']",
        ),
        ("x", "sms", "Error. App 'x' not found. Cannot grant permission."),
    ],
)
def test_granting_a_permission_is_never_refused(world, app, permission, text):
    assert told(world, "grant_app_permission", app_name=app, permission=permission) == f"{text}\n{BAR}"
    assert world.device["user"]["app_statuses"]["notes"]["permissions"]["storage"] == text.startswith("Success")


# Before the dialogue


def test_turning_off_what_is_off_flips_it_twice():
    world = opened(setup("connect_vpn"), setup("turn_airplane_mode_off"))
    assert told(world, "check_status_bar") == "Status Bar: 📶⁴ Excellent | 4G | 📱 Data Enabled | 🔋 55%"


@pytest.mark.parametrize(
    ("calls", "field", "value"),
    [
        (["turn_airplane_mode_on", "turn_airplane_mode_on"], "airplane_mode", True),
        (["turn_data_off", "turn_data_off"], "data_enabled", False),
        (["turn_data_off", "turn_data_on"], "data_enabled", True),
        (["turn_roaming_on", "turn_roaming_on"], "roaming_enabled", True),
        (["turn_roaming_on", "turn_roaming_off"], "roaming_enabled", False),
        (["turn_data_saver_mode_on", "turn_data_saver_mode_on"], "data_saver_mode", True),
        (["turn_data_saver_mode_off", "turn_data_saver_mode_off"], "data_saver_mode", False),
        (["simulate_network_search"], "network_technology_connected", "4G"),
    ],
)
def test_a_switch_ends_where_it_was_turned(calls, field, value):
    assert opened(*map(setup, calls)).device["user"][field] == value


@pytest.mark.parametrize(("given", "over_wifi"), [({}, False), ({"mms_over_wifi": True}, True)])
def test_wifi_calling_is_set_with_or_without_messages(given, over_wifi):
    device = opened(setup("set_wifi_calling", enabled=True, **given)).device["user"]
    assert (device["wifi_calling_enabled"], device["wifi_calling_mms_over_wifi"]) == (True, over_wifi)


def test_a_permission_that_is_not_there_to_take_stops_nothing():
    world = opened(
        setup("remove_app_permission", app_name="messaging", permission="SMS"),
        setup("remove_app_permission", app_name="messaging", permission="camera"),
        setup("remove_app_permission", app_name="x", permission="sms"),
    )
    assert told(world, "check_app_permissions", app_name="messaging").endswith("has permission for: storage.")


def test_an_unknown_way_to_lock_a_card_only_searches():
    assert told(opened(setup("lock_sim_card", mode="glue")), "check_status_bar") == SEARCHED
