"""The clause on handing over to a human: what neither the desk's tools nor the phone's can mend."""

from __future__ import annotations

from eigengraph.records import Facts, ToolCall
from eigengraph.world import RowView, World, clause
from eigengraph_telecom.phone_rows import USER
from eigengraph_telecom.rules.reading import contract_ended, find, number, owes
from eigengraph_telecom.rules.terms import LOCKED, MOST_REFUEL_GB, TRANSFER


@clause(
    "telecom.transfer.after_trying",
    "The user is handed over to a human only with what the tools cannot solve: a locked SIM card, an ended contract, "
    "a bill that the user will not pay, data that may not or shall not be added, another plan.",
    TRANSFER,
)
def after_trying(before: World, _: ToolCall, facts: Facts) -> bool | None:
    """Look for a fault that stays; all others can be mended, so giving up on them is wrong."""
    if isinstance(facts.get("plan_wanted"), str) and facts.get("plan_wanted"):
        return True
    line = _line(before, facts)
    if line is None:
        return None
    return _is_locked(before, line) or _stays_suspended(before, line, facts) or _stays_without_data(before, line, facts)


def _line(before: World, facts: Facts) -> RowView | None:
    """Return the line that the dialogue is about: the given number's, or else that of the user's phone."""
    around = before.surroundings.peek(USER)
    numbers = [facts.get("phone_number"), None if around is None else around["phone_number"]]
    by_number = {line["phone_number"]: line for line in before.lines.values()}
    lines = [by_number[given] for given in numbers if isinstance(given, str) and given in by_number]
    return lines[0] if lines else None


def _is_locked(before: World, line: RowView) -> bool:
    phone, around = before.device.peek(USER), before.surroundings.peek(USER)
    if phone is None or around is None or around["phone_number"] != line["phone_number"]:
        return False
    return phone["sim_card_status"] in LOCKED


def _stays_suspended(before: World, line: RowView, facts: Facts) -> bool:
    if line["status"] != "Suspended":
        return False
    owners = [customer for customer in before.customers.values() if line["line_id"] in customer["line_ids"]]
    refuses = facts.get("will_pay") is False and any(owes(before, owner) for owner in owners)
    return refuses or contract_ended(before, line)


def _stays_without_data(before: World, line: RowView, facts: Facts) -> bool:
    """Return whether the allowance is used up and no amount that is permitted and agreed to would lift it."""
    plan = find(before.plans, line["plan_id"])
    used, added = number(line["data_used_gb"]), number(line["data_refueling_gb"])
    limit = None if plan is None else number(plan["data_limit_gb"])
    if facts.get("symptom") == "no_service" or used is None or added is None or limit is None:
        return False
    agreed = number(facts.get("refuel_gb"))
    room = max(0.0, MOST_REFUEL_GB - added)
    more = room if agreed is None else min(room, agreed)
    return used >= limit + added + more


RULES = (after_trying,)
