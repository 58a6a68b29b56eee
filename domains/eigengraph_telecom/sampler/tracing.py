"""Finding what is wrong as the policy says: path by path, check by check, acting on what the tools answer.

Nothing here knows which issues a case has: a gold solution is what a careful agent would do with the answers it gets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from eigengraph_telecom.sampler.paying import collect
from eigengraph_telecom.sampler.scene import MOST_REFUEL_GB, Line, Script

BEST_MODE = "4g_5g_preferred"


class StuckError(Exception):
    """Neither the agent's tools nor the user's can repair it: a case for a human."""


class Tracer:
    """Traces faults of one line and its phone, and repairs what can be repaired.

    Each path returns once its last check says that all is well.

    Args:
        script: Where the calls are made.
        line: The user's line, as the agent has found it.
        abroad: Whether the user is abroad.
        refuel_gb: How many gigabytes the user agrees to buy; 0 for none.
        will_pay: Whether the user accepts paying what is overdue.
        records_first: Whether the carrier's records are looked at before the phone; just as right.
    """

    def __init__(
        self,
        script: Script,
        line: Line,
        *,
        abroad: bool = False,
        refuel_gb: float = 0.0,
        will_pay: bool = True,
        records_first: bool = False,
    ) -> None:
        self._script = script
        self._line = line
        self._abroad = abroad
        self._refuel_gb = refuel_gb
        self._will_pay = will_pay
        self._records_first = records_first
        self._status = ""
        self._test = ""

    # Paths

    def service(self) -> None:
        """Bring back service.

        Raises:
            StuckError: That is impossible.
        """
        if _has_signal(self._script.user("I need to see whether the phone has service.", "check_status_bar")):
            return
        repairs = [self._leave_airplane_mode, self._seat_sim, self._reset_access_point, self._lift_suspension]
        if self._records_first:
            repairs = [repairs[-1], *repairs[:-1]]
        for repair in repairs:
            if _has_signal(repair()):
                return
        raise StuckError("the phone finds no service although everything has been checked")

    def data(self) -> None:
        """Bring back mobile data, at any speed.

        Raises:
            StuckError: That is impossible.
        """
        if self._connects("A speed test shows whether data flows at all."):
            return
        before = len(self._script.steps)
        self.service()
        if len(self._script.steps) > before + 1 and self._connects("Service is back; I check data again."):
            return
        repairs = [self._switch_roaming_on, self._allow_roaming, self._switch_data_on, self._refuel]
        if self._records_first:
            repairs = [repairs[-1], *repairs[:-1]]
        for repair in repairs:
            if repair() and self._connects("That was one fault; the speed test shows whether it was the last."):
                return
        raise StuckError("mobile data does not flow although everything has been checked")

    def full_speed(self) -> None:
        """Bring back mobile data at excellent speed.

        Raises:
            StuckError: That is impossible.
        """
        self.data()
        if "(Excellent)" in self._test:
            return
        for repair in (self._switch_saver_off, self._prefer_best_mode, self._drop_slow_vpn):
            if repair():
                self._connects("That slowed it down; I check how fast it is now.")
                if "(Excellent)" in self._test:
                    return
        raise StuckError("mobile data stays slow although everything has been checked")

    def mms(self) -> None:
        """Bring back picture messages.

        Raises:
            StuckError: That is impossible.
        """
        if self._sends("I check whether picture messages can be sent."):
            return
        before = len(self._script.steps)
        self.data()
        if len(self._script.steps) > before + 1 and self._sends("Data is back; I check picture messages again."):
            return
        for repair in (self._leave_2g, self._switch_wifi_calling_off, self._grant_permissions, self._restore_mmsc):
            if repair() and self._sends("That was in the way; I check picture messages again."):
                return
        raise StuckError("picture messages cannot be sent although everything has been checked")

    # Service

    def _leave_airplane_mode(self) -> str:
        if "Airplane Mode: ON" not in self._look():
            return ""
        return self._script.user("Airplane mode is on; it has to go off.", "toggle_airplane_mode")

    def _seat_sim(self) -> str:
        if "SIM Card Status: active" in self._look():
            return ""
        found = self._script.user("The SIM card does not seem to work; I need its status.", "check_sim_status")
        told = ""
        if found.startswith("No SIM card"):
            told = self._script.user("The phone sees no SIM card; reseating it helps.", "reseat_sim_card")
            if not _has_signal(told):
                found = self._script.user("Still no signal, so I look at the card again.", "check_sim_status")
        if "locked" in found:
            raise StuckError("the SIM card is locked")
        return told

    def _reset_access_point(self) -> str:
        found = self._script.user("Next come the settings of the access point.", "check_apn_settings")
        if "APN Name: broken" not in found:
            return ""
        self._script.user("The access point is not ours; its settings must be reset.", "reset_apn_settings")
        return self._script.user("The reset takes effect at a reboot.", "reboot_device")

    def _lift_suspension(self) -> str:
        line, script = self._line, self._script
        record = self._record("My records show whether the line is suspended.")
        if record["status"] != "Suspended":
            return ""
        ended = (
            record["contract_end_date"] is not None
            and record["contract_end_date"] < script.world.now.date().isoformat()
        )
        if ended:
            script.demand()
            raise StuckError("the contract of the line has ended, so it may not be resumed")
        bills = json.loads(
            script.agent(
                "The line is suspended; I look for unpaid bills.",
                "get_bills_for_customer",
                customer_id=line.customer_id,
            )
        )
        for bill in bills:
            if bill["status"] == "Overdue":
                if not self._will_pay:
                    raise StuckError("the line is suspended for an overdue bill that the user refuses to pay")
                collect(script, line, bill["bill_id"])
        script.agent("All overdue bills are paid, so the line may be resumed.", "resume_line", **line.ids())
        return script.user("The phone finds the resumed line after a reboot.", "reboot_device")

    # Data

    def _switch_roaming_on(self) -> str:
        if not self._abroad or "Data Roaming Enabled: No" not in self._look():
            return ""
        return self._script.user("Abroad, data roaming must be on in the phone.", "toggle_roaming")

    def _allow_roaming(self) -> str:
        if not self._abroad or self._record("Abroad, the line must be allowed to roam.")["roaming_enabled"]:
            return ""
        return self._script.agent(
            "The user is abroad and the line may not roam; enabling it is free.", "enable_roaming", **self._line.ids()
        )

    def _switch_data_on(self) -> str:
        if "Mobile Data Enabled: No" not in self._look():
            return ""
        return self._script.user("Mobile data is off; it has to go on.", "toggle_data")

    def _refuel(self) -> str:
        line, script = self._line, self._script
        usage = json.loads(script.agent("The allowance may be used up.", "get_data_usage", **line.ids()))
        added = float(usage["data_refueling_gb"])
        if float(usage["data_used_gb"]) < float(usage["data_limit_gb"]) + added:
            return ""
        if added + self._refuel_gb > MOST_REFUEL_GB:
            raise StuckError("the data allowance is used up and no more may be added to it")
        if not self._refuel_gb:
            raise StuckError("the data allowance is used up and the user does not want to add to it")
        return script.agent(
            "The allowance is used up; the user agreed to add to it.",
            "refuel_data",
            **line.ids(),
            gb_amount=self._refuel_gb,
        )

    # Speed

    def _switch_saver_off(self) -> str:
        if "is ON" not in self._script.user("Data saver may slow it down.", "check_data_restriction_status"):
            return ""
        return self._script.user("Data saver is on; it has to go off.", "toggle_data_saver_mode")

    def _prefer_best_mode(self) -> str:
        found = self._script.user("The phone may be kept on an old network.", "check_network_mode_preference")
        return "" if BEST_MODE in found else self._set_best_mode()

    def _drop_slow_vpn(self) -> str:
        if "POOR" not in self._script.user("A VPN may slow it down.", "check_vpn_status"):
            return ""
        return self._script.user("The VPN is slow; it has to go.", "disconnect_vpn")

    # Picture messages

    def _leave_2g(self) -> str:
        if "Cellular Network Type: none" in self._status:
            self._status = ""
        return self._set_best_mode() if "Cellular Network Type: 2G" in self._look() else ""

    def _switch_wifi_calling_off(self) -> str:
        if "turned ON" not in self._script.user("Wi-Fi calling can be in the way.", "check_wifi_calling_status"):
            return ""
        return self._script.user("Wi-Fi calling is on; it has to go off.", "toggle_wifi_calling")

    def _grant_permissions(self) -> str:
        messaging = {"app_name": "messaging"}
        found = self._script.user("The messaging app needs permissions.", "check_app_permissions", **messaging)
        granted = found.rstrip(".").rpartition(": ")[2].split(", ")
        told = ""
        for permission in ("sms", "storage"):
            if permission not in granted:
                told = self._script.user(
                    f"The app lacks the permission {permission!r}.",
                    "grant_app_permission",
                    **messaging,
                    permission=permission,
                )
        return told

    def _restore_mmsc(self) -> str:
        found = self._script.user("The access point may lack the URL for picture messages.", "check_apn_settings")
        if "Not Set" not in found:
            return ""
        self._script.user("The URL is missing; a reset brings it back.", "reset_apn_settings")
        return self._script.user("The reset takes effect at a reboot.", "reboot_device")

    # Checks

    def _look(self) -> str:
        """Return the network status, looked up once: repairs of other things leave its switches alone."""
        if not self._status:
            self._status = self._script.user(
                "The network status shows several switches at once.", "check_network_status"
            )
        return self._status

    def _record(self, reason: str) -> Mapping[str, Any]:
        record: Mapping[str, Any] = json.loads(self._script.agent(reason, "get_details_by_id", id=self._line.line_id))
        return record

    def _connects(self, reason: str) -> bool:
        self._test = self._script.user(reason, "run_speed_test")
        return "failed" not in self._test

    def _sends(self, reason: str) -> bool:
        return "can send" in self._script.user(reason, "can_send_mms")

    def _set_best_mode(self) -> str:
        return self._script.user("Newer networks must be allowed again.", "set_network_mode_preference", mode=BEST_MODE)


def _has_signal(bar: str) -> bool:
    """Whether a status bar, or a tool's answer that shows one, has signal."""
    return "Status Bar: " in bar and "No Signal" not in bar and "Airplane Mode" not in bar.partition("Status Bar: ")[2]
