"""What must hold between the carrier's rows, beyond what a row's model and its references say."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph.world import Tables
from eigengraph_telecom.phone_rows import USER


def cross_row_problems(tables: Tables) -> Iterator[str]:
    """Yield a line for each disagreement between rows: owners of lines and bills, and phone numbers.

    Args:
        tables: Tables that passed ``check_tables``.
    """
    owners: dict[str, str] = {}
    for key, customer in tables["customers"].items():
        for line_id in customer["line_ids"]:
            if owners.setdefault(line_id, key) != key:
                yield f"customers[{key!r}].line_ids: {line_id!r} belongs to {owners[line_id]!r} too"
        for bill_id in customer["bill_ids"]:
            owner = tables["bills"][bill_id]["customer_id"]
            if owner != key:
                yield f"customers[{key!r}].bill_ids: {bill_id!r} belongs to {owner!r}"
    for key, bill in tables["bills"].items():
        if key not in tables["customers"][bill["customer_id"]]["bill_ids"]:
            yield f"bills[{key!r}].customer_id: {bill['customer_id']!r} does not list this bill"
    numbers: dict[str, str] = {}
    for key, line in tables["lines"].items():
        if numbers.setdefault(line["phone_number"], key) != key:
            yield f"lines[{key!r}].phone_number: {line['phone_number']!r} is that of {numbers[line['phone_number']]!r}"
    number = tables["surroundings"][USER]["phone_number"]
    if number is not None and number not in numbers:
        yield f"surroundings[{USER!r}].phone_number: {number!r} is that of no line"
