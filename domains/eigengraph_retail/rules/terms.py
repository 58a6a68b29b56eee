"""The words and tool names of the store's policy."""

from __future__ import annotations

CANCEL_REASONS = ("no longer needed", "ordered by mistake")
"""The only reasons for which a pending order is cancelled."""
PENDING = "pending"
ITEMS_MODIFIED = "pending (item modified)"
DELIVERED = "delivered"
CLOSED = ("exchange requested", "return requested")
"""What a delivered order becomes by the one exchange or return that it takes."""

CANCEL = "cancel_pending_order"
ADDRESS = "modify_pending_order_address"
PAYMENT = "modify_pending_order_payment"
ITEMS = "modify_pending_order_items"
EXCHANGE = "exchange_delivered_order_items"
RETURN = "return_delivered_order_items"
PROFILE = "modify_user_address"
TRANSFER = "transfer_to_human_agents"
MODIFY = (ADDRESS, PAYMENT, ITEMS)
WRITES = (CANCEL, *MODIFY, EXCHANGE, RETURN, PROFILE)
"""Every tool that changes something."""
