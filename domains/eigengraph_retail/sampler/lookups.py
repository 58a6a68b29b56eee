"""Finding out what a request is about: the first calls of every gold solution."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from random import Random
from typing import Any

from eigengraph.authoring import DeadEnd, Script
from eigengraph.records import Disclosure, Fact, PlannedCall, ToolCall
from eigengraph.world import World
from eigengraph_retail.sampler.scene import Identity, Scene
from eigengraph_retail.sampler.telling import (
    email_fact,
    name_facts,
    order_fact,
    product_fact,
    user_fact,
)

_BY_EMAIL = 0.55
_KNOWS_ID = 0.15
_UNKNOWN = 0.4
_FAR = 5


def locate(
    world: World, random: Random, user_id: str, *, by_email: float = _BY_EMAIL, knows_id: float = _KNOWS_ID
) -> Identity:
    """Decide how a customer is recognised: by email address or, where they forgot that, by name and zip code.

    Args:
        world: Where the look-up is executed.
        random: The only source of chance.
        user_id: The customer.
        by_email: How often it is by email address.
        knows_id: How often the customer knows their user id too.

    Raises:
        DeadEnd: The look-up finds somebody else, as it may where two people share a name and a zip code.
    """
    user: Any = world.users.peek(user_id)
    facts: tuple[Fact, ...]
    forgotten: tuple[Fact, ...]
    if random.random() < by_email:
        facts, forgotten, how = (email_fact(user, "on_request"),), (), "email"
    else:
        facts, forgotten, how = name_facts(user), (email_fact(user, "unknown"),), "name_zip"
    find = ToolCall(f"find_user_id_by_{how}", {fact.name: fact.value for fact in facts})
    if world.call(find).content != user_id:
        raise DeadEnd("somebody else is found")
    read = ToolCall("get_user_details", {"user_id": user_id})
    world.call(read)
    knows: Disclosure = "start" if random.random() < knows_id else "unknown"
    calls = (
        PlannedCall(find, "Before anything else I have to find the customer by what they tell me."),
        PlannedCall(read, "The profile tells me the customer's orders, payment methods and address."),
    )
    return Identity((user_fact(user_id, knows), *facts), forgotten, calls)


def look_up(
    scene: Scene, script: Script, order: Any, *, by_id: bool = False, essential: bool = False
) -> tuple[Fact, ...]:
    """Look up an order: by its id or, where the user does not know that, by what was bought.

    Args:
        scene: Who asks.
        script: Gets the calls.
        order: The order, one of the user's.
        by_id: Whether the user certainly knows the id.
        essential: Whether the request cannot be judged rightly without having seen the order.

    Returns:
        The facts by which the user names the order.
    """
    described = () if by_id or not scene.chance(_UNKNOWN) else described_by(scene, order)
    facts = find_described(scene, script, order, described) if described else _look_up_by_id(scene, script, order)
    if essential:
        script.demand()
    return facts


def described_by(scene: Scene, order: Any) -> tuple[str, ...]:
    """Return a product, or else two, that tell an order from all others of the user; empty where nothing does."""
    ids = list(scene.user["orders"])
    if order["order_id"] not in ids[:_FAR]:
        return ()
    others = [_names(scene.order(other)) for other in ids if other != order["order_id"]]
    names = sorted(_names(order))
    for size in (1, 2):
        telling = [pick for pick in combinations(names, size) if not any(other >= set(pick) for other in others)]
        if telling:
            return tuple(scene.random.choice(telling))
    return ()


def find_described(scene: Scene, script: Script, order: Any, names: tuple[str, ...]) -> tuple[Fact, ...]:
    """Go through the user's orders up to the one that holds these products."""
    for other in scene.user["orders"]:
        script.run(
            "The customer does not know the order number, so I go through their orders for what they describe.",
            "get_order_details",
            order_id=other,
        )
        if other == order["order_id"]:
            break
    return product_fact(names, order["order_id"]), order_fact(order["order_id"], "unknown")


def look_up_products(script: Script, items: Iterable[Any]) -> None:
    """Look up each product that items are of."""
    for product_id, name in {item["product_id"]: item["name"] for item in items}.items():
        script.run(
            f"I need to see which variants of the {name} there are, in stock and at what price.",
            "get_product_details",
            product_id=product_id,
        )


def calculate(script: Script, expression: str, what: str) -> float:
    """Have an amount worked out, in dollars rounded to cents."""
    return float(script.run(f"I work out {what}.", "calculate", expression=expression))


def added(prices: Iterable[float]) -> str:
    """Return the expression for a sum."""
    return " + ".join(f"{price:.2f}" for price in prices)


def difference(new: Iterable[float], old: Iterable[float]) -> str:
    """Return the expression for how much more the new prices are than the old ones."""
    return " - ".join(f"({side})" if " " in side else side for side in (added(new), added(old)))


def _look_up_by_id(scene: Scene, script: Script, order: Any) -> tuple[Fact, ...]:
    script.run(
        "I need to see the order before I can decide anything about it.",
        "get_order_details",
        order_id=order["order_id"],
    )
    disclosure: Disclosure = "start" if scene.chance(0.5) else "on_request"
    return (order_fact(order["order_id"], disclosure),)


def _names(order: Any) -> set[str]:
    return {item["name"] for item in order["items"]}
