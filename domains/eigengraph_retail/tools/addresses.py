"""The tool that changes a customer's address."""

from __future__ import annotations

from typing import Any

from eigengraph.world import World, tool
from eigengraph_retail.rows import UserAddress
from eigengraph_retail.tools.lookups import find_user


@tool(kind="write")
def modify_user_address(
    world: World, user_id: str, address1: str, address2: str, city: str, state: str, country: str, zip: str
) -> dict[str, Any]:
    """Change the address in a customer's profile; their orders keep theirs.

    Say what will change and get an explicit yes first.

    Args:
        world: The state.
        user_id: The customer, such as 'sara_doe_496'.
        address1: The first line, such as '123 Main St'.
        address2: The second line, such as 'Apt 1', or ''.
        city: The city, such as 'San Francisco'.
        state: The state, such as 'CA'.
        country: The country, such as 'USA'.
        zip: The zip code, such as '12345'.
    """
    find_user(world, user_id)
    address = UserAddress(address1=address1, address2=address2, city=city, country=country, state=state, zip=zip)
    user: dict[str, Any] = world.users[user_id]
    user["address"] = address.model_dump()
    return user
