"""Reading the tables as a sampler does: orders, items, variants, payment methods, addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from eigengraph.authoring import DeadEnd
from eigengraph_retail.sampler.scene import Scene

DEFAULT_ADDRESS = "default address"
"""Stands for the address in the user's profile among what is touched."""
_STRANGERS = 12


def pick_order(scene: Scene, fits: Callable[[Any], bool]) -> Any:
    """Return a random order of the user that no other request is about and that fits, and take it.

    Raises:
        DeadEnd: The user has none.
    """
    for order_id in scene.shuffled(scene.user["orders"]):
        if order_id not in scene.taken:
            row = scene.order(order_id)
            if fits(row):
                scene.taken.add(order_id)
                return row
    raise DeadEnd("no order of the user fits")


def is_pending(order: Any) -> bool:
    """Whether nothing of an order has been processed or changed."""
    return bool(order["status"] == "pending")


def is_delivered(order: Any) -> bool:
    """Whether an order has arrived, and none of it was returned or exchanged."""
    return bool(order["status"] == "delivered")


def is_coming(order: Any) -> bool:
    """Whether an order has not arrived yet."""
    return order["status"] in ("pending", "processed")


def is_sent(order: Any) -> bool:
    """Whether it is too late to cancel or change an order."""
    return order["status"] in ("processed", "delivered")


def single_items(order: Any) -> list[Any]:
    """Return the items of an order that it holds once; of two alike, nobody could tell which is meant."""
    ids = [item["item_id"] for item in order["items"]]
    return [item for item in order["items"] if ids.count(item["item_id"]) == 1]


def pick_items(scene: Scene, order: Any, most: int) -> list[Any]:
    """Return some items of an order, in its order.

    Raises:
        DeadEnd: It has none that can be named.
    """
    items = single_items(order)
    if not items:
        raise DeadEnd("every item stands there twice")
    count = scene.random.randint(1, min(most, len(items)))
    return [items[index] for index in sorted(scene.random.sample(range(len(items)), count))]


def original_method(order: Any) -> str:
    """Return what an order was paid with."""
    return str(order["payment_history"][0]["payment_method_id"])


def paid_once(order: Any) -> bool:
    """Whether the only movement of money of an order is its payment."""
    return [entry["transaction_type"] for entry in order["payment_history"]] == ["payment"]


def paid(order: Any) -> float:
    """Return what an order cost, in dollars."""
    return round(sum(float(entry["amount"]) for entry in order["payment_history"]), 2)


def methods(scene: Scene, *sources: str) -> list[str]:
    """Return the user's payment methods, of some kinds or of all, in random order, without those others depend on."""
    owned = scene.user["payment_methods"]
    return scene.shuffled(
        [key for key in owned if (not sources or owned[key]["source"] in sources) and key not in scene.touched]
    )


def is_gift_card(scene: Scene, payment_id: str) -> bool:
    """Whether a payment method has a balance."""
    return bool(scene.user["payment_methods"][payment_id]["source"] == "gift_card")


def balance(scene: Scene, payment_id: str) -> float:
    """Return what is left on a gift card, in dollars; other methods have no end."""
    return float(scene.user["payment_methods"][payment_id].get("balance", float("inf")))


def touch(scene: Scene, *payment_ids: str) -> None:
    """Keep later requests off these methods, as far as they have a balance."""
    scene.touched.update(key for key in payment_ids if is_gift_card(scene, key))


def keep_off(scene: Scene, *payment_ids: str) -> None:
    """Make sure that no other request depends on these methods.

    Raises:
        DeadEnd: One does.
    """
    if scene.touched.intersection(payment_ids):
        raise DeadEnd("another request depends on the gift card")
    touch(scene, *payment_ids)


def others_in_stock(scene: Scene, order: Any, item: Any) -> list[Any]:
    """Return the available variants of an item's product that the order does not hold already."""
    held = {other["item_id"] for other in order["items"]}
    variants = scene.product(item["product_id"])["variants"]
    return [variants[key] for key in variants if variants[key]["available"] and key not in held]


def new_address(scene: Scene) -> dict[str, str]:
    """Return an address that is nobody's: a street of one stranger in the town of another."""
    street, town = (scene.world.users.peek(key)["address"] for key in strangers(scene, 2))  # type: ignore[index]
    return {
        "address1": street["address1"],
        "address2": street["address2"],
        "city": town["city"],
        "country": town["country"],
        "state": town["state"],
        "zip": town["zip"],
    }


def address_arguments(address: Any) -> dict[str, str]:
    """Return an address in the order in which tools take it."""
    return {name: address[name] for name in ("address1", "address2", "city", "state", "country", "zip")}


def strangers(scene: Scene, fewest: int = 1) -> Sequence[str]:
    """Return the ids of some other users, in random order.

    Raises:
        DeadEnd: There are too few.
    """
    drawn = scene.random.sample(scene.everybody, min(_STRANGERS, len(scene.everybody)))
    others = [key for key in drawn if key != scene.user_id]
    if len(others) < fewest:
        raise DeadEnd("the database has too few users")
    return others if fewest == 1 else others[:fewest]
