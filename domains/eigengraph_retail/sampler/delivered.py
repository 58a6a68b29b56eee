"""Returning and exchanging items of orders that have arrived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eigengraph.records import Goal, ToolCall
from eigengraph_retail.sampler.lookups import added, calculate, look_up
from eigengraph_retail.sampler.paying import pay, tell_amount
from eigengraph_retail.sampler.pending import OWN
from eigengraph_retail.sampler.picking import (
    is_delivered,
    is_gift_card,
    methods,
    original_method,
    pick_items,
    pick_order,
)
from eigengraph_retail.sampler.scene import Scene
from eigengraph_retail.sampler.swapping import Swap, plan_swap
from eigengraph_retail.sampler.telling import (
    amount_text,
    complete_fact,
    dollars,
    item_text,
    items_fact,
    listed,
    payment_text,
)

RETURN = (
    "retail.return.delivered",
    "retail.return.refund_method",
    "retail.exchange.once",
    "retail.payment_owned",
    *OWN,
)
EXCHANGE = (
    "retail.exchange.delivered",
    "retail.exchange.once",
    "retail.exchange.same_product",
    "retail.exchange.available",
    "retail.exchange.gift_balance",
    "retail.payment_owned",
    *OWN,
)
_MOST_RETURNED = 5
_MOST_EXCHANGED = 3


def return_items(scene: Scene) -> tuple[Goal, ...]:
    """Return items of an order."""
    order = pick_order(scene, is_delivered)
    return (return_these(scene, order, pick_items(scene, order, _MOST_RETURNED)),)


def return_these(scene: Scene, order: Any, items: Sequence[Any], *, by_id: bool = False, only: str = "") -> Goal:
    """Return items of a delivered order.

    Args:
        scene: Who asks.
        order: The order.
        items: The items.
        by_id: Whether the user certainly knows the order's id.
        only: Where the refund goes, if that is settled.
    """
    about = order["order_id"]
    accepted = [only] if only else accepted_methods(scene, order)
    script = scene.script()
    located = look_up(scene, script, order, by_id=by_id)
    refund = sum(item["price"] for item in items)
    if len(items) > 1:
        refund = calculate(script, added(item["price"] for item in items), "the refund")
    chosen = pay(
        scene,
        script,
        "The order is delivered, the refund goes where the policy lets it go, and the customer has said yes.",
        lambda key: [
            ToolCall(
                "return_delivered_order_items",
                {"order_id": about, "item_ids": [item["item_id"] for item in items], "payment_method_id": key},
            )
        ],
        about,
        accepted,
    )
    asked, say = tell_amount(scene, refund, about)
    method = payment_text(scene.user, chosen.value, "your")
    return Goal(
        intent="return_items",
        decision="do",
        facts=(*located, items_fact(order, items), complete_fact(about), chosen.fact, *asked),
        calls=tuple(script.steps),
        alternatives=chosen.alternatives,
        say=say,
        clauses=RETURN,
        outcome=f"The return of {listed([item_text(order, item) for item in items])} from order {about} is requested; "
        f"${dollars(refund)} will go to {method}, and an email explains how to send it back.",
    )


def exchange_items(scene: Scene) -> tuple[Goal, ...]:
    """Exchange items of an order for other variants."""
    order = pick_order(scene, is_delivered)
    return (exchange_these(scene, order, pick_items(scene, order, _MOST_EXCHANGED)),)


def exchange_these(scene: Scene, order: Any, items: Sequence[Any], *, by_id: bool = False) -> Goal:
    """Exchange items of a delivered order for other variants of the same products."""
    script = scene.script()
    located = look_up(scene, script, order, by_id=by_id)
    swap = plan_swap(scene, script, order, items)
    change = calculate(script, swap.sum, "the difference in price")
    chosen = pay(
        scene,
        script,
        "The order is delivered, the new items are in stock, and the customer has named all items and said yes.",
        lambda key: swap.writes("exchange_delivered_order_items", key),
        order["order_id"],
        methods(scene),
    )
    asked, say = tell_amount(scene, change, order["order_id"]) if swap.is_settled else ((), ())
    return Goal(
        intent="exchange_items",
        decision="do",
        facts=(*located, *swap.facts, chosen.fact, *asked),
        calls=tuple(script.steps),
        alternatives=chosen.alternatives,
        say=say,
        clauses=EXCHANGE,
        outcome=_exchanged(scene, swap, change, chosen.value),
    )


def _exchanged(scene: Scene, swap: Swap, change: float, method: str) -> str:
    return (
        f"For order {swap.order['order_id']} I have requested the exchange of {swap.text('for')}, "
        f"{amount_text(scene.user, change, method)}; an email explains how to send it back."
    )


def accepted_methods(scene: Scene, order: Any) -> list[str]:
    """Return the methods that may take a refund; the money comes later, so no balance matters."""
    owned, original = scene.user["payment_methods"], original_method(order)
    return scene.shuffled([key for key in owned if key == original or is_gift_card(scene, key)])
