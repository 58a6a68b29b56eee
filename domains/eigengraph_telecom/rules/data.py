"""Clauses on the data allowance of a line, on plans and on roaming."""

from __future__ import annotations

from math import isclose

from eigengraph.records import Facts, ToolCall
from eigengraph.world import World, clause
from eigengraph_telecom.rules.reading import is_abroad, line_of, number
from eigengraph_telecom.rules.terms import DISABLE_ROAMING, ENABLE_ROAMING, MOST_REFUEL_GB, REFUEL

_ROUNDING = 1e-9


@clause("telecom.refuel.max_2gb", "At most 2 GB are added to a line, what was added before included.", REFUEL)
def max_2gb(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Add up what the line would have got."""
    line, amount = line_of(before, call), number(call.arguments.get("gb_amount"))
    had = None if line is None else number(line["data_refueling_gb"])
    return None if had is None or amount is None else had + amount <= MOST_REFUEL_GB + _ROUNDING


@clause("telecom.refuel.consent", "Data is added only in the amount that the user agreed to, in one call.", REFUEL)
def refuel_consent(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compare with the agreed amount, which may be none; what was added in this dialogue counts."""
    line, amount = line_of(before, call), number(call.arguments.get("gb_amount"))
    agreed = number(facts.get("refuel_gb"))
    if line is None or amount is None or agreed is None:
        return None
    began = before.lines.initial(line["line_id"])
    had = 0.0 if began is None else number(began["data_refueling_gb"])
    has = number(line["data_refueling_gb"])
    if had is None or has is None:
        return None
    return agreed > 0 and isclose(has - had + amount, agreed, abs_tol=_ROUNDING)


@clause("telecom.plan.consent", "A plan is changed only to the one that the user chose and confirmed.")
def plan_consent(_before: World, _call: ToolCall, _facts: Facts) -> bool | None:
    """No tool changes a plan, so no call can break this; tasks refer to it where such a request is handed over."""
    return None


@clause("telecom.roaming.abroad_only", "Roaming is enabled only for a user who is abroad.", ENABLE_ROAMING)
def abroad_only(before: World, _: ToolCall, facts: Facts) -> bool | None:
    """Look where the user is."""
    return is_abroad(before, facts)


@clause("telecom.roaming.disable", "Roaming is never disabled.", DISABLE_ROAMING)
def roaming_disable(_before: World, _call: ToolCall, _facts: Facts) -> bool | None:
    """Nothing that a user can ask for needs it."""
    return False


RULES = (max_2gb, refuel_consent, plan_consent, abroad_only, roaming_disable)
