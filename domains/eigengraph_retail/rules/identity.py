"""Clauses on whose orders, profile and payment methods may be used."""

from __future__ import annotations

from eigengraph.records import Facts, ToolCall
from eigengraph.world import RowView, World, clause
from eigengraph_retail.rules.reading import owner_of
from eigengraph_retail.rules.terms import EXCHANGE, ITEMS, PAYMENT, RETURN, WRITES


@clause(
    "retail.identity.first",
    "Nothing is changed for a customer who was not found by email, or by name and zip code.",
    *WRITES,
)
def first(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compare what the user can identify with and the customer whom the call is about."""
    owner = owner_of(before, call)
    if owner is None:
        return None
    matches = [match for match in (_by_email(owner, facts), _by_name(before, owner, facts)) if match is not None]
    return any(matches) if matches else None


@clause("retail.scope.own", "Orders and profile are changed only for the customer whose they are.", *WRITES)
def own(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compare the owner with who the user is."""
    owner, user_id = owner_of(before, call), facts.get("user_id")
    return None if owner is None or user_id is None else bool(owner["user_id"] == user_id)


@clause(
    "retail.payment_owned",
    "Every payment method that is used stands in the customer's profile.",
    PAYMENT,
    ITEMS,
    EXCHANGE,
    RETURN,
)
def payment_owned(before: World, call: ToolCall, _: Facts) -> bool | None:
    """Look the payment id up in the profile of the order's customer."""
    owner, method_id = owner_of(before, call), call.arguments.get("payment_method_id")
    return None if owner is None or not isinstance(method_id, str) else method_id in owner["payment_methods"]


def _by_email(owner: RowView, facts: Facts) -> bool | None:
    email = facts.get("email")
    return bool(owner["email"].lower() == email.lower()) if isinstance(email, str) else None


def _by_name(before: World, owner: RowView, facts: Facts) -> bool | None:
    first_name, last_name, zip_code = (facts.get(name) for name in ("first_name", "last_name", "zip"))
    if not (isinstance(first_name, str) and isinstance(last_name, str) and isinstance(zip_code, str)):
        return None
    # The address in the profile may have been changed in this dialogue, after the customer was found by the former.
    profile = before.users.initial(owner["user_id"])
    row = owner if profile is None else profile
    name = (row["name"]["first_name"].lower(), row["name"]["last_name"].lower())
    return name == (first_name.lower(), last_name.lower()) and row["address"]["zip"] == zip_code


RULES = (first, own, payment_owned)
