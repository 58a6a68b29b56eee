"""Requests that belong together: the second rests on the first, or stands in for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eigengraph.authoring import DeadEnd
from eigengraph.records import Goal, ToolCall
from eigengraph_retail.sampler.delivered import exchange_these, return_these
from eigengraph_retail.sampler.lookups import look_up
from eigengraph_retail.sampler.pending import (
    cancel_this,
    modify_address_of,
    modify_items_of,
    modify_payment_of,
    modify_user_address,
)
from eigengraph_retail.sampler.picking import (
    address_arguments,
    balance,
    is_delivered,
    is_gift_card,
    is_pending,
    new_address,
    original_method,
    paid,
    paid_once,
    pick_items,
    pick_order,
)
from eigengraph_retail.sampler.refusals import (
    refuse_cancelling,
    refuse_reason,
    refuse_refund,
    refuse_unavailable,
    unavailable,
)
from eigengraph_retail.sampler.scene import Scene
from eigengraph_retail.sampler.telling import address_fact, items_fact

_MOST_ITEMS = 3


def move_house(scene: Scene) -> tuple[Goal, ...]:
    """Change the address in the profile, and that of a pending order to the same."""
    address = new_address(scene)
    order = pick_order(scene, is_pending)
    return (*modify_user_address(scene, to=address), modify_address_of(scene, order, to=address))


def redirect_then_modify(scene: Scene) -> tuple[Goal, ...]:
    """Have an order shipped elsewhere, then replace items of it, which closes it to any other change."""
    order = pick_order(scene, is_pending)
    return modify_address_of(scene, order, by_id=True), modify_items_of(scene, order, by_id=True)


def repay_then_modify(scene: Scene) -> tuple[Goal, ...]:
    """Pay an order with another method, then replace items of it."""
    order = pick_order(scene, lambda row: is_pending(row) and paid_once(row))
    first = modify_payment_of(scene, order, by_id=True)
    if first.alternatives:
        raise DeadEnd("two free choices about one order")
    return first, modify_items_of(scene, scene.order(order["order_id"]), by_id=True)


def modify_then_redirect(scene: Scene) -> tuple[Goal, ...]:
    """Replace items of an order, then ask for a new address, which comes too late."""
    order = pick_order(scene, is_pending)
    about, address = order["order_id"], new_address(scene)
    first = modify_items_of(scene, order, by_id=True)
    script = scene.script()
    located = look_up(scene, script, order, by_id=True)
    late = Goal(
        intent="modify_address",
        decision="refuse",
        facts=(*located, address_fact("address", address, about)),
        calls=tuple(script.steps),
        tempting=(ToolCall("modify_pending_order_address", {"order_id": about, **address_arguments(address)}),),
        clauses=("retail.modify.items_once",),
        outcome=f"The address of order {about} stays, because its items have been changed and that closes the order.",
    )
    return first, late


def exchange_twice(scene: Scene) -> tuple[Goal, ...]:
    """Exchange an item of an order, then ask for the exchange of another one, which comes too late."""
    order = pick_order(scene, lambda row: is_delivered(row) and len(row["items"]) > 1)
    about, items = order["order_id"], pick_items(scene, order, 1)
    left = [item for item in order["items"] if item["item_id"] != items[0]["item_id"]]
    if not left:
        raise DeadEnd("all items are alike")
    first = exchange_these(scene, order, items, by_id=True)
    script = scene.script()
    located = look_up(scene, script, order, by_id=True)
    again = Goal(
        intent="second_exchange",
        decision="refuse",
        facts=(*located, items_fact(order, [scene.random.choice(left)])),
        calls=tuple(script.steps),
        clauses=("retail.exchange.once",),
        outcome=f"An exchange has been requested for order {about}, and that can be done only once for an order.",
    )
    return first, again


def refund_then_spend(scene: Scene) -> tuple[Goal, ...]:
    """Cancel an order that was paid with a gift card, then pay another one with what that brings."""

    def by_gift_card(row: Any) -> bool:
        return is_pending(row) and paid_once(row) and is_gift_card(scene, original_method(row))

    cancelled = pick_order(scene, by_gift_card)
    card = original_method(cancelled)
    before = balance(scene, card)
    first = cancel_this(scene, cancelled)
    scene.touched.discard(card)
    order = pick_order(
        scene,
        lambda row: is_pending(row) and paid_once(row) and original_method(row) != card and paid(row) > before,
    )
    return first, modify_payment_of(scene, order, only=card)


def refused_then_other(scene: Scene) -> tuple[Goal, ...]:
    """Ask for what is forbidden and, after the refusal, for what is allowed with the same order."""
    ways: list[Callable[[Scene], tuple[Goal, ...]]] = [
        _cancel_or_return,
        _refund_elsewhere_or_back,
        _unavailable_or_other,
        _bad_reason_or_redirect,
    ]
    return scene.random.choice(ways)(scene)


def _cancel_or_return(scene: Scene) -> tuple[Goal, ...]:
    order = pick_order(scene, is_delivered)
    refused = refuse_cancelling(scene, order, by_id=True)
    return refused, return_these(scene, order, pick_items(scene, order, len(order["items"])), by_id=True)


def _refund_elsewhere_or_back(scene: Scene) -> tuple[Goal, ...]:
    order = pick_order(scene, is_delivered)
    items = pick_items(scene, order, _MOST_ITEMS)
    refused = refuse_refund(scene, order, items, by_id=True)
    return refused, return_these(scene, order, items, by_id=True, only=original_method(order))


def _unavailable_or_other(scene: Scene) -> tuple[Goal, ...]:
    """Do without the variant that is out of stock, but replace another item or take another variant."""
    order = pick_order(scene, lambda row: bool(unavailable(scene, row)) and (is_delivered(row) or is_pending(row)))
    refused = refuse_unavailable(scene, order, *scene.random.choice(unavailable(scene, order)), by_id=True)
    if is_pending(order):
        return refused, modify_items_of(scene, order, by_id=True)
    return refused, exchange_these(scene, order, pick_items(scene, order, 2), by_id=True)


def _bad_reason_or_redirect(scene: Scene) -> tuple[Goal, ...]:
    order = pick_order(scene, is_pending)
    return refuse_reason(scene, order, by_id=True), modify_address_of(scene, order, by_id=True)
