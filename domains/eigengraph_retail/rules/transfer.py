"""The clause on handing over to a human."""

from __future__ import annotations

from eigengraph.records import Facts, ToolCall
from eigengraph.world import World, clause
from eigengraph_retail.rules.reading import find
from eigengraph_retail.rules.terms import TRANSFER

_OF_AN_ORDER = ("cancel_reason", "address", "new_item_ids", "new_options", "payment")
"""Facts about an order that only a request has which a tool serves or the policy refuses."""


@clause(
    "retail.transfer.scope",
    "The user is handed over to a human only with a request that no tool serves and no rule refuses.",
    TRANSFER,
)
def scope(before: World, _: ToolCall, facts: Facts) -> bool | None:
    """Look for a request that stays with the policy; of what is beyond its tools a scenario says nothing typed."""
    if facts.get("new_address") is not None:
        return False
    numbers = [facts.get("order_id")]
    customer = find(before.users, facts.get("user_id"))
    if customer is not None:
        numbers += customer["orders"]
    orders = [number for number in numbers if isinstance(number, str)]
    asked = any(facts.get(name, order) is not None for order in orders for name in _OF_AN_ORDER)
    return False if asked else None


RULES = (scope,)
