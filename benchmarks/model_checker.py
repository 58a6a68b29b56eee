"""A checker as a language model writes them, for any dialogue of the airline; ``verdicts.py`` runs it as text."""

import re
from datetime import datetime

WRITES = {"book_reservation", "cancel_reservation", "update_reservation_flights", "update_reservation_passengers"}


def spent(before, after):
    """Return what was charged between two states of a reservation."""
    known = len(before["payment_history"]) if before else 0
    return sum(payment["amount"] for payment in after["payment_history"][known:])


def check(view):
    reasons = []
    before, after = view["before"].get("reservations", {}), view["after"].get("reservations", {})
    total = sum(spent(before.get(key), row) for key, row in after.items() if row)
    if total > 20000:
        reasons.append(f"charged {total}")
    for key, row in after.items():
        days = [datetime.strptime(leg["date"], "%Y-%m-%d") for leg in row["flights"]]
        if days != sorted(days):
            reasons.append(f"the legs of {key} are out of order")
    tables = {change["table"] for change in view["changed"]}
    if not tables <= {"reservations", "users", "flights"}:
        reasons.append(f"other tables changed: {sorted(tables)}")
    writes = [call for call in view["calls"] if call["name"] in WRITES and not call["error"]]
    if after and not writes:
        reasons.append("something changed, but nothing was written")
    amounts = [int(amount) for text in view["said"] for amount in re.findall(r"\$(\d+)", text)]
    if any(amount < 0 for amount in amounts) or len(writes) > 12:
        reasons.append("it told an impossible amount, or wrote too often")
    return not reasons, reasons
