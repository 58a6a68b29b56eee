"""Which issues go together: selection sets by family, with tau2-bench's exclusions (telecom reference, 11.2, 11.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from eigengraph.records import Environment

_ROAMING = (
    "user_abroad_roaming_enabled_off",
    "user_abroad_roaming_disabled_on",
    "user_abroad_roaming_disabled_off",
)
_USAGE = ("data_usage_exceeded", "data_usage_exceeded_no_refuel")
_PERMISSIONS = ("break_app_sms_permission", "break_app_storage_permission", "break_app_both_permissions")


@dataclass(frozen=True)
class Family:
    """Issues with one symptom.

    Attributes:
        name: Names it.
        sets: Selection sets: at most one issue of each. Nothing else excludes an issue.
        own: At least one issue is of these: without one the symptom would be another family's.
        works: What holds where nothing is wrong.
        fails: What holds as long as something is.
    """

    name: str
    sets: tuple[tuple[str, ...], ...]
    own: frozenset[str]
    works: tuple[Environment, ...]
    fails: tuple[Environment, ...]


_SERVICE_SETS = (
    ("airplane_mode_on",),
    ("unseat_sim_card",),
    ("lock_sim_card_pin",),
    ("break_apn_settings",),
    ("overdue_bill_suspension", "contract_end_suspension"),
)
_DATA_SETS = (
    ("airplane_mode_on",),
    _ROAMING,
    ("data_mode_off",),
    ("data_saver_mode_on",),
    ("bad_network_preference",),
    ("bad_vpn",),
    _USAGE,
)
_MMS_SETS = (
    ("airplane_mode_on",),
    ("unseat_sim_card",),
    ("data_mode_off",),
    _USAGE,
    _ROAMING,
    ("bad_network_preference",),
    ("bad_wifi_calling",),
    ("break_apn_mms_setting",),
    _PERMISSIONS,
)


def _names(*sets: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for names in sets for name in names)


FAMILIES: Mapping[str, Family] = {
    family.name: family
    for family in (
        Family(
            "service",
            _SERVICE_SETS,
            _names(*_SERVICE_SETS),
            (Environment("assert_service_status", {"expected_status": "connected"}),),
            (Environment("assert_service_status", {"expected_status": "no_service"}),),
        ),
        Family(
            "mobile_data",
            _DATA_SETS,
            _names(*_DATA_SETS[1:]),
            (
                Environment("assert_mobile_data_status", {"expected_status": True}),
                Environment("assert_internet_speed", {"expected_speed": 200, "expected_desc": "excellent"}),
            ),
            (Environment("assert_mobile_data_status", {"expected_status": False}),),
        ),
        Family(
            "mms",
            _MMS_SETS,
            _names(*_MMS_SETS[5:]),
            (Environment("assert_can_send_mms", {"expected_status": True}),),
            (Environment("assert_can_send_mms", {"expected_status": False}),),
        ),
    )
}
"""Every family by name."""


def combinations(family: Family) -> Iterator[tuple[str, ...]]:
    """Yield every combination of issues of a family, each sorted by name, in tau2-bench's order."""
    chosen = (
        tuple(sorted(name for name in names if name)) for names in product(*[(*names, "") for names in family.sets])
    )
    yield from sorted((names for names in chosen if family.own.intersection(names)), key=len)
