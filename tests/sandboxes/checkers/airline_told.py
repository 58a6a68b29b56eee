"""The customer was told the price of the upgrade, and no other amount afterwards."""

import re

AMOUNT = re.compile(r"\$\s?(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d{2}))?")


def amounts(text):
    return [int(whole.replace(",", "")) + int(cents or 0) / 100 for whole, cents in AMOUNT.findall(text)]


def check(view):
    told = [amount for text in view["said"] for amount in amounts(text)]
    if not told:
        return False, ["no amount was ever mentioned"]
    last = told[-1]
    return (True, []) if last == 990 else (False, [f"the last amount told was ${last:,.2f}"])
