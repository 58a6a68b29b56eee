"""Questions that are answered with a number and change nothing."""

from __future__ import annotations

import json
from typing import Any

from eigengraph.authoring import DeadEnd, Script
from eigengraph.records import Fact, Goal
from eigengraph_retail.sampler.lookups import (
    added,
    calculate,
    described_by,
    find_described,
    look_up,
    look_up_products,
)
from eigengraph_retail.sampler.paying import is_telling
from eigengraph_retail.sampler.picking import is_delivered, is_pending, is_sent, paid, pick_items, pick_order
from eigengraph_retail.sampler.scene import Scene
from eigengraph_retail.sampler.swapping import plan_swap
from eigengraph_retail.sampler.telling import dollars, items_fact, question_fact, type_fact

_MOST_ITEMS = 3
_FEWEST_COUNTED = 10  # a number of one digit would be said by chance


def ask_total(scene: Scene) -> tuple[Goal, ...]:
    """Ask what an order has cost in total."""
    order = pick_order(scene, lambda row: is_telling(paid(row)))
    about, total = order["order_id"], paid(order)
    if len(order["payment_history"]) > 1:
        raise DeadEnd("what was refunded is not part of the price")
    script = scene.script()
    located = look_up(scene, script, order)
    question = question_fact("total_paid", "how much I paid for this order in total", about)
    return (_price(script, (*located, question), total, f"Order {about} has cost ${dollars(total)} in total."),)


def ask_refund(scene: Scene) -> tuple[Goal, ...]:
    """Ask what returning some items would bring, without returning them."""
    order = pick_order(scene, is_delivered)
    items, about = pick_items(scene, order, _MOST_ITEMS), order["order_id"]
    script = scene.script()
    located = look_up(scene, script, order)
    refund = sum(item["price"] for item in items)
    if len(items) > 1:
        refund = calculate(script, added(item["price"] for item in items), "the refund")
    question = question_fact("refund", "how much I would get back if I returned these items", about)
    outcome = f"Returning these items would bring ${dollars(refund)}; nothing was returned."
    return (_price(script, (*located, items_fact(order, items), question), refund, outcome),)


def ask_difference(scene: Scene) -> tuple[Goal, ...]:
    """Ask what other variants of some items would cost or save, without replacing them."""
    order = pick_order(scene, lambda row: is_delivered(row) or is_pending(row))
    about = order["order_id"]
    script = scene.script()
    located = look_up(scene, script, order)
    swap = plan_swap(scene, script, order, pick_items(scene, order, 2), settled=True)
    change = calculate(script, swap.sum, "the difference in price")
    facts = [fact for fact in swap.facts if fact.name != "items_complete"]
    question = question_fact("price_difference", "what the difference in price would be, before I decide", about)
    outcome = f"The difference would be ${dollars(abs(change))}; nothing was changed."
    return (_price(script, (*located, *facts, question), abs(change), outcome),)


def ask_cheapest(scene: Scene) -> tuple[Goal, ...]:
    """Ask what the cheapest or the most expensive variant of a product costs that can be had."""
    script = scene.script()
    product = _look_up_type(scene, script)
    prices = [variant["price"] for variant in product["variants"].values() if variant["available"]]
    if not prices:
        raise DeadEnd("nothing is in stock")
    best, word = scene.random.choice([(min, "cheapest"), (max, "most expensive")])
    text = f"what the {word} variant in stock costs"
    question = question_fact(f"{word.replace(' ', '_')}_price", text, product["product_id"])
    price = float(best(prices))
    outcome = f"The {word} {product['name']} in stock costs ${dollars(price)}."
    return (_price(script, (type_fact(product["name"], product["product_id"]), question), price, outcome),)


def count_variants(scene: Scene) -> tuple[Goal, ...]:
    """Ask how many variants of a product there are, all of them or those in stock."""
    script = scene.script()
    product = _look_up_type(scene, script)
    variants = product["variants"].values()
    in_stock = scene.chance(0.7)
    count = sum(variant["available"] for variant in variants) if in_stock else len(variants)
    if count < _FEWEST_COUNTED:
        raise DeadEnd("the number is too small to be told from any other")
    which = "are in stock" if in_stock else "there are, in stock or not"
    question = question_fact(
        "variants_in_stock" if in_stock else "variants", f"how many variants {which}", product["product_id"]
    )
    return (
        Goal(
            intent="count_variants",
            decision="do",
            facts=(type_fact(product["name"], product["product_id"]), question),
            calls=tuple(script.steps),
            say=(str(count),),
            outcome=f"Of the {product['name']}, {count} variants {which}.",
        ),
    )


def ask_tracking(scene: Scene) -> tuple[Goal, ...]:
    """Ask for the tracking number of an order that was sent."""
    order = pick_order(scene, lambda row: is_sent(row) and len(_tracking(row)) == 1)
    about, (number,) = order["order_id"], _tracking(order)
    script = scene.script()
    located = look_up(scene, script, order)
    question = question_fact("tracking_number", "the tracking number of the shipment", about)
    return (_found(script, (*located, question), number, f"The tracking number of order {about} is {number}."),)


def ask_number(scene: Scene) -> tuple[Goal, ...]:
    """Ask for the number of an order."""
    order = pick_order(scene, lambda row: bool(described_by(scene, row)))
    about = order["order_id"]
    script = scene.script()
    located = find_described(scene, script, order, described_by(scene, order))
    question = question_fact("order_number", "the number of this order", about)
    return (_found(script, (*located, question), about, f"It is order {about}."),)


def _look_up_type(scene: Scene, script: Script) -> Any:
    """Look a product up by its name."""
    found = script.run("I look for the product's id among all products.", "list_all_product_types")
    name, product_id = scene.random.choice(list(json.loads(found).items()))
    look_up_products(script, [{"product_id": product_id, "name": name}])
    return scene.product(product_id)


def _tracking(order: Any) -> list[str]:
    return [number for shipment in order["fulfillments"] for number in shipment["tracking_id"]]


def _price(script: Script, facts: tuple[Fact, ...], amount: float, outcome: str) -> Goal:
    if not is_telling(amount):
        raise DeadEnd("the amount cannot be told from any other")
    return Goal(
        intent="ask_price",
        decision="do",
        facts=facts,
        calls=tuple(script.steps),
        say=(dollars(amount),),
        outcome=outcome,
    )


def _found(script: Script, facts: tuple[Fact, ...], text: str, outcome: str) -> Goal:
    return Goal(
        intent="ask_order",
        decision="do",
        facts=facts,
        calls=tuple(script.steps),
        say=(text,),
        outcome=outcome,
    )
