"""What must hold between the store's rows, beyond what a row's model and its references say."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph.world import Row, Tables


def cross_row_problems(tables: Tables) -> Iterator[str]:
    """Yield a line for each disagreement between rows: owners, payment ids, items and variants.

    Args:
        tables: Tables that passed ``check_tables``.
    """
    yield from _product_problems(tables)
    for key, user in tables["users"].items():
        yield from _user_problems(f"users[{key!r}]", user, tables)
    for key, order in tables["orders"].items():
        yield from _order_problems(f"orders[{key!r}]", order, tables)


def _product_problems(tables: Tables) -> Iterator[str]:
    seen: dict[str, str] = {}
    for key, product in tables["products"].items():
        for item_id, variant in product["variants"].items():
            place = f"products[{key!r}].variants[{item_id!r}]"
            if variant["item_id"] != item_id:
                yield f"{place}.item_id: must repeat the key, found {variant['item_id']!r}"
            if item_id in seen:
                yield f"{place}: product {seen[item_id]!r} has an item of this id too"
            seen[item_id] = key


def _user_problems(place: str, user: Row, tables: Tables) -> Iterator[str]:
    for order_id in user["orders"]:
        owner = tables["orders"][order_id]["user_id"]
        if owner != user["user_id"]:
            yield f"{place}.orders: {order_id!r} belongs to {owner!r}"
    for payment_id, method in user["payment_methods"].items():
        if method["id"] != payment_id:
            yield f"{place}.payment_methods[{payment_id!r}].id: must repeat the key, found {method['id']!r}"


def _order_problems(place: str, order: Row, tables: Tables) -> Iterator[str]:
    owner = tables["users"][order["user_id"]]
    if order["order_id"] not in owner["orders"]:
        yield f"{place}.user_id: {order['user_id']!r} does not list this order"
    for index, payment in enumerate(order["payment_history"]):
        if payment["payment_method_id"] not in owner["payment_methods"]:
            yield f"{place}.payment_history[{index}]: {payment['payment_method_id']!r} is no payment method of its user"
    for index, item in enumerate(order["items"]):
        product = tables["products"][item["product_id"]]
        if item["item_id"] not in product["variants"]:
            yield f"{place}.items[{index}].item_id: {item['item_id']!r} is no variant of {item['product_id']!r}"
        if item["name"] != product["name"]:
            yield f"{place}.items[{index}].name: must be {product['name']!r}, found {item['name']!r}"
    bought = {item["item_id"] for item in order["items"]}
    for index, shipment in enumerate(order["fulfillments"]):
        for item_id in shipment["item_ids"]:
            if item_id not in bought:
                yield f"{place}.fulfillments[{index}].item_ids: {item_id!r} is no item of this order"
