"""Tools for the VPN."""

from __future__ import annotations

from typing import Any

from eigengraph.world import World, tool
from eigengraph_telecom.phone_rows import USER
from eigengraph_telecom.user_tools.handset import phone, with_status_bar

SERVER = {"server_address": "192.168.1.1", "protocol": "OpenVPN", "server_performance": "excellent"}
"""The server that the phone connects to."""


@tool(side="user")
def check_vpn_status(world: World) -> str:
    """Look up whether the phone is connected to a VPN, and to which server."""
    device = phone(world)
    if not device["vpn_connected"] and device["vpn_enabled_setting"]:
        return "VPN is turned ON in settings, but currently not connected."
    if not device["vpn_connected"]:
        return "VPN is turned OFF."
    details = device["vpn_details"]
    if details is None:
        return "VPN is ON and connected (no specific details available)."
    # Python's rendering of tau2-bench's record, enumeration and all.
    level = details["server_performance"]
    performance = f"<PerformanceLevel.{level.upper()}: {level!r}>"
    known = "".join(f"{name!r}: {details[name]!r}, " for name in ("server_address", "protocol"))
    return f"VPN is ON and connected. Details: {{{known}'server_performance': {performance}}}"


@tool(kind="write", side="user")
def connect_vpn(world: World) -> str:
    """Connect the phone to its VPN."""
    if phone(world)["vpn_connected"]:
        return "VPN already connected."
    raise_vpn(world)
    return with_status_bar(world, "VPN connected successfully.")


def raise_vpn(world: World) -> None:
    """Connect a phone to its server, which is as slow as when the dialogue began.

    In tau2-bench all phones of a process share the server's record, so one that a task breaks stays slow for good. Here
    it stays slow for the phones of that task.
    """
    began = world.device.initial(USER)
    slow = began is not None and began["vpn_details"] and began["vpn_details"]["server_performance"] == "poor"
    device = phone(world)
    device["vpn_connected"] = True
    device["vpn_details"] = {**SERVER, "server_performance": "poor"} if slow else dict(SERVER)


@tool(kind="write", side="user")
def disconnect_vpn(world: World) -> str:
    """Disconnect the phone from its VPN, so that data no longer takes the way over its server."""
    connected = drop_vpn(phone(world))
    told = "VPN disconnected successfully." if connected else "No active VPN connection to disconnect."
    return with_status_bar(world, told)


def drop_vpn(device: dict[str, Any]) -> bool:
    """Disconnect a phone from its VPN; return whether it was connected."""
    if not device["vpn_connected"]:
        return False
    device["vpn_connected"] = False
    device["vpn_details"] = None
    return True
