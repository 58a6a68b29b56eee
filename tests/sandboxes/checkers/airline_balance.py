"""What the gift card lost is what the reservation's history gained."""

from dataclasses import dataclass, field


@dataclass
class Ledger:
    spent: float = 0.0
    methods: list = field(default_factory=list)

    def add(self, payment):
        self.spent += payment["amount"]
        self.methods.append(payment["payment_id"])


def check(view):
    ledger = Ledger()
    for key, row in sorted(view["after"].get("reservations", {}).items()):
        known = view["before"]["reservations"][key]["payment_history"]
        for payment in row["payment_history"][len(known) :]:
            ledger.add(payment)
    reasons = []
    for user_id, user in view["after"].get("users", {}).items():
        old = view["before"]["users"][user_id]["payment_methods"]
        for name, method in user["payment_methods"].items():
            lost = old[name].get("amount", 0) - method.get("amount", 0)
            if abs(lost - (ledger.spent if name in ledger.methods else 0)) > 0.005:
                reasons.append(f"{name} lost {lost:.2f}, payments came to {ledger.spent:.2f}")
    if not ledger.methods:
        reasons.append("nothing was paid")
    return {"passed": not reasons, "score": 1.0 if not reasons else 0.0, "reasons": reasons}
