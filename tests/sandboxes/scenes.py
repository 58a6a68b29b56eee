"""Endings of three dialogues, right and wrong in several ways, as checkers see them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from typing import Any

Fields = dict[str, Any]


def call(name: str, side: str = "agent", error: bool = False, **arguments: Any) -> Fields:
    return {"side": side, "name": name, "arguments": arguments, "error": error}


def scene(before: Fields, after: Fields, calls: Iterable[Fields], said: Iterable[str]) -> Fields:
    """Return a view; what changed is told from the rows, field by field."""
    changed = [
        {
            "table": table,
            "key": key,
            "path": [field],
            "before": row[field],
            "after": after[table][key][field],
            "absent": "",
        }
        for table, rows in before.items()
        for key, row in rows.items()
        for field in row
        if row[field] != after[table][key][field]
    ]
    messages = [
        {"role": "assistant", "content": text, "side": "agent", "tool_calls": [], "error": False} for text in said
    ]
    return {
        **{"before": before, "after": after, "changed": changed, "calls": list(calls), "messages": messages},
        **{"needs": {}, "said": list(said), "environment": {}},
    }


def variant(of: Fields, change: Callable[[Fields], None]) -> Fields:
    """Return a view whose end, calls or texts were changed; what it says has changed follows."""
    changed = json.loads(json.dumps(of))  # unlike a deep copy, it shares no row between before and after
    change(changed)
    return scene(changed["before"], changed["after"], changed["calls"], changed["said"])


def put(*path: Any, value: Any) -> Callable[[Fields], None]:
    """Return a change of one place in a view."""

    def change(view: Fields) -> None:
        for step in path[:-1]:
            view = view[step]
        view[path[-1]] = value

    return change


def nothing(view: Fields) -> None:
    view["before"], view["after"] = {}, {}
    view["calls"], view["said"] = [], ["How can I help you?"]


def _airline() -> dict[str, Fields]:
    people = [
        {"first_name": "Mei", "last_name": "Davis", "dob": "1989-02-11"},
        {"first_name": "Omar", "last_name": "Davis", "dob": "1987-09-30"},
    ]
    reservation = {
        **{"reservation_id": "Q8KXP2", "user_id": "mei_davis_8935", "cabin": "economy", "passengers": people},
        "flights": [
            {"flight_number": "HAT101", "origin": "ORD", "destination": "MSP", "date": "2024-05-20", "price": 150},
            {"flight_number": "HAT102", "origin": "MSP", "destination": "ORD", "date": "2024-05-24", "price": 175},
        ],
        "payment_history": [{"payment_id": "credit_card_4421486", "amount": 650}],
        **{"created_at": "2024-05-14T10:05:00", "total_baggages": 1, "nonfree_baggages": 0, "status": None},
    }
    methods = {
        "credit_card_4421486": {"source": "credit_card", "id": "credit_card_4421486", "last_four": "1234"},
        "gift_card_5309492": {"source": "gift_card", "id": "gift_card_5309492", "amount": 1200.0},
    }
    user = {"user_id": "mei_davis_8935", "payment_methods": methods, "reservations": ["Q8KXP2", "ZFA04Y"]}
    before = {"reservations": {"Q8KXP2": reservation}, "users": {"mei_davis_8935": user}}
    after = copy.deepcopy(before)
    upgraded = after["reservations"]["Q8KXP2"]
    upgraded["cabin"] = "business"
    upgraded["flights"][0]["price"], upgraded["flights"][1]["price"] = 400, 420
    upgraded["payment_history"].append({"payment_id": "gift_card_5309492", "amount": 990})
    after["users"]["mei_davis_8935"]["payment_methods"]["gift_card_5309492"]["amount"] = 210.0
    write = call(
        "update_reservation_flights", reservation_id="Q8KXP2", cabin="business", payment_id="gift_card_5309492"
    )
    calls = [
        call("get_user_details", user_id="mei_davis_8935"),
        call("get_reservation_details", reservation_id="Q8KXP2"),
        call("calculate", expression="(400 + 420 - 150 - 175) * 2"),
        write,
    ]
    said = ["The upgrade for both of you comes to $990.00. Shall I go ahead?", "Done, enjoy business class!"]
    done = scene(before, after, calls, said)
    history = ("after", "reservations", "Q8KXP2", "payment_history", 1)
    other = copy.deepcopy(reservation) | {"reservation_id": "ZFA04Y"}
    return {
        "done": done,
        "nothing": variant(done, nothing),
        "wrong_amount": variant(done, put(*history, "amount", value=980)),
        "wrong_card": variant(done, put(*history, "payment_id", value="credit_card_4421486")),
        "wrong_cabin": variant(done, put("after", "reservations", "Q8KXP2", "cabin", value="economy")),
        "wrong_date": variant(done, put("after", "reservations", "Q8KXP2", "flights", 1, "date", value="2024-05-19")),
        "one_person": variant(done, put("after", "reservations", "Q8KXP2", "passengers", value=people[:1])),
        "another_too": variant(done, _also("reservations", "ZFA04Y", other, {"cabin": "business"})),
        "untold": variant(done, put("said", value=["Shall I go ahead?", "Done!"])),
        "told_wrong": variant(done, put("said", value=["It is $990.", "It came to $1,080.00 in the end."])),
        "not_looked_up": variant(done, put("calls", value=[write])),
        "failed_later": variant(done, put("calls", value=[*calls, call("calculate", error=True, expression="1/0")])),
    }


def _also(table: str, key: str, row: Fields, changes: Fields) -> Callable[[Fields], None]:
    """Return the change that another row was changed too."""

    def change(view: Fields) -> None:
        view["before"][table][key] = row
        view["after"][table][key] = row | changes

    return change


def _retail() -> dict[str, Fields]:
    lamp = {
        **{"name": "Desk Lamp", "product_id": "6817146515", "item_id": "6805564527", "price": 127.74},
        "options": {"color": "black", "power source": "USB"},
    }
    mug = {
        "name": "Mug",
        "product_id": "1968349452",
        "item_id": "3229676465",
        "price": 51.94,
        "options": {"color": "red"},
    }
    payment = {"transaction_type": "payment", "amount": 179.68, "payment_method_id": "paypal_6262583"}
    order = {
        **{"order_id": "#W1001", "user_id": "yusuf_li_7255", "status": "pending", "items": [mug, lamp]},
        **{"address": {"city": "Denver", "zip": "80210"}, "payment_history": [payment]},
    }
    white = lamp | {"item_id": "5320792178", "price": 135.24, "options": {"color": "white", "power source": "USB"}}
    charge = {"transaction_type": "payment", "amount": 7.5, "payment_method_id": "paypal_6262583"}
    changed = {"status": "pending (item modified)", "items": [mug, white], "payment_history": [payment, charge]}
    calls = [
        call("get_order_details", order_id="#W1001"),
        call("modify_pending_order_items", order_id="#W1001", item_ids=["6805564527"], new_item_ids=["5320792178"]),
    ]
    before, after = {"orders": {"#W1001": order}}, {"orders": {"#W1001": order | changed}}
    done = scene(before, after, calls, ["Your order now has the white lamp."])
    place = ("after", "orders", "#W1001")
    return {
        "done": done,
        "nothing": variant(done, nothing),
        "wrong_color": variant(done, put(*place, "items", 1, "options", "color", value="beige")),
        "wrong_product": variant(done, put(*place, "items", 1, "product_id", value="1968349452")),
        "two_items": variant(done, put(*place, "items", 0, "price", value=1.0)),
        "not_charged": variant(done, put(*place, "payment_history", value=[payment])),
        "cancelled": variant(done, put(*place, "status", value="cancelled")),
        "moved": variant(done, put(*place, "address", value={"city": "Austin", "zip": "73301"})),
        "another_too": variant(done, _also("orders", "#W2002", order, {"status": "cancelled"})),
    }


def _telecom() -> dict[str, Fields]:
    line = {"line_id": "L1001", "plan_id": "P1002", "roaming_enabled": False, "data_refueling_gb": 0.0}
    phone = {"mobile_data": False, "airplane_mode": False}
    before = {"lines": {"L1001": line}, "surroundings": {"device": phone}}
    after = {
        "lines": {"L1001": line | {"roaming_enabled": True, "data_refueling_gb": 2.0}},
        "surroundings": {"device": phone | {"mobile_data": True}},
    }
    calls = [
        call("get_customer_by_phone", phone_number="555-123-2002"),
        call("enable_roaming", line_id="L1001"),
        call("refuel_data", line_id="L1001", gb_amount=2.0),
        call("check_network_status", "user"),
        call("toggle_data", "user"),
        call("run_speed_test", "user"),
        call("run_speed_test", "user"),
    ]
    said = ["Adding 2 GB costs $10.", "Please switch on Mobile Data, and run a speed test."]
    done = scene(before, after, calls, said)
    place = ("after", "lines", "L1001")
    return {
        "done": done,
        "nothing": variant(done, nothing),
        "no_roaming": variant(done, put(*place, "roaming_enabled", value=False)),
        "other_plan": variant(done, put(*place, "plan_id", value="P1003")),
        "little_data": variant(done, put(*place, "data_refueling_gb", value=1.0)),
        "switch_off": variant(done, put("after", "surroundings", "device", "mobile_data", value=False)),
        "untold": variant(done, put("said", value=["All done."])),
        "transferred": variant(done, put("calls", value=[*calls[:3], call("transfer_to_human_agents", summary="x")])),
        "test_thrice": variant(done, put("calls", value=[*calls, calls[-1]])),
        "no_test": variant(done, put("calls", value=calls[:5])),
    }


SCENES = {"airline": _airline(), "retail": _retail(), "telecom": _telecom()}


def arguments(view: Fields, form: str) -> str:
    """Return what ``check`` gets of a view, as JSON."""
    if form == "view":
        return json.dumps({"view": view})
    return json.dumps(
        {
            **{"initial_db": view["before"], "final_db": view["after"]},
            **{"actions": view["calls"], "messages": view["messages"]},
        }
    )
