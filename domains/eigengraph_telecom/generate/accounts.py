"""What a customer has of the carrier: lines, devices and bills that agree with each other."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from eigengraph_telecom.generate.billing import draw_bills
from eigengraph_telecom.generate.lines import draw_line
from eigengraph_telecom.generate.numbers import Numbers

Rows = dict[str, dict[str, Any]]

_STANDINGS = {
    "good": 0.62, "behind": 0.12, "suspended": 0.07, "ended": 0.04, "disputing": 0.05, "asked": 0.03, "new": 0.04,
    "closed": 0.03,
}  # fmt: skip
"""How a customer stands, and how often: ``behind`` with a bill, ``suspended`` for one, with a contract that ``ended``,
``disputing`` a bill, ``asked`` to pay one, ``new`` with a line that waits, or ``closed``."""

_ACCOUNT_STATUS = {"suspended": "Suspended", "new": "Pending Verification", "closed": "Closed"}


def draw_account(
    random: Random, person: Mapping[str, Any], plans: Mapping[str, Any], numbers: Numbers
) -> dict[str, Rows]:
    """Draw all rows of one customer.

    Args:
        random: The customer's own source of chance.
        person: The fields that say who they are.
        plans: The price list.
        numbers: Gives ids and phone numbers.

    Returns:
        Their rows of ``customers``, ``lines``, ``devices`` and ``bills``.
    """
    standing = random.choices(list(_STANDINGS), list(_STANDINGS.values()))[0]
    customer_id = numbers.id("C")
    lines: Rows = {}
    devices: Rows = {}
    for index in range(random.choices((1, 2, 3, 4, 5), (42, 30, 16, 8, 4))[0]):
        line, device = draw_line(random, standing if index == 0 else "good", plans, numbers)
        lines[line["line_id"]] = line
        if device is not None:
            devices[device["device_id"]] = device
    bills = draw_bills(random, standing, customer_id, list(lines.values()), plans, numbers)
    contact = next(iter(lines.values()))["phone_number"] if random.random() < 0.7 else numbers.phone()
    customer = {
        "customer_id": customer_id,
        **person,
        "phone_number": contact,
        "account_status": _ACCOUNT_STATUS.get(standing, "Active"),
        "line_ids": list(lines),
        "bill_ids": list(bills),
    }
    return {"customers": {customer_id: _in_order(customer)}, "lines": lines, "devices": devices, "bills": bills}


_FIELDS = (
    "customer_id", "full_name", "date_of_birth", "email", "phone_number", "address", "account_status",
    "payment_methods", "line_ids", "bill_ids", "created_at", "last_extension_date", "goodwill_credit_used_this_year",
)  # fmt: skip


def _in_order(customer: dict[str, Any]) -> dict[str, Any]:
    """Tools show fields in the order of the row model."""
    return {name: customer[name] for name in _FIELDS}
