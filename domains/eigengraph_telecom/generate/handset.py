"""The phone, before anything is wrong with it, and the network around it."""

from __future__ import annotations

from random import Random
from typing import Any

from eigengraph_telecom.phone_rows import DeviceRow, SurroundingsRow

_APPS = {
    "maps": ("network", "storage"),
    "camera": ("storage",),
    "mail": ("network", "storage"),
    "dialer": ("phone", "sms"),
    "music": ("network", "storage"),
    "weather": ("network",),
    "banking": ("network", "sms"),
    "podcasts": ("network", "storage"),
    "calendar": ("network",),
    "fitness": ("network", "phone"),
}
"""Apps that a phone may have beside messages and browser, with what they may use."""


def draw_surroundings(random: Random) -> dict[str, Any]:
    """Draw the network at the user's place, in the fields of ``SurroundingsRow``; good enough for excellent speed."""
    row = SurroundingsRow().model_dump(mode="json")
    row["signal_strength"]["5G"] = random.choice(("excellent", "excellent", "good"))
    row["signal_strength"]["3G"] = random.choice(("fair", "good"))
    return row


def draw_phone(random: Random, surroundings: dict[str, Any]) -> dict[str, Any]:
    """Draw a phone that works, in the fields of ``DeviceRow``; apps and battery vary."""
    row = DeviceRow().model_dump(mode="json")
    row["battery_level"] = random.randint(23, 97)
    row["network_signal_strength"] = surroundings["signal_strength"]["5G"]
    for name in sorted(random.sample(sorted(_APPS), random.randint(2, 6))):
        granted = _APPS[name]
        permissions = {permission: permission in granted for permission in ("sms", "storage", "phone", "network")}
        row["app_statuses"][name] = {"app_name": name, "permissions": permissions}
    return row
