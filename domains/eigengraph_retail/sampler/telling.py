"""Facts as a person tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eigengraph.records import Disclosure, Fact

REASON_TEXTS = {
    "no longer needed": ("I no longer need it", "I don't need it any more", "it is no longer needed"),
    "ordered by mistake": ("I ordered it by mistake", "it was ordered by mistake", "I placed the order by accident"),
    "other": (
        "I found it cheaper elsewhere",
        "it takes too long to arrive",
        "I have read bad reviews of it",
        "I want to order it again with a discount code",
        "a friend talked me out of it",
    ),
}


def email_fact(user: Any, disclosure: Disclosure) -> Fact:
    """Say the email address."""
    return Fact("email", user["email"], user["email"], disclosure=disclosure)


def name_facts(user: Any) -> tuple[Fact, ...]:
    """Say who writes in, by name and zip code."""
    name = user["name"]
    return (
        Fact("first_name", name["first_name"], name["first_name"]),
        Fact("last_name", name["last_name"], name["last_name"]),
        Fact("zip", user["address"]["zip"], user["address"]["zip"]),
    )


def user_fact(user_id: str, disclosure: Disclosure) -> Fact:
    """Say the user id, which proves nothing by itself."""
    return Fact("user_id", user_id, user_id, disclosure=disclosure)


def order_fact(order_id: str, disclosure: Disclosure) -> Fact:
    """Say which order a request is about."""
    return Fact("order_id", order_id, order_id, disclosure=disclosure)


def product_fact(names: Sequence[str], about: str) -> Fact:
    """Say which products are in an order."""
    value = names[0] if len(names) == 1 else list(names)
    return Fact("product", value, listed([f"the {name}" for name in names]), about, "start")


def type_fact(name: str, product_id: str) -> Fact:
    """Say which product a question is about."""
    return Fact("product_type", name, f"the {name}", product_id, "start")


def reason_fact(order_id: str, reason: str, text: str) -> Fact:
    """Say why an order is to be cancelled."""
    return Fact("cancel_reason", reason, text, order_id)


def items_fact(order: Any, items: Sequence[Any]) -> Fact:
    """Say which items of an order are meant."""
    every = len(items) > 1 and len(items) == len(order["items"])
    text = "everything in it" if every else listed([item_text(order, item) for item in items])
    return Fact("item_ids", [item["item_id"] for item in items], text, order["order_id"], "start")


def complete_fact(order_id: str) -> Fact:
    """Say that no item was left out, which matters where an order can be changed only once."""
    return Fact("items_complete", True, "those are all the items", order_id)


def options_fact(order_id: str, wanted: Sequence[Mapping[str, str]], texts: Sequence[str]) -> Fact:
    """Say what the new items should be like: all their options or, where the rest is left open, some."""
    return Fact("new_options", [dict(options) for options in wanted], "; ".join(texts), order_id)


def payment_fact(user: Any, payment_ids: Sequence[str], about: str) -> Fact:
    """Say how to pay or be refunded: with one method, or with any one of several."""
    texts = [payment_text(user, payment_id) for payment_id in payment_ids]
    if len(texts) == 1:
        return Fact("payment", payment_ids[0], texts[0], about)
    return Fact("payment", list(payment_ids), f"{', '.join(texts[:-1])} or {texts[-1]}, whichever you like", about)


def address_fact(name: str, address: Mapping[str, str], about: str, text: str = "") -> Fact:
    """Say an address, by what it is or as it is written."""
    return Fact(name, dict(address), text or address_text(address), about)


def amount_fact(about: str) -> Fact:
    """Say that the user wants to be told the amount of money."""
    return Fact("asks_amount", True, "tell me the exact amount in dollars and cents", about, "start")


def question_fact(value: str, text: str, about: str) -> Fact:
    """Say what the user wants to know."""
    return Fact("question", value, text, about, "start")


def problem_fact(value: str, text: str, about: str) -> Fact:
    """Say what is the matter with an order."""
    return Fact("problem", value, text, about, "start")


def item_text(order: Any, item: Any) -> str:
    """Say an item by its product and, where the order has several of that, by its options."""
    alike = sum(other["name"] == item["name"] for other in order["items"])
    return f"the {item['name']}" if alike == 1 else f"the {item['name']} ({options_text(item['options'])})"


def options_text(options: Mapping[str, str]) -> str:
    """Say options: ``color red, size 10``."""
    return ", ".join(f"{name} {value}" for name, value in options.items())


def payment_text(user: Any, payment_id: str, whose: str = "my") -> str:
    """Say a payment method by what it is, or by its id where that would leave two in question."""
    owned = user["payment_methods"]
    names = {key: _method_name(method) for key, method in owned.items()}
    name = names[payment_id]
    return payment_id if list(names.values()).count(name) > 1 else f"{whose} {name}"


def address_text(address: Mapping[str, str]) -> str:
    """Say an address on one line."""
    parts = (address["address1"], address["address2"], address["city"], address["state"], address["zip"])
    return ", ".join(part for part in (*parts, address["country"]) if part)


def listed(texts: Sequence[str]) -> str:
    """Join texts as a person would: ``a, b and c``."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def dollars(amount: float) -> str:
    """Say an amount: ``54.04``."""
    return f"{amount:.2f}"


def amount_text(user: Any, amount: float, payment_id: str) -> str:
    """Say what is charged or refunded."""
    method = payment_text(user, payment_id, "your")
    if not dollars(abs(amount)).strip("0."):
        return "at no difference in price"
    return f"${dollars(amount)} charged to {method}" if amount > 0 else f"${dollars(-amount)} refunded to {method}"


def _method_name(method: Any) -> str:
    if method["source"] == "credit_card":
        return f"{method['brand'].capitalize()} card ending in {method['last_four']}"
    return "PayPal account" if method["source"] == "paypal" else "gift card"
