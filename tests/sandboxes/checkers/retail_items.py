"""The lamp was swapped for the white one, and the other items stayed."""


def check(view):
    order = view["after"].get("orders", {}).get("#W1001")
    if order is None:
        return False, ["order #W1001 was not changed"]
    before = view["before"]["orders"]["#W1001"]
    swapped = [(old, new) for old, new in zip(before["items"], order["items"], strict=True) if old != new]
    if len(swapped) != 1:
        return False, [f"{len(swapped)} items differ"]
    [(old, new)] = swapped
    if old["product_id"] != new["product_id"]:
        return False, ["swapped for another product"]
    wanted = {"color": "white", "power source": "USB"}
    wrong = {name: new["options"].get(name) for name, value in wanted.items() if new["options"].get(name) != value}
    if wrong:
        return False, [f"{name} is {value!r}" for name, value in wrong.items()]
    return order["status"] == "pending (item modified)", [f"status is {order['status']!r}"]
