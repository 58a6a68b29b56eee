"""What the user's side looks like, in tau2-bench's fields (``domains/telecom/user_data_model.py``).

It holds two records, each in a table of its own under the key ``USER``: the phone, and what surrounds it. Every field
has a default: a phone that works.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

USER = "user"
"""The key of the only row of ``device`` and ``surroundings``."""

SimStatus = Literal["active", "missing", "locked_pin", "locked_puk"]
Technology = Literal["none", "2G", "3G", "4G", "5G"]
Signal = Literal["none", "poor", "fair", "good", "excellent"]
Connection = Literal["connected", "searching", "no_service", "emergency_only"]
Performance = Literal["unknown", "poor", "fair", "good", "excellent"]


class NetworkModePreference(str, Enum):  # noqa: UP042 - its name and values are part of a tool's schema
    """Which networks the phone may use."""

    FOUR_G_5G_PREFERRED = "4g_5g_preferred"
    FOUR_G_ONLY = "4g_only"
    THREE_G_ONLY = "3g_only"
    TWO_G_ONLY = "2g_only"


class APNNames(str, Enum):  # noqa: UP042 - likewise
    """What an access point can be called."""

    INTERNET = "internet"
    BROKEN = "broken"


# The name of this record and its fields are part of its validation text, which a caller is shown.
class APNSettings(BaseModel):
    """An access point of the carrier's data network."""

    model_config = ConfigDict(extra="forbid")

    apn_name: APNNames = Field(APNNames.INTERNET, description="The name of the access point.")
    reset_at_reboot: bool = Field(False, description="Whether the next reboot brings back the default settings.")
    mms_apn: str | None = Field("mms", description="The access point for picture messages.")
    mmsc_url: str | None = Field(
        "http://mms.carrier.com/mms/wapenc", description="The URL of the centre that picture messages are sent to."
    )
    mms_proxy: str | None = Field(None, description="A proxy for picture messages, where the network needs one.")
    mms_port: int | None = Field(None, description="The port of that proxy.")


class VpnDetails(BaseModel):
    """The VPN server that the phone is connected to."""

    model_config = ConfigDict(extra="forbid")

    server_address: str | None = None
    protocol: str | None = None
    server_performance: Performance = "unknown"


class AppPermissions(BaseModel):
    """What an app may use."""

    model_config = ConfigDict(extra="forbid")

    sms: bool = False
    storage: bool = False
    phone: bool = False
    network: bool = False


class AppStatus(BaseModel):
    """An app on the phone."""

    model_config = ConfigDict(extra="forbid")

    app_name: str
    permissions: AppPermissions = Field(default_factory=AppPermissions)


def _default_apps() -> dict[str, AppStatus]:
    return {
        "messaging": AppStatus(app_name="messaging", permissions=AppPermissions(sms=True, storage=True, phone=True)),
        "browser": AppStatus(app_name="browser", permissions=AppPermissions(network=True, storage=True)),
    }


def _default_signals() -> dict[Technology, Signal]:
    return {"2G": "poor", "3G": "fair", "4G": "good", "5G": "excellent"}


class DeviceRow(BaseModel):
    """The phone.

    Signal, technology and connection are what the last network search found, so they may be out of date.
    """

    model_config = ConfigDict(extra="forbid")

    sim_card_status: SimStatus = "active"
    sim_card_missing: bool = False
    airplane_mode: bool = False
    network_signal_strength: Signal = "good"
    network_technology_connected: Technology = "5G"
    network_connection_status: Connection = "connected"
    battery_level: int = 80
    data_enabled: bool = True
    roaming_enabled: bool = False
    network_mode_preference: NetworkModePreference = NetworkModePreference.FOUR_G_5G_PREFERRED
    active_apn_settings: APNSettings = Field(default_factory=APNSettings)  # type: ignore[arg-type]
    wifi_enabled: bool = False
    wifi_connected: bool = False
    wifi_ssid: str | None = None
    wifi_signal_strength: Signal = "none"
    wifi_calling_enabled: bool = False
    wifi_calling_mms_over_wifi: bool = False
    data_saver_mode: bool = False
    vpn_enabled_setting: bool = False
    vpn_connected: bool = False
    vpn_details: VpnDetails | None = None
    app_statuses: dict[str, AppStatus] = Field(default_factory=_default_apps)


class PaymentRequest(BaseModel):
    """A bill that the carrier asks the user to pay, in dollars."""

    model_config = ConfigDict(extra="forbid")

    bill_id: str
    amount_due: float
    paid: bool = False


class SurroundingsRow(BaseModel):
    """Where the user is, and what the network and the carrier make of their line.

    ``roaming_allowed``, ``mobile_data_usage_exceeded``, ``line_active`` and ``payment_request`` are carried over from
    the carrier's tables by ``sync``, as soon as ``phone_number`` says which line is theirs.
    """

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    phone_number: str | None = None
    is_abroad: bool = False
    roaming_allowed: bool = False
    signal_strength: dict[Technology, Signal] = Field(default_factory=_default_signals)
    mobile_data_usage_exceeded: bool = False
    line_active: bool = True
    payment_request: PaymentRequest | None = None
