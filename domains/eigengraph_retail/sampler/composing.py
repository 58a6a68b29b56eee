"""Putting requests of one customer together into a blueprint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from eigengraph.authoring import (
    DeadEnd,
    Group,
    Kind,
    Menu,
    asks_for_something,
    draw_requests,
    first_sound,
    rehearse,
    same_facts,
    without_repeats,
)
from eigengraph.records import Blueprint, Goal
from eigengraph.world import Plan, World
from eigengraph.world.domain import Sampler
from eigengraph_retail.sampler import chains, delivered, pending, questions, refusals, transfers
from eigengraph_retail.sampler.lookups import locate
from eigengraph_retail.sampler.scene import Identity, Scene

Recogniser = Callable[[World, Random, str], Identity]
"""Decides how the customer of a user id is recognised; DeadEnd where they cannot be."""

_USERS = 80
_REMEMBERED = frozenset(
    {
        "find_user_id_by_email",
        "find_user_id_by_name_zip",
        "get_user_details",
        "get_product_details",
        "list_all_product_types",
    }
)
_MENU = Menu(
    done=(
        Kind(pending.cancel, ("cancel_order",), 4),
        Kind(pending.modify_address, ("modify_address",), 3),
        Kind(pending.modify_payment, ("modify_payment",), 5),
        Kind(pending.modify_items, ("modify_items",), 7),
        Kind(pending.modify_user_address, ("modify_user_address",), 1.2),
        Kind(delivered.return_items, ("return_items",), 6),
        Kind(delivered.exchange_items, ("exchange_items",), 7),
        Kind(questions.ask_total, ("ask_price",), 0.6),
        Kind(questions.ask_refund, ("ask_price",), 0.6),
        Kind(questions.ask_difference, ("ask_price",), 0.8),
        Kind(questions.ask_cheapest, ("ask_price",), 0.6),
        Kind(questions.count_variants, ("count_variants",), 1.5),
        Kind(questions.ask_tracking, ("ask_order",), 1),
        Kind(questions.ask_number, ("ask_order",), 1),
        Kind(chains.move_house, ("modify_user_address", "modify_address"), 1.2, 2),
        Kind(chains.redirect_then_modify, ("modify_address", "modify_items"), 1.5, 2),
        Kind(chains.repay_then_modify, ("modify_payment", "modify_items"), 1, 2),
        Kind(chains.refund_then_spend, ("cancel_order", "modify_payment"), 2, 2),
    ),
    refused=(
        Kind(refusals.cancel_sent, ("cancel_delivered",), 2),
        Kind(refusals.cancel_for_bad_reason, ("bad_reason",), 4),
        Kind(refusals.return_unsent, ("return_pending",), 1.5),
        Kind(refusals.exchange_other_product, ("exchange_other_product",), 2),
        Kind(refusals.exchange_unavailable, ("unavailable_item",), 2),
        Kind(refusals.refund_elsewhere, ("refund_elsewhere",), 2),
        Kind(refusals.pay_with_too_little, ("modify_payment",), 3),
        Kind(refusals.change_not_own, ("other_user",), 2.5),
        Kind(chains.modify_then_redirect, ("modify_items", "modify_address"), 2, 2),
        Kind(chains.exchange_twice, ("exchange_items", "second_exchange"), 2, 2),
        Kind(
            chains.refused_then_other, ("cancel_delivered", "refund_elsewhere", "unavailable_item", "bad_reason"), 4, 2
        ),
    ),
    transferred=(Kind(transfers.hand_over, ("lost_package", "payment_dispute", "business_invoice"), 1),),
    refused_share=0.28,
    transferred_share=0.08,
)


def sampler(menu: Menu[Scene], recognise: Recogniser = locate, most_goals: int | None = None) -> Sampler:
    """Return a sampler of the store's tasks.

    What it finds has gold solution and alternatives that all run without an error, and asks for something: refusals
    that need no look-up come beside other requests, since doing nothing at all would be right otherwise. A plan's
    ``refuse`` and ``transfer`` may be emphasised as intents are.

    Args:
        menu: What there is to ask for.
        recognise: Decides how a customer is recognised.
        most_goals: Goals of a task at most, whatever a plan says; None for as many as it says.
    """

    def sample(world: World, random: Random, plan: Plan) -> Blueprint | None:
        if most_goals is not None:
            plan = replace(plan, goals=(min(plan.goals[0], most_goals), min(plan.goals[1], most_goals)))
        return first_sound(world, plan, lambda: _compose(world, random, plan, menu, recognise))

    return sample


sample_blueprint = sampler(_MENU)
"""The store's own sampler."""


def _compose(world: World, random: Random, plan: Plan, menu: Menu[Scene], recognise: Recogniser) -> Blueprint:
    """Find a customer for one leading request, then add requests of the same customer.

    Raises:
        DeadEnd: There is none, or what was found is no sound task.
    """
    scene, (first, *others) = draw_requests(
        world, random, menu, plan, lambda size: _scenes(world, random, size, recognise), _agree
    )
    first = replace(first, facts=(*scene.identity.forgotten, *first.facts))
    goals = without_repeats([first, *others], remembered=_REMEMBERED, subject="get_order_details")
    blueprint = Blueprint(scene.identity.facts, goals)
    if not asks_for_something(world, goals) or _is_given_away(blueprint):
        raise DeadEnd("doing nothing would do, or what has to be found out is said anyway")
    rehearse(world, blueprint)
    return blueprint


def _scenes(world: World, random: Random, size: int, recognise: Recogniser) -> Iterator[Scene]:
    """Yield customers who can be found by what they say about themselves."""
    users = list(world.users)
    for _ in range(_USERS):
        fork = world.fork()
        user_id = _drawn_user(fork, random, users, size)
        try:
            identity = recognise(fork, random, user_id)
        except DeadEnd:
            continue
        yield Scene(fork, random, user_id, users, identity.calls, identity=identity)


def _drawn_user(world: World, random: Random, users: Sequence[str], size: int) -> str:
    """Return a random user; the more requests are wanted, the rather one with many orders and payment methods.

    Most users of tau2-bench have one method only, and then nothing about paying is ever left open.
    """

    def means(user_id: str) -> int:
        user: Any = world.users.peek(user_id)
        return len(user["orders"]) + 2 * len(user["payment_methods"])

    return max(random.sample(users, min(size + 2, len(users))), key=means)


def _agree(told: Sequence[Goal], new: Group) -> bool:
    return same_facts(told, new, but="order_id")


def _is_given_away(blueprint: Blueprint) -> bool:
    """Whether what the agent has to find out is said by chance: by the user, or with the report of another goal."""
    told = [fact.text for goal in blueprint.goals for fact in goal.facts if fact.disclosure != "unknown"]
    return any(
        text in other
        for goal in blueprint.goals
        for text in goal.say
        for other in (*told, *(about.outcome for about in blueprint.goals if about is not goal))
    )
