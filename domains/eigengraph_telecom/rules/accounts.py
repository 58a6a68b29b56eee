"""Clauses on whose records may be changed."""

from __future__ import annotations

from eigengraph.records import Facts, ToolCall
from eigengraph.world import RowView, World, clause
from eigengraph_telecom.rules.reading import customer_of, line_of, lines_of
from eigengraph_telecom.rules.terms import OF_A_LINE, SUSPEND, WRITES


@clause(
    "telecom.identity.first",
    "Nothing is changed for a customer who was not found by phone number, by customer id, or by name and date of "
    "birth.",
    *WRITES,
)
def first(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compare what the user can identify with and the customer whom the call is about."""
    customer = customer_of(before, call)
    if customer is None:
        return None
    numbers = {customer["phone_number"], *(line["phone_number"] for line in lines_of(before, customer))}
    phone_number, customer_id = facts.get("phone_number"), facts.get("customer_id")
    matches = [_by_name(customer, facts)]
    if isinstance(phone_number, str):
        matches.append(phone_number in numbers)
    if isinstance(customer_id, str):
        matches.append(customer_id == customer["customer_id"])
    known = [match for match in matches if match is not None]
    return any(known) if known else None


@clause(
    "telecom.scope.own_line", "Only the customer's own line is changed, the one whose number they gave.", *OF_A_LINE
)
def own_line(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compare the line with the customer's lines, and with the given number where that is one of theirs."""
    customer, line, given = customer_of(before, call), line_of(before, call), facts.get("phone_number")
    if customer is None or line is None:
        return None
    if line["line_id"] not in customer["line_ids"]:
        return False
    if given is None:
        return None
    if any(own["phone_number"] == given for own in lines_of(before, customer)):
        return bool(line["phone_number"] == given)
    return bool(customer["phone_number"] == given)  # where they can be reached, which says nothing of a line


@clause("telecom.line.no_needless_suspension", "No line is suspended by the desk.", SUSPEND)
def no_needless_suspension(_before: World, _call: ToolCall, _facts: Facts) -> bool | None:
    """Nothing that a user can ask for needs it."""
    return False


def _by_name(customer: RowView, facts: Facts) -> bool | None:
    name, born = facts.get("name"), facts.get("date_of_birth")
    if not isinstance(name, str) or not isinstance(born, str):
        return None
    return (customer["full_name"].lower(), customer["date_of_birth"]) == (name.lower(), born)


RULES = (first, own_line, no_needless_suspension)
