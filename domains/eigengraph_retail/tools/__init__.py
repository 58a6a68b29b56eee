"""The store's tools, all of them the agent's, wire-compatible with tau2-bench (``domains/retail/tools.py``)."""

from eigengraph.authoring import calculate
from eigengraph.world import Tool
from eigengraph_retail.tools.addresses import modify_user_address
from eigengraph_retail.tools.delivered import exchange_delivered_order_items, return_delivered_order_items
from eigengraph_retail.tools.desk import transfer_to_human_agents
from eigengraph_retail.tools.lookups import (
    get_item_details,
    get_order_details,
    get_product_details,
    get_user_details,
)
from eigengraph_retail.tools.pending import (
    cancel_pending_order,
    modify_pending_order_address,
    modify_pending_order_items,
    modify_pending_order_payment,
)
from eigengraph_retail.tools.search import (
    find_user_id_by_email,
    find_user_id_by_name_zip,
    list_all_product_types,
)

TOOLS: tuple[Tool, ...] = (
    calculate,
    cancel_pending_order,
    exchange_delivered_order_items,
    find_user_id_by_name_zip,
    find_user_id_by_email,
    get_order_details,
    get_product_details,
    get_item_details,
    get_user_details,
    list_all_product_types,
    modify_pending_order_address,
    modify_pending_order_items,
    modify_pending_order_payment,
    modify_user_address,
    return_delivered_order_items,
    transfer_to_human_agents,
)
"""Every tool, in the order in which models are shown them."""

__all__ = ["TOOLS"]
