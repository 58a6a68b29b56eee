"""What the phone makes of its state: decision tables for search, data, speed, picture messages and the status bar.

Each function reads a row of ``device`` and, where it needs it, of ``surroundings``; only ``search_network`` writes.
What they decide is tau2-bench's (``domains/telecom/user_tools.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eigengraph.errors import ToolError
from eigengraph.world.views import thaw

State = Mapping[str, Any]

NO_CONNECTION = "No Connection"

_TECHNOLOGY_OF = {"4g_5g_preferred": "5G", "4g_only": "4G", "3g_only": "3G", "2g_only": "2G"}
_MEGABITS = {"none": 0.0, "2G": 0.25, "3G": 3.0, "4G": 55.0, "5G": 275.0}
_SHARE_OF_SPEED = {"none": 0.0, "poor": 0.2, "fair": 0.5, "good": 0.8, "excellent": 1.0}
_SPEED_BELOW = ((1, "Very Poor"), (5, "Poor"), (25, "Fair"), (100, "Good"))
_BARS = {
    "none": "📵 No Signal",
    "poor": "📶¹ Poor",
    "fair": "📶² Fair",
    "good": "📶³ Good",
    "excellent": "📶⁴ Excellent",
}


def sim_status(device: State) -> str:
    """Return the status of the SIM card; one that is out of its slot is missing, locked or not."""
    return "missing" if device["sim_card_missing"] else str(device["sim_card_status"])


def apn_settings(device: State, asked: str) -> State:
    """Return the settings of the access point.

    Raises:
        ToolError: Something that is no object was stored in their place; it does not have what is asked for.
    """
    settings = device["active_apn_settings"]
    if not isinstance(settings, Mapping):
        raise lacks(settings, asked)
    return settings


def lacks(value: object, attribute: str) -> ToolError:
    """Return what Python says of a value of the wrong type, as tau2-bench tells its callers."""
    return ToolError(f"{type(thaw(value)).__name__!r} object has no attribute {attribute!r}")


def search_network(device: dict[str, Any], surroundings: State) -> None:
    """Look for a network, and note in ``device`` what was found.

    Only this changes connection, technology and signal. Roaming, the allowance and the switch for mobile data have no
    say in it: they are looked at when data flows.
    """
    technology = _technology(device, surroundings)
    found = ("connected", technology, surroundings["signal_strength"].get(technology, "none"))
    nothing = ("no_service", "none", "none")
    _note(device, found if sim_status(device) == "active" else nothing)
    # The access point is looked at last: reading a broken one fails, and what was found so far stays.
    if device["airplane_mode"]:
        _note(device, nothing)
    if apn_settings(device, "apn_name")["apn_name"] == "broken" or not surroundings["line_active"]:
        _note(device, nothing)


def _technology(device: State, surroundings: State) -> str:
    preference = device["network_mode_preference"]
    technology = _TECHNOLOGY_OF.get(preference, "4G") if isinstance(preference, str) else "4G"
    if technology == "5G" and surroundings["signal_strength"].get("5G", "none") == "none":
        return "4G"
    return technology


def _note(device: dict[str, Any], found: tuple[str, str, str]) -> None:
    (
        device["network_connection_status"],
        device["network_technology_connected"],
        device["network_signal_strength"],
    ) = found


def data_works(device: State, surroundings: State) -> bool:
    """Whether mobile data flows."""
    if device["airplane_mode"] or device["network_signal_strength"] == "none":
        return False
    if device["network_connection_status"] == "no_service":
        return False
    if surroundings["is_abroad"] and not (device["roaming_enabled"] and surroundings["roaming_allowed"]):
        return False
    return bool(device["data_enabled"] and not surroundings["mobile_data_usage_exceeded"])


def measure_speed(device: State, surroundings: State) -> tuple[float | None, str]:
    """Return the speed of mobile data in megabits a second, None where none flows, and a word for it."""
    if not data_works(device, surroundings):
        return None, NO_CONNECTION
    vpn = device["vpn_details"]
    slowed = device["vpn_connected"] and vpn and vpn["server_performance"] == "poor"
    factor = 0.1 if slowed else 1.0
    if device["data_saver_mode"]:
        factor *= 0.2
    full = _MEGABITS[device["network_technology_connected"]]
    # Multiplied in tau2-bench's order: rounding sees every bit.
    speed = round(full * _SHARE_OF_SPEED[device["network_signal_strength"]] * factor, 2)
    return speed, next((word for limit, word in _SPEED_BELOW if speed < limit), "Excellent")


def mms_works(device: State, surroundings: State) -> bool:
    """Whether picture messages can be sent."""
    if not data_works(device, surroundings) or device["network_technology_connected"] == "2G":
        return False
    if device["wifi_calling_enabled"] and device["wifi_calling_mms_over_wifi"]:
        return False
    if apn_settings(device, "mmsc_url")["mmsc_url"] is None:
        return False
    messaging = device["app_statuses"].get("messaging")
    return bool(messaging and messaging["permissions"]["storage"] and messaging["permissions"]["sms"])


def status_bar(device: State) -> str:
    """Return what the top of the screen shows."""
    technology = device["network_technology_connected"]
    parts = []
    if device["airplane_mode"]:
        parts.append("✈️ Airplane Mode")
    else:
        parts.append(_BARS[device["network_signal_strength"]])
        if technology != "none":
            parts.append(technology)
        if device["data_enabled"] and technology != "none":
            parts.append("📱 Data Enabled")
            if device["data_saver_mode"]:
                parts.append("🔽 Data Saver")
        else:
            parts.append("📵 Data Disabled")
    if device["wifi_enabled"] and device["wifi_connected"]:
        parts.append(f"📡 Connected to {device['wifi_ssid']}" if device["wifi_ssid"] else "📡 Enabled")
    if device["vpn_connected"]:
        parts.append("🔒 VPN Connected")
    parts.append(f"🔋 {device['battery_level']}%")
    return " | ".join(parts)
