"""Tools that show one record, and the lookups that every other tool shares."""

from __future__ import annotations

from eigengraph.errors import ToolError
from eigengraph.world import RowView, World, tool


def find_user(world: World, user_id: str) -> RowView:
    """Return a customer, read-only.

    Raises:
        ToolError: There is no such customer.
    """
    user = world.users.peek(user_id)
    if user is None:
        raise ToolError("User not found")
    return user


def find_order(world: World, order_id: str) -> RowView:
    """Return an order, read-only.

    Raises:
        ToolError: There is no such order.
    """
    order = world.orders.peek(order_id)
    if order is None:
        raise ToolError("Order not found")
    return order


def find_product(world: World, product_id: str) -> RowView:
    """Return a product with its variants, read-only.

    Raises:
        ToolError: There is no such product.
    """
    product = world.products.peek(product_id)
    if product is None:
        raise ToolError("Product not found")
    return product


def find_variant(world: World, product_id: str, item_id: str) -> RowView:
    """Return one variant of a product, read-only.

    Raises:
        ToolError: There is no such product, or it has no such variant.
    """
    variants: RowView = find_product(world, product_id)["variants"]
    if item_id not in variants:
        raise ToolError("Variant not found")
    variant: RowView = variants[item_id]
    return variant


@tool
def get_order_details(world: World, order_id: str) -> RowView:
    """Look up an order: its status, items, address, shipments and payments.

    Args:
        world: The state.
        order_id: The order, such as '#W0000000'; the '#' belongs to it.
    """
    return find_order(world, order_id)


@tool
def get_product_details(world: World, product_id: str) -> RowView:
    """Look up a product with all its variants: options, price, and whether each can be had.

    Args:
        world: The state.
        product_id: The product, such as '6086499569'; not to be taken for an item id.
    """
    return find_product(world, product_id)


@tool
def get_item_details(world: World, item_id: str) -> RowView:
    """Look up one variant of a product: its options, price, and whether it can be had.

    Args:
        world: The state.
        item_id: The item, such as '1008292230'; not to be taken for a product id.
    """
    for product in world.products.values():
        variant: RowView | None = product["variants"].get(item_id)
        if variant is not None:
            return variant
    raise ToolError("Item not found")


@tool
def get_user_details(world: World, user_id: str) -> RowView:
    """Look up a customer: profile, address, payment methods and the ids of their orders.

    Args:
        world: The state.
        user_id: The customer, such as 'sara_doe_496'.
    """
    return find_user(world, user_id)
