"""Clauses on bills, and on the lines that were suspended for them."""

from __future__ import annotations

from eigengraph.records import Facts, ToolCall
from eigengraph.world import World, clause
from eigengraph_telecom.rules.reading import contract_ended, customer_of, find, line_of, owes
from eigengraph_telecom.rules.terms import REQUEST_PAYMENT, RESUME


@clause("telecom.bill.overdue_only", "Payment is requested only of an overdue bill.", REQUEST_PAYMENT)
def overdue_only(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at the status of the bill."""
    bill = find(before.bills, call.arguments.get("bill_id"))
    return None if bill is None else bool(bill["status"] == "Overdue")


@clause("telecom.bill.one_awaiting", "A customer has one bill at a time that awaits payment.", REQUEST_PAYMENT)
def one_awaiting(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at every bill of the customer."""
    customer = customer_of(before, call)
    if customer is None:
        return None
    bills = [find(before.bills, bill_id) for bill_id in customer["bill_ids"]]
    return not any(bill is not None and bill["status"] == "Awaiting Payment" for bill in bills)


@clause(
    "telecom.suspension.paid_first",
    "A suspended line is resumed only after all overdue bills of its customer are paid.",
    RESUME,
)
def paid_first(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look at every bill of the customer; a requested payment that has not been made does not count."""
    customer, line = customer_of(before, call), line_of(before, call)
    if customer is None or line is None or line["status"] != "Suspended":
        return None
    return not owes(before, customer)


@clause("telecom.suspension.contract_ended", "A line whose contract has ended is never resumed.", RESUME)
def contract_has_ended(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Compare the end of the contract with today."""
    line = line_of(before, call)
    return None if line is None else not contract_ended(before, line)


RULES = (overdue_only, one_awaiting, paid_first, contract_has_ended)
