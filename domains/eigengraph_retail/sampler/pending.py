"""Cancelling and changing orders that have not been processed, and the address in the profile."""

from __future__ import annotations

from typing import Any

from eigengraph.authoring import DeadEnd, Script
from eigengraph.records import Fact, Goal, ToolCall
from eigengraph_retail.sampler.lookups import calculate, look_up
from eigengraph_retail.sampler.paying import pay, tell_amount
from eigengraph_retail.sampler.picking import (
    DEFAULT_ADDRESS,
    address_arguments,
    is_pending,
    keep_off,
    methods,
    new_address,
    original_method,
    paid,
    paid_once,
    pick_items,
    pick_order,
)
from eigengraph_retail.sampler.scene import Scene
from eigengraph_retail.sampler.swapping import plan_swap
from eigengraph_retail.sampler.telling import (
    REASON_TEXTS,
    address_fact,
    address_text,
    amount_text,
    dollars,
    payment_text,
    reason_fact,
)

OWN = ("retail.identity.first", "retail.scope.own")
CANCEL = ("retail.cancel.pending", "retail.cancel.reason", *OWN)
MODIFY_ITEMS = (
    "retail.modify.pending",
    "retail.modify.items_once",
    "retail.modify.same_product",
    "retail.modify.available",
    "retail.modify.gift_balance",
    "retail.payment_owned",
    *OWN,
)
MODIFY_PAYMENT = (
    "retail.modify.payment_different",
    "retail.modify.gift_balance",
    "retail.payment_owned",
    "retail.modify.pending",
    "retail.modify.items_once",
    *OWN,
)
MODIFY_ADDRESS = ("retail.modify.pending", "retail.modify.items_once", *OWN)
_MOST_ITEMS = 2  # of more, too many orders of the items would end differently


def cancel(scene: Scene) -> tuple[Goal, ...]:
    """Cancel an order."""
    return (cancel_this(scene, pick_order(scene, is_pending)),)


def cancel_this(scene: Scene, order: Any, *, by_id: bool = False) -> Goal:
    """Cancel an order that may be cancelled."""
    about = order["order_id"]
    keep_off(scene, *(entry["payment_method_id"] for entry in order["payment_history"]))
    reason = scene.random.choice(("no longer needed", "ordered by mistake"))
    script = scene.script()
    located = look_up(scene, script, order, by_id=by_id)
    script.run(
        "The order is pending, the reason is one that the policy accepts, and the customer has said yes.",
        "cancel_pending_order",
        order_id=about,
        reason=reason,
    )
    refund = paid(order)
    asked, say = tell_amount(scene, refund, about)
    return Goal(
        intent="cancel_order",
        decision="do",
        facts=(*located, reason_fact(about, reason, scene.random.choice(REASON_TEXTS[reason])), *asked),
        calls=tuple(script.steps),
        say=say,
        clauses=CANCEL,
        outcome=f"Order {about} is cancelled, with {amount_text(scene.user, -refund, original_method(order))}.",
    )


def modify_address(scene: Scene) -> tuple[Goal, ...]:
    """Have an order shipped elsewhere."""
    return (modify_address_of(scene, pick_order(scene, is_pending)),)


def modify_address_of(scene: Scene, order: Any, *, to: Any = None, by_id: bool = False) -> Goal:
    """Have a pending order shipped elsewhere: to a new address, to that in the profile, or to another order's.

    Args:
        scene: Who asks.
        order: The order.
        to: The new address, where it is settled.
        by_id: Whether the user certainly knows the order's id.
    """
    about = order["order_id"]
    script = scene.script()
    located = look_up(scene, script, order, by_id=by_id)
    address, text = (to, "") if to is not None else _destination(scene, script, order)
    script.run(
        "The order is pending and the customer has confirmed the new address, so I change it.",
        "modify_pending_order_address",
        order_id=about,
        **address_arguments(address),
    )
    return Goal(
        intent="modify_address",
        decision="do",
        facts=(*located, address_fact("address", address, about, text)),
        calls=tuple(script.steps),
        clauses=MODIFY_ADDRESS,
        outcome=f"Order {about} will be shipped to {address_text(address)}.",
    )


def modify_user_address(scene: Scene, *, to: Any = None) -> tuple[Goal, ...]:
    """Change the address in the profile: to a new one, or to that of an order."""
    if DEFAULT_ADDRESS in scene.touched:
        raise DeadEnd("another request depends on the address")
    scene.touched.add(DEFAULT_ADDRESS)
    script = scene.script()
    facts: tuple[Fact, ...] = ()
    address, text = to or new_address(scene), ""
    if to is None and scene.chance(0.3):
        order = pick_order(scene, lambda row: row["address"] != scene.user["address"])
        facts = look_up(scene, script, order)
        address, text = order["address"], "the address that this order goes to"
    script.run(
        "The customer has confirmed the new default address, so I change it.",
        "modify_user_address",
        user_id=scene.user_id,
        **address_arguments(address),
    )
    return (
        Goal(
            intent="modify_user_address",
            decision="do",
            facts=(*facts, address_fact("new_address", address, "", text)),
            calls=tuple(script.steps),
            clauses=OWN,
            outcome=f"The address in the profile is now {address_text(address)}.",
        ),
    )


def modify_payment(scene: Scene) -> tuple[Goal, ...]:
    """Pay an order with another method."""
    return (modify_payment_of(scene, pick_order(scene, lambda row: is_pending(row) and paid_once(row))),)


def modify_payment_of(scene: Scene, order: Any, *, only: str = "", by_id: bool = False) -> Goal:
    """Pay a pending order with another method.

    Args:
        scene: Who pays.
        order: The order.
        only: The new method, where it is settled.
        by_id: Whether the user certainly knows the order's id.
    """
    about, old = order["order_id"], original_method(order)
    keep_off(scene, old)
    others = [only] if only else [key for key in methods(scene) if key != old]
    script = scene.script()
    located = look_up(scene, script, order, by_id=by_id)
    chosen = pay(
        scene,
        script,
        "The order is pending, the new method differs from the old one and covers the total, and the customer agrees.",
        lambda key: [ToolCall("modify_pending_order_payment", {"order_id": about, "payment_method_id": key})],
        about,
        others,
    )
    asked, say = tell_amount(scene, paid(order), about)
    return Goal(
        intent="modify_payment",
        decision="do",
        facts=(*located, chosen.fact, *asked),
        calls=tuple(script.steps),
        alternatives=chosen.alternatives,
        say=say,
        clauses=MODIFY_PAYMENT,
        outcome=f"The ${dollars(paid(order))} for order {about} are now paid with "
        f"{payment_text(scene.user, chosen.value, 'your')}.",
    )


def modify_items(scene: Scene) -> tuple[Goal, ...]:
    """Replace items of an order by other variants."""
    return (modify_items_of(scene, pick_order(scene, is_pending)),)


def modify_items_of(scene: Scene, order: Any, *, by_id: bool = False) -> Goal:
    """Replace items of a pending order by other variants of the same products."""
    about = order["order_id"]
    script = scene.script()
    located = look_up(scene, script, order, by_id=by_id)
    swap = plan_swap(scene, script, order, pick_items(scene, order, _MOST_ITEMS))
    change = calculate(script, swap.sum, "the difference in price")
    chosen = pay(
        scene,
        script,
        "The order is pending, the new items are in stock, and the customer has named all items and said yes.",
        lambda key: swap.writes("modify_pending_order_items", key, any_order=True),
        about,
        methods(scene),
    )
    asked, say = tell_amount(scene, change, about) if swap.is_settled else ((), ())
    return Goal(
        intent="modify_items",
        decision="do",
        facts=(*located, *swap.facts, chosen.fact, *asked),
        calls=tuple(script.steps),
        alternatives=chosen.alternatives,
        say=say,
        clauses=MODIFY_ITEMS,
        outcome=f"In order {about} I have changed {swap.text('to')}, {amount_text(scene.user, change, chosen.value)}.",
    )


def _destination(scene: Scene, script: Script, order: Any) -> tuple[Any, str]:
    """Return another address for an order, and how the user calls it, which is empty where it is told in full."""
    at = scene.random.random()
    default = dict(scene.user["address"])
    if at < 0.35 and default != order["address"] and DEFAULT_ADDRESS not in scene.touched:
        scene.touched.add(DEFAULT_ADDRESS)
        return default, "the default address in my profile"
    if at < 0.6:
        others = [scene.order(key) for key in scene.user["orders"] if key not in scene.taken]
        others = [row for row in others if row["address"] != order["address"]]
        if others:
            other = scene.random.choice(others)
            scene.taken.add(other["order_id"])
            script.run(
                "The customer wants the address of another order, so I look that up.",
                "get_order_details",
                order_id=other["order_id"],
            )
            return other["address"], f"the address that my order {other['order_id']} goes to"
    return new_address(scene), ""
