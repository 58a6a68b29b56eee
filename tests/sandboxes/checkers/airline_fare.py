"""The fare difference was charged to the cent, to the gift card."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def fare(reservation):
    per_person = sum((Decimal(str(leg["price"])) for leg in reservation["flights"]), Decimal(0))
    return (per_person * len(reservation["passengers"])).quantize(CENT, rounding=ROUND_HALF_UP)


def check(view):
    before = view["before"]["reservations"]["Q8KXP2"]
    after = view["after"]["reservations"]["Q8KXP2"]
    difference = fare(after) - fare(before)
    charges = after["payment_history"][len(before["payment_history"]) :]
    assert len(charges) == 1, f"expected one charge, found {len(charges)}"
    (charge,) = charges
    assert charge["payment_id"].startswith("gift_card"), f"charged {charge['payment_id']}"
    paid = Decimal(str(charge["amount"])).quantize(CENT)
    assert paid == difference, f"charged {paid}, the difference is {difference}"
    return True
