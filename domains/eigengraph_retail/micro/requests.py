"""What customers of the reduced store ask for: the store's own requests, with less to say and one item each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from eigengraph.authoring import DeadEnd, Kind, Menu
from eigengraph.records import Goal
from eigengraph_retail.sampler import delivered, pending, refusals, transfers
from eigengraph_retail.sampler.lookups import locate
from eigengraph_retail.sampler.picking import (
    is_coming,
    is_delivered,
    is_pending,
    is_sent,
    methods,
    original_method,
    pick_items,
    pick_order,
)
from eigengraph_retail.sampler.scene import Scene

_TOLD_AT_ONCE = ("cancel_reason", "payment", "problem")
_LEFT_OUT = ("items_complete",)
_LOST = transfers.Problem("lost_package", "it never arrived", "got no package", is_delivered)
_INVOICE = transfers.Problem("business_invoice", "I need an invoice", "needs an invoice", lambda _row: True)

CLAUSES = frozenset({*pending.CANCEL, *pending.MODIFY_PAYMENT, *delivered.RETURN, "retail.transfer.scope"})
"""The clauses that its requests exercise."""

recognise = partial(locate, by_email=1.0, knows_id=0.0)
"""Customers are found by email address alone."""


def _request(make: Callable[[Scene], Goal]) -> Callable[[Scene], tuple[Goal, ...]]:
    """Have a request told briefly: what it rests on at once, how it ends in the words of the phrasebook."""

    def made(scene: Scene) -> tuple[Goal, ...]:
        goal = make(scene)
        facts = tuple(
            replace(fact, disclosure="start") if fact.name in _TOLD_AT_ONCE else fact
            for fact in goal.facts
            if fact.name not in _LEFT_OUT
        )
        return (replace(goal, facts=facts, outcome=""),)

    return made


def _cancel(scene: Scene) -> Goal:
    return pending.cancel_this(scene, pick_order(scene, is_pending), by_id=True)


def _modify_payment(scene: Scene) -> Goal:
    order = pick_order(scene, is_pending)
    return pending.modify_payment_of(scene, order, only=_other_method(scene, order), by_id=True)


def _return(scene: Scene) -> Goal:
    order = pick_order(scene, is_delivered)
    accepted = delivered.accepted_methods(scene, order)[0]
    return delivered.return_these(scene, order, pick_items(scene, order, 1), only=accepted, by_id=True)


def _cancel_sent(scene: Scene) -> Goal:
    return refusals.refuse_cancelling(scene, pick_order(scene, is_sent), by_id=True)


def _cancel_for_bad_reason(scene: Scene) -> Goal:
    return refusals.refuse_reason(scene, pick_order(scene, is_pending), by_id=True)


def _return_unsent(scene: Scene) -> Goal:
    order = pick_order(scene, is_coming)
    return refusals.refuse_return(scene, order, pick_items(scene, order, 1), by_id=True)


def _refund_elsewhere(scene: Scene) -> Goal:
    order = pick_order(scene, lambda row: is_delivered(row) and refusals.has_elsewhere(scene, row))
    return refusals.refuse_refund(scene, order, pick_items(scene, order, 1), by_id=True)


def _hand_over(scene: Scene) -> Goal:
    return transfers.hand_over_one(scene, scene.random.choice((_LOST, _INVOICE)), by_id=True)


def _other_method(scene: Scene, order: Any) -> str:
    for key in methods(scene):
        if key != original_method(order):
            return key
    raise DeadEnd("the user has no other method that no request depends on")


MENU: Menu[Scene] = Menu(
    done=(
        Kind(_request(_cancel), ("cancel_order",), 4),
        Kind(_request(_modify_payment), ("modify_payment",), 2),
        Kind(_request(_return), ("return_items",), 3),
    ),
    refused=(
        Kind(_request(_cancel_sent), ("cancel_delivered",), 2),
        Kind(_request(_cancel_for_bad_reason), ("bad_reason",), 3),
        Kind(_request(_return_unsent), ("return_pending",), 2),
        Kind(_request(_refund_elsewhere), ("refund_elsewhere",), 1),
    ),
    transferred=(Kind(_request(_hand_over), ("lost_package", "business_invoice"), 1),),
    refused_share=0.4,
    transferred_share=0.08,
)
"""Half of it is to be done, the rest to be refused or handed over: the decision is what there is to learn."""
