"""A small set of rules, each a class, over the order."""


class Rule:
    def __init__(self, text):
        self.text = text

    def holds(self, before, after):
        raise NotImplementedError

    def explain(self, before, after):
        return [] if self.holds(before, after) else [self.text]


class Kept(Rule):
    def __init__(self, field):
        super().__init__(f"{field} must not change")
        self.field = field

    def holds(self, before, after):
        return before[self.field] == after[self.field]


class Became(Rule):
    def __init__(self, field, value):
        super().__init__(f"{field} must become {value}")
        self.field, self.value = field, value

    def holds(self, before, after):
        return after[self.field] == self.value


RULES = [Kept("user_id"), Kept("address"), Became("status", "pending (item modified)")]


def check(view):
    orders = view["after"].get("orders", {})
    if set(orders) != {"#W1001"}:
        return False, [f"orders changed: {sorted(orders)}"]
    before, after = view["before"]["orders"]["#W1001"], orders["#W1001"]
    reasons = [reason for rule in RULES for reason in rule.explain(before, after)]
    return not reasons, reasons
