"""Payments minus refunds come to the price of what is in the order."""

import math
import statistics


def check(view):
    order = view["after"]["orders"]["#W1001"]
    prices = [item["price"] for item in order["items"]]
    signs = {"payment": 1, "refund": -1}
    balance = sum(signs[entry["transaction_type"]] * entry["amount"] for entry in order["payment_history"])
    total = statistics.fmean(prices) * len(prices)
    if not math.isclose(balance, total, abs_tol=0.005):
        return False, [f"paid {balance:.2f} for {total:.2f}"]
    return True, []
