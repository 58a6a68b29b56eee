"""Bills of the last months, to the cent of what the plans cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from eigengraph_telecom.generate.numbers import Numbers

_MONTHS = (date(2024, 10, 1), date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1))
"""Billed months: each bill comes on the 20th and is due on the 6th of the next month."""

_FEES = (("Late fee", 5.0), ("Paper bill", 2.0), ("International calls", 7.4), ("Replacement SIM card", 10.0))
_OF_JANUARY = {"behind": "Overdue", "suspended": "Overdue", "disputing": "Disputed", "asked": "Awaiting Payment"}
"""What became of January's bill, which has been due since the 6th of February; paid, if nothing is said here."""


def draw_bills(
    random: Random,
    standing: str,
    customer_id: str,
    lines: Sequence[Mapping[str, Any]],
    plans: Mapping[str, Any],
    numbers: Numbers,
) -> dict[str, dict[str, Any]]:
    """Draw a customer's bills, oldest first, in the fields of ``BillRow``.

    Who is behind for long owes December's bill too. Some customers have a draft for the coming month, to which tools
    add charges.
    """
    if standing == "new":
        return {}
    months = _MONTHS[random.randint(0, 3) : 4 if standing == "closed" else 5]
    statuses = dict.fromkeys(months, "Paid")
    statuses[date(2025, 2, 1)] = random.choice(("Issued", "Issued", "Paid"))
    if standing in _OF_JANUARY:
        statuses[date(2025, 1, 1)] = _OF_JANUARY[standing]
        if standing == "behind" and random.random() < 0.3:
            statuses[date(2024, 12, 1)] = "Overdue"
    bills = [_draw_bill(random, numbers.id("B"), customer_id, month, statuses[month], lines, plans) for month in months]
    if standing != "closed" and random.random() < 0.6:
        bills.append(_draft(numbers.id("B"), customer_id))
    return {bill["bill_id"]: bill for bill in bills}


def _draw_bill(
    random: Random,
    bill_id: str,
    customer_id: str,
    month: date,
    status: str,
    lines: Sequence[Mapping[str, Any]],
    plans: Mapping[str, Any],
) -> dict[str, Any]:
    issued, end = month.replace(day=20), _next_month(month) - timedelta(days=1)
    items = [
        _item(f"{plan['name']} for {line['phone_number']}", plan["price_per_month"], issued, "Plan Charge")
        for line in lines
        for plan in [plans[line["plan_id"]]]
    ]
    if random.random() < 0.2:
        items.append(_item(*random.choice(_FEES), issued, "Fee"))
    if random.random() < 0.1:
        items.append(_item("Data beyond the allowance", float(random.randint(3, 18)), issued, "Overage"))
    return {
        "bill_id": bill_id,
        "customer_id": customer_id,
        "period_start": month.isoformat(),
        "period_end": end.isoformat(),
        "issue_date": issued.isoformat(),
        "total_due": round(sum(item["amount"] for item in items), 2),
        "due_date": (end + timedelta(days=6)).isoformat(),
        "line_items": items,
        "status": status,
    }


def _draft(bill_id: str, customer_id: str) -> dict[str, Any]:
    return {
        "bill_id": bill_id,
        "customer_id": customer_id,
        "period_start": "2025-03-01",
        "period_end": "2025-03-31",
        "issue_date": "2025-03-01",
        "total_due": 0.0,
        "due_date": "2025-03-15",
        "line_items": [],
        "status": "Draft",
    }


def _item(description: str, amount: float, day: date, kind: str) -> dict[str, Any]:
    return {"description": description, "amount": amount, "date": day.isoformat(), "item_type": kind}


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
