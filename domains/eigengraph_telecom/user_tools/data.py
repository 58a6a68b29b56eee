"""Tools for mobile data: its switch, roaming and data saver."""

from __future__ import annotations

from eigengraph.world import World, tool
from eigengraph_telecom.user_tools.handset import on_off, phone, search, with_status_bar


@tool(kind="write", side="user")
def toggle_data(world: World) -> str:
    """Switch mobile data on or off. While it is off, there is no internet without Wi-Fi."""
    return with_status_bar(world, f"Mobile Data is now {on_off(flip_data(world))}.")


def flip_data(world: World) -> bool:
    """Flip the switch for mobile data and return its new position."""
    return _flip(world, "data_enabled", searching=True)


@tool(kind="write", side="user")
def toggle_roaming(world: World) -> str:
    """Switch data roaming on or off. While it is on, the phone may use data where your carrier has no network."""
    return with_status_bar(world, f"Data Roaming is now {on_off(flip_roaming(world))}.")


def flip_roaming(world: World) -> bool:
    """Flip the phone's switch for data roaming and return its new position."""
    return _flip(world, "roaming_enabled", searching=True)


@tool(side="user")
def check_data_restriction_status(world: World) -> str:
    """Look up whether data saver is on, which limits how much data is used."""
    if phone(world)["data_saver_mode"]:
        return "Data Saver mode is ON (limits data usage)."
    return "Data Saver mode is OFF."


@tool(kind="write", side="user")
def toggle_data_saver_mode(world: World) -> str:
    """Switch data saver on or off. While it is on, less data is used, and data may be slower."""
    return with_status_bar(world, f"Data Saver Mode is now {on_off(flip_data_saver(world))}.")


def flip_data_saver(world: World) -> bool:
    """Flip data saver and return its new position; no network search follows."""
    return _flip(world, "data_saver_mode", searching=False)


def _flip(world: World, switch: str, *, searching: bool) -> bool:
    device = phone(world)
    device[switch] = not device[switch]
    if searching:
        search(world)
    return bool(device[switch])
