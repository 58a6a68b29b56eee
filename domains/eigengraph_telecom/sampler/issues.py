"""Atomic issues: what can be wrong with a phone or a line, and the calls that break it.

Names and calls are those of tau2-bench's generator (reference: telecom, section 11.1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eigengraph.records import Environment, ToolCall
from eigengraph_telecom.sampler.scene import MOST_REFUEL_GB, Line

OVERUSE_GB = 0.1
"""By how much a used-up allowance is exceeded."""


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong.

    Attributes:
        name: Names it in tasks.
        breaks: The calls that bring it about for a line, in order.
        shows: What must hold in the broken world.
        stays: Nobody can repair it: neither the user's tools nor the agent's.
    """

    name: str
    breaks: Callable[[Line], tuple[ToolCall, ...]]
    shows: Callable[[Line], tuple[Environment, ...]]
    stays: bool = False


def new_bill_id(line: Line) -> str:
    """Return the id of the unpaid bill for which a line is suspended; longer than those of the database."""
    return f"B7{line.line_id[1:]:0>6}"


def _user(name: str, **arguments: Any) -> ToolCall:
    return ToolCall(name, arguments, "user")


def _agent(name: str, line: Line, **arguments: Any) -> ToolCall:
    return ToolCall(name, {**line.ids(), **arguments})


def _always(*calls: ToolCall) -> Callable[[Line], tuple[ToolCall, ...]]:
    return lambda _line: calls


def _shows(*found: Environment) -> Callable[[Line], tuple[Environment, ...]]:
    return lambda _line: found


def _suspension(*, contract_ended: bool) -> Callable[[Line], tuple[ToolCall, ...]]:
    return lambda line: (
        _agent("suspend_line_for_overdue_bill", line, new_bill_id=new_bill_id(line), contract_ended=contract_ended),
        _SEARCH,
    )


def _suspended(line: Line) -> tuple[Environment, ...]:
    customer = {"customer_id": line.customer_id}
    return (
        _NO_SERVICE,
        Environment("assert_overdue_bill_exists", {**customer, "overdue_bill_id": new_bill_id(line)}),
        Environment("assert_line_status", {**customer, "line_id": line.line_id, "expected_status": "Suspended"}),
    )


def _abroad(*, switched_on: bool, allowed: bool) -> Callable[[Line], tuple[ToolCall, ...]]:
    switch = _user("turn_roaming_on" if switched_on else "turn_roaming_off")
    return lambda line: (
        _user("set_user_location", abroad=True),
        switch,
        _agent("enable_roaming" if allowed else "disable_roaming", line),
        *(() if allowed else (_SEARCH,)),
    )


def _used_up(line: Line) -> tuple[ToolCall, ...]:
    used = round(line.limit_gb + line.refuelled_gb + OVERUSE_GB, 3)
    return (_agent("set_data_usage", line, data_used_gb=used),)


def _used_up_for_good(line: Line) -> tuple[ToolCall, ...]:
    room = MOST_REFUEL_GB - line.refuelled_gb
    added = (_agent("refuel_data", line, gb_amount=room),) if room > 0 else ()
    used = round(line.limit_gb + MOST_REFUEL_GB + OVERUSE_GB, 3)
    return (*added, _agent("set_data_usage", line, data_used_gb=used))


def _without(*permissions: str) -> Callable[[Line], tuple[ToolCall, ...]]:
    return _always(
        *(_user("remove_app_permission", app_name="messaging", permission=permission) for permission in permissions)
    )


_SEARCH = _user("simulate_network_search")
_NO_SERVICE = Environment("assert_service_status", {"expected_status": "no_service"})
_NO_DATA = Environment("assert_mobile_data_status", {"expected_status": False})
_NO_MMS = Environment("assert_can_send_mms", {"expected_status": False})
_SLOW = Environment("assert_internet_not_excellent")
_EXCEEDED = Environment("assert_mobile_data_usage_exceeded", {"expected_status": True})


def _switch(what: str, *, on: bool) -> Environment:
    return Environment(f"assert_{what}_status", {"expected_status": on})


ISSUES: Mapping[str, Issue] = {
    issue.name: issue
    for issue in (
        Issue(
            "airplane_mode_on",
            _always(_user("turn_airplane_mode_on")),
            _shows(_switch("airplane_mode", on=True), _NO_SERVICE),
        ),
        Issue("unseat_sim_card", _always(_user("unseat_sim_card")), _shows(_NO_SERVICE)),
        Issue("lock_sim_card_pin", _always(_user("lock_sim_card", mode="pin")), _shows(_NO_SERVICE), stays=True),
        Issue("break_apn_settings", _always(_user("break_apn_settings")), _shows(_NO_SERVICE)),
        Issue("overdue_bill_suspension", _suspension(contract_ended=False), _suspended),
        Issue("contract_end_suspension", _suspension(contract_ended=True), _suspended, stays=True),
        Issue(
            "user_abroad_roaming_enabled_off",
            _abroad(switched_on=False, allowed=True),
            _shows(_switch("mobile_roaming", on=False), _NO_DATA),
        ),
        Issue(
            "user_abroad_roaming_disabled_on",
            _abroad(switched_on=True, allowed=False),
            _shows(_switch("mobile_roaming", on=True), _NO_DATA),
        ),
        Issue(
            "user_abroad_roaming_disabled_off",
            _abroad(switched_on=False, allowed=False),
            _shows(_switch("mobile_roaming", on=False), _NO_DATA),
        ),
        Issue("data_mode_off", _always(_user("turn_data_off")), _shows(_NO_DATA)),
        Issue("data_usage_exceeded", _used_up, _shows(_EXCEEDED, _NO_DATA)),
        Issue("data_usage_exceeded_no_refuel", _used_up_for_good, _shows(_EXCEEDED, _NO_DATA), stays=True),
        Issue(
            "data_saver_mode_on",
            _always(_user("turn_data_saver_mode_on")),
            _shows(_switch("mobile_data_saver_mode", on=True)),
        ),
        Issue("bad_network_preference", _always(_user("set_network_mode_preference", mode="2g_only")), _shows(_SLOW)),
        Issue("bad_vpn", _always(_user("break_vpn")), _shows(_SLOW)),
        Issue(
            "bad_wifi_calling",
            _always(_user("set_wifi_calling", enabled=True, mms_over_wifi=True)),
            _shows(_NO_MMS),
        ),
        Issue("break_apn_mms_setting", _always(_user("break_apn_mms_setting")), _shows(_NO_MMS)),
        Issue("break_app_sms_permission", _without("sms"), _shows(_NO_MMS)),
        Issue("break_app_storage_permission", _without("storage"), _shows(_NO_MMS)),
        Issue("break_app_both_permissions", _without("sms", "storage"), _shows(_NO_MMS)),
    )
}
"""Every issue by name."""
