"""What may have happened to the user and the phone before the dialogue; tasks call it, nobody else can."""

from __future__ import annotations

from eigengraph.world import Tool, World, tool
from eigengraph_telecom.phone_rows import USER
from eigengraph_telecom.user_tools.data import flip_data, flip_data_saver, flip_roaming
from eigengraph_telecom.user_tools.handset import on_off, phone, search, turn
from eigengraph_telecom.user_tools.network import flip_airplane_mode
from eigengraph_telecom.user_tools.vpn import raise_vpn


@tool(kind="write", side="user")
def set_user_info(world: World, name: str, phone_number: str) -> None:
    """Say who the user is; the number says which line is theirs, and so couples the phone to the carrier."""
    surroundings = world.surroundings[USER]
    surroundings["name"] = name
    surroundings["phone_number"] = phone_number


@tool(kind="write", side="user")
def set_user_location(world: World, abroad: bool) -> None:
    """Say whether the user is abroad."""
    world.surroundings[USER]["is_abroad"] = abroad


@tool(kind="write", side="user")
def turn_airplane_mode_on(world: World) -> str:
    """Make sure that airplane mode is on."""
    turn(world, flip_airplane_mode, on=True)
    return "Airplane Mode is now ON."


@tool(kind="write", side="user")
def turn_airplane_mode_off(world: World) -> str:
    """Make sure that airplane mode is off; where it was, Wi-Fi and VPN drop all the same."""
    turn(world, flip_airplane_mode, on=False)
    return "Airplane Mode is now OFF."


@tool(kind="write", side="user")
def unseat_sim_card(world: World) -> str:
    """Take the SIM card out."""
    phone(world)["sim_card_missing"] = True
    search(world)
    return "SIM card un-seated successfully."


@tool(kind="write", side="user")
def lock_sim_card(world: World, mode: str) -> str:
    """Lock the SIM card with a ``pin`` or ``puk``; the user has no tool against it."""
    if mode in ("pin", "puk"):
        phone(world)["sim_card_status"] = f"locked_{mode}"
    search(world)
    return f"SIM card locked successfully in {mode} mode."


@tool(kind="write", side="user")
def turn_data_on(world: World) -> str:
    """Make sure that mobile data is on, without a network search."""
    phone(world)["data_enabled"] = True
    return "Data connection restored."


@tool(kind="write", side="user")
def turn_data_off(world: World) -> str:
    """Make sure that mobile data is off."""
    turn(world, flip_data, on=False)
    return "Data connection broken."


@tool(kind="write", side="user")
def turn_roaming_on(world: World) -> str:
    """Make sure that the phone's data roaming is on."""
    turn(world, flip_roaming, on=True)
    return "Data Roaming is now ON."


@tool(kind="write", side="user")
def turn_roaming_off(world: World) -> str:
    """Make sure that the phone's data roaming is off."""
    turn(world, flip_roaming, on=False)
    return "Data Roaming is now OFF."


@tool(kind="write", side="user")
def turn_data_saver_mode_on(world: World) -> str:
    """Make sure that data saver is on."""
    turn(world, flip_data_saver, on=True)
    return "Data Saver Mode is now ON."


@tool(kind="write", side="user")
def turn_data_saver_mode_off(world: World) -> str:
    """Make sure that data saver is off."""
    turn(world, flip_data_saver, on=False)
    return "Data Saver Mode is now OFF."


@tool(kind="write", side="user")
def break_apn_settings(world: World) -> str:
    """Break the access point for mobile data, which leaves the phone without service."""
    phone(world)["active_apn_settings"]["apn_name"] = "broken"
    search(world)
    return "APN settings broken. Please call reset_apn_settings() to fix."


@tool(kind="write", side="user")
def break_apn_mms_setting(world: World) -> str:
    """Lose the URL for picture messages."""
    phone(world)["active_apn_settings"]["mmsc_url"] = None
    return "APN MMS setting broken. Please call reset_apn_settings() to fix."


@tool(kind="write", side="user")
def set_wifi_calling(world: World, enabled: bool, mms_over_wifi: bool | None = None) -> str:
    """Set Wi-Fi calling, and with a value that is not null whether picture messages go over Wi-Fi too."""
    device = phone(world)
    device["wifi_calling_enabled"] = enabled
    told = f"Wi-Fi Calling is now {on_off(enabled)}."
    if mms_over_wifi is not None:
        device["wifi_calling_mms_over_wifi"] = mms_over_wifi
        told += f"\nMMS over Wi-Fi is now {on_off(mms_over_wifi)}."
    return told


@tool(kind="write", side="user")
def break_vpn(world: World) -> str:
    """Connect the phone to a VPN whose server is slow."""
    device = phone(world)
    if not device["vpn_connected"]:
        raise_vpn(world)
    device["vpn_details"]["server_performance"] = "poor"
    return "VPN connection broken."


@tool(kind="write", side="user")
def remove_app_permission(world: World, app_name: str, permission: str) -> tuple[bool, str]:
    """Take a permission from an app; return whether there was one to take, and what happened."""
    app = phone(world)["app_statuses"].get(app_name)
    permission = permission.lower()
    if app is None:
        return False, f"App '{app_name}' not found. Cannot remove permission."
    if permission not in app["permissions"]:
        return False, f"Permission '{permission}' not tracked for app '{app_name}'."
    app["permissions"][permission] = False
    return True, f"Permission '{permission}' removed from app '{app_name}'."


@tool(kind="write", side="user")
def simulate_network_search(world: World) -> None:
    """Let the phone look for a network."""
    search(world)


SETUP: tuple[Tool, ...] = (
    set_user_info,
    set_user_location,
    turn_airplane_mode_on,
    turn_airplane_mode_off,
    unseat_sim_card,
    lock_sim_card,
    turn_data_on,
    turn_data_off,
    turn_roaming_on,
    turn_roaming_off,
    turn_data_saver_mode_on,
    turn_data_saver_mode_off,
    break_apn_settings,
    break_apn_mms_setting,
    set_wifi_calling,
    break_vpn,
    remove_app_permission,
    simulate_network_search,
)
"""Every function of the user's side that only initial states call."""
