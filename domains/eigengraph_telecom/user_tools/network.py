"""Tools for the mobile network: status bar, network mode, speed and airplane mode."""

from __future__ import annotations

from eigengraph.world import World, tool
from eigengraph_telecom.diagnostics import NO_CONNECTION, lacks, measure_speed, sim_status, status_bar
from eigengraph_telecom.phone_rows import NetworkModePreference
from eigengraph_telecom.user_tools.handset import around, on_off, phone, search, with_status_bar
from eigengraph_telecom.user_tools.vpn import drop_vpn
from eigengraph_telecom.user_tools.wifi import drop_wifi

ADVICE = {
    "Very Poor": "Connection is very slow. Basic web browsing might be difficult.",
    "Poor": "Connection is slow. Web browsing may be sluggish, streaming difficult.",
    "Fair": "Connection is okay for web browsing and some standard definition streaming.",
    "Good": "Connection is good for most activities, including HD streaming.",
    "Excellent": "Connection is very fast.",
}
"""What a speed test says of each class of speed."""


@tool(side="user")
def check_status_bar(world: World) -> str:
    """Look at the icons at the top of the screen: signal, mobile data, Wi-Fi, VPN and battery."""
    return f"Status Bar: {status_bar(phone(world))}"


@tool(side="user")
def check_network_status(world: World) -> str:
    """Look up how the phone is connected: airplane mode, SIM card, signal, network type, data, roaming and Wi-Fi."""
    device = phone(world)
    lines = [
        f"Airplane Mode: {on_off(device['airplane_mode'])}",
        f"SIM Card Status: {sim_status(device)}",
        f"Cellular Connection: {device['network_connection_status']}",
        f"Cellular Signal: {device['network_signal_strength']}",
        f"Cellular Network Type: {device['network_technology_connected']}",
        f"Mobile Data Enabled: {_yes_no(device['data_enabled'])}",
        f"Data Roaming Enabled: {_yes_no(device['roaming_enabled'])}",
        f"Wi-Fi Radio: {on_off(device['wifi_enabled'])}",
        f"Wi-Fi Connected: {_yes_no(device['wifi_connected'])}",
    ]
    if device["wifi_connected"]:
        lines.append(f"Connected Wi-Fi Network: {device['wifi_ssid']}")
    return "\n".join(lines)


def _yes_no(value: object) -> str:
    return "Yes" if value else "No"


@tool(side="user")
def check_network_mode_preference(world: World) -> str:
    """Look up which networks the phone prefers."""
    return f"Network Mode Preference: {_shown(phone(world)['network_mode_preference'])}"


@tool(kind="write", side="user")
def set_network_mode_preference(world: World, mode: NetworkModePreference | str) -> str:
    """Choose which networks the phone may use. Newer ones are faster.

    Args:
        world: The state.
        mode: '4g_5g_preferred', '4g_only', '3g_only' or '2g_only'.
    """
    known = [preference.value for preference in NetworkModePreference]
    if not isinstance(mode, str) or mode in known:
        # What is no text is stored unchecked, as in tau2-bench; the phone then searches as for 4G.
        phone(world)["network_mode_preference"] = mode
        search(world)
        if mode is not None:
            return with_status_bar(world, f"Preferred Network Mode set to: {_shown(mode)}")
    return with_status_bar(
        world,
        f"Failed to set network mode: '{mode}' is not a valid option. Please use one of: {', '.join(known)}",
    )


def _shown(preference: object) -> str:
    if not isinstance(preference, str):
        raise lacks(preference, "value")
    return preference


@tool(side="user")
def run_speed_test(world: World) -> str:
    """Measure how fast mobile data is, and learn what that is good for."""
    speed, word = measure_speed(phone(world), around(world))
    if speed is None:
        return f"Speed test failed: {NO_CONNECTION}."
    return f"Speed Test Result: {speed:.2f} Mbps ({word}). {ADVICE[word]}"


@tool(kind="write", side="user")
def toggle_airplane_mode(world: World) -> str:
    """Switch airplane mode on or off. While it is on, the phone has no connection of any kind."""
    return with_status_bar(world, f"Airplane Mode is now {on_off(flip_airplane_mode(world))}.")


def flip_airplane_mode(world: World) -> bool:
    """Flip airplane mode and return its new position; switching it on drops Wi-Fi and VPN."""
    device = phone(world)
    device["airplane_mode"] = not device["airplane_mode"]
    if device["airplane_mode"] or device["wifi_enabled"]:
        drop_wifi(device)
    if device["airplane_mode"]:
        drop_vpn(device)
    search(world)
    return bool(device["airplane_mode"])
