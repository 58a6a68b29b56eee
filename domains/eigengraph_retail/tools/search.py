"""Tools that find a customer or a product by what is known of it."""

from __future__ import annotations

import json

from eigengraph.errors import ToolError
from eigengraph.world import World, tool


@tool
def find_user_id_by_name_zip(world: World, first_name: str, last_name: str, zip: str) -> str:
    """Find a customer's id by name and zip code.

    Try the email address first; use this where it finds nobody, or the customer does not remember it.

    Args:
        world: The state.
        first_name: The given name, such as 'John'.
        last_name: The family name, such as 'Doe'.
        zip: The zip code in the customer's profile, such as '12345'.
    """
    for user_id, user in world.users.items():
        name = user["name"]
        if (
            name["first_name"].lower() == first_name.lower()
            and name["last_name"].lower() == last_name.lower()
            and user["address"]["zip"] == zip
        ):
            return user_id
    raise ToolError("User not found")


@tool
def find_user_id_by_email(world: World, email: str) -> str:
    """Find a customer's id by email address.

    Args:
        world: The state.
        email: The address, such as 'something@example.com'.
    """
    for user_id, user in world.users.items():
        if user["email"].lower() == email.lower():
            return user_id
    raise ToolError("User not found")


@tool
def list_all_product_types(world: World) -> str:
    """List the name and product id of every product, by name; each product comes in several items."""
    return json.dumps({product["name"]: product["product_id"] for product in world.products.values()}, sort_keys=True)
