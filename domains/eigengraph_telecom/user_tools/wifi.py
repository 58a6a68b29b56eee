"""Tools for Wi-Fi and for calling over it."""

from __future__ import annotations

from typing import Any

from eigengraph.world import World, tool
from eigengraph_telecom.user_tools.handset import on_off, phone, with_status_bar


@tool(side="user")
def check_wifi_status(world: World) -> str:
    """Look up whether Wi-Fi is on, which network it is connected to, and how strong that is."""
    device = phone(world)
    if not device["wifi_enabled"]:
        return "Wi-Fi is turned OFF."
    if not device["wifi_connected"]:
        return "Wi-Fi is ON but not connected to any network."
    return f"Wi-Fi is ON and connected to '{device['wifi_ssid']}'. Signal strength: {device['wifi_signal_strength']}."


@tool(kind="write", side="user")
def toggle_wifi(world: World) -> str:
    """Switch Wi-Fi on or off. This is not possible in airplane mode."""
    device = phone(world)
    if device["airplane_mode"]:
        return with_status_bar(world, "Cannot change Wi-Fi settings while Airplane Mode is ON.")
    device["wifi_enabled"] = not device["wifi_enabled"]
    if not device["wifi_enabled"]:
        drop_wifi(device)
    return with_status_bar(world, f"Wi-Fi is now {on_off(device['wifi_enabled'])}.")


def drop_wifi(device: dict[str, Any]) -> None:
    """Disconnect a phone from its Wi-Fi network; the radio stays as it is."""
    device["wifi_connected"] = False
    device["wifi_ssid"] = None
    device["wifi_signal_strength"] = "none"


@tool(side="user")
def check_wifi_calling_status(world: World) -> str:
    """Look up whether calls go over Wi-Fi where there is some."""
    return f"Wi-Fi Calling is currently turned {on_off(phone(world)['wifi_calling_enabled'])}."


@tool(kind="write", side="user")
def toggle_wifi_calling(world: World) -> str:
    """Switch Wi-Fi calling on or off. While it is on, calls can go over Wi-Fi in place of the mobile network."""
    device = phone(world)
    device["wifi_calling_enabled"] = not device["wifi_calling_enabled"]
    return with_status_bar(world, f"Wi-Fi Calling is now {on_off(device['wifi_calling_enabled'])}.")
