"""Reads calls and rows for the rules; whatever is malformed or missing is None, never an error.

Arguments come from a language model, and some tools store them unchecked, so they are of any type.
"""

from __future__ import annotations

from eigengraph.records import Facts, ToolCall
from eigengraph.world import RowView, Table, World
from eigengraph_telecom.phone_rows import USER
from eigengraph_telecom.rules.terms import UNPAID


def find(table: Table, key: object) -> RowView | None:
    """Return the row of a key, whatever the key is."""
    return table.peek(key) if isinstance(key, str) else None


def customer_of(before: World, call: ToolCall) -> RowView | None:
    """Return the customer that a call names."""
    return find(before.customers, call.arguments.get("customer_id"))


def line_of(before: World, call: ToolCall) -> RowView | None:
    """Return the line that a call names."""
    return find(before.lines, call.arguments.get("line_id"))


def lines_of(before: World, customer: RowView) -> list[RowView]:
    """Return the lines of a customer."""
    lines = [find(before.lines, line_id) for line_id in customer["line_ids"]]
    return [line for line in lines if line is not None]


def owes(before: World, customer: RowView) -> bool:
    """Return whether a customer has a bill that is overdue, or was and is requested."""
    bills = [find(before.bills, bill_id) for bill_id in customer["bill_ids"]]
    return any(bill is not None and bill["status"] in UNPAID for bill in bills)


def contract_ended(before: World, line: RowView) -> bool:
    """Return whether the contract of a line ended before today."""
    end = line["contract_end_date"]
    return isinstance(end, str) and end < before.now.date().isoformat()


def is_abroad(before: World, facts: Facts) -> bool | None:
    """Return whether the user is abroad: as the scenario says, or else as their phone's surroundings do."""
    told = facts.get("abroad")
    if isinstance(told, bool):
        return told
    around = before.surroundings.peek(USER)
    return None if around is None or around["phone_number"] is None else bool(around["is_abroad"])


def number(value: object) -> float | None:
    """Return a value as a number, infinite where it is too large for one, if it is a number at all."""
    try:
        return float(value) if isinstance(value, int | float) else None
    except OverflowError:
        return float("inf")
