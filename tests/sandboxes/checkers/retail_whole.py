"""Compare the databases as a whole: apply the expected changes to a copy, and look for the rest."""

import copy


def check(initial_db, final_db, actions, messages):
    expected = copy.deepcopy(initial_db)
    order = expected.get("orders", {}).get("#W1001")
    if order is None:
        return {"passed": False, "score": 0.0, "reasons": ["the order is not there"]}
    lamp = next((item for item in order["items"] if item["product_id"] == "6817146515"), None)
    if lamp is None:
        return {"passed": False, "score": 0.0, "reasons": ["there is no lamp"]}
    lamp.update({"item_id": "5320792178", "price": 135.24, "options": {"color": "white", "power source": "USB"}})
    order["status"] = "pending (item modified)"
    order["payment_history"].append(
        {"transaction_type": "payment", "amount": 7.5, "payment_method_id": "paypal_6262583"}
    )
    if final_db == expected:
        return {"passed": True, "score": 1.0, "reasons": []}
    differing = [name for name in expected if expected[name] != final_db.get(name)]
    made = len([action for action in actions if not action["error"]])
    return {"passed": False, "score": 0.0, "reasons": [f"{name} differs after {made} calls" for name in differing]}
