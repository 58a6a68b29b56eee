"""Exactly the rows that had to change did."""

from collections import Counter

EXPECTED = {("reservations", "Q8KXP2"), ("users", "mei_davis_8935")}


def check(view):
    touched = {(change["table"], change["key"]) for change in view["changed"]}
    missing = EXPECTED - touched
    extra = touched - EXPECTED
    per_table = Counter(table for table, _ in touched)
    reasons = [f"missing change in {table}/{key}" for table, key in sorted(missing)]
    reasons += [f"unexpected change in {table}/{key}" for table, key in sorted(extra)]
    if per_table["reservations"] > 1:
        reasons.append(f"{per_table['reservations']} reservations were changed")
    return len(reasons) == 0, reasons
