"""Tools for the access point of mobile data, and the reboot that brings back its defaults."""

from __future__ import annotations

from typing import Any

from eigengraph.world import World, tool
from eigengraph_telecom.diagnostics import apn_settings, lacks
from eigengraph_telecom.phone_rows import APNSettings
from eigengraph_telecom.user_tools.handset import phone, search, with_status_bar


@tool(side="user")
def check_apn_settings(world: World) -> str:
    """Look up the access point of mobile data: its name, and the URL for picture messages."""
    settings = apn_settings(phone(world), "model_copy")
    return (
        f"Current APN Name: {settings['apn_name']}\n"
        f"MMSC URL (for picture messages): {settings['mmsc_url'] or 'Not Set'}\n"
        f"(These are technical settings, usually best left unchanged.)"
    )


@tool(kind="write", side="user")
def set_apn_settings(world: World, apn_settings: APNSettings | dict[str, Any]) -> str:
    """Replace the settings of the access point for mobile data.

    Args:
        world: The state.
        apn_settings: The new settings; whatever is left out gets its default.
    """
    wanted = APNSettings(**apn_settings).model_dump(mode="json") if isinstance(apn_settings, dict) else apn_settings
    phone(world)["active_apn_settings"] = wanted
    if not isinstance(wanted, dict):  # stored unchecked and only then looked at, as in tau2-bench
        raise lacks(wanted, "apn_name")
    search(world)
    return with_status_bar(world, f"APN settings set to: {wanted['apn_name']}")


@tool(kind="write", side="user")
def reset_apn_settings(world: World) -> str:
    """Bring the access point for mobile data back to its default settings; this takes effect at the next reboot."""
    settings: Any = apn_settings(phone(world), "reset_at_reboot")
    settings["reset_at_reboot"] = True
    search(world)
    return with_status_bar(world, "APN settings will reset at reboot.")


@tool(kind="write", side="user")
def reboot_device(world: World) -> str:
    """Restart the phone. This starts its connections anew and may cure passing faults."""
    told = "Restarting network services..."
    if apn_settings(phone(world), "reset_at_reboot")["reset_at_reboot"]:
        phone(world)["active_apn_settings"] = APNSettings().model_dump(mode="json")  # type: ignore[call-arg]
        told = f"Resetting APN settings...\n{told}"
    search(world)
    return with_status_bar(world, told)
