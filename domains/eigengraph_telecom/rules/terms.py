"""The numbers, words and tool names of the carrier's policy."""

from __future__ import annotations

MOST_REFUEL_GB = 2.0
"""Gigabytes that may be added to a line in one billing cycle."""
UNPAID = ("Overdue", "Awaiting Payment")
"""Bills that stand between a suspended line and its service."""
LOCKED = ("locked_pin", "locked_puk")
"""States of a SIM card that no tool mends."""

SUSPEND = "suspend_line"
RESUME = "resume_line"
REQUEST_PAYMENT = "send_payment_request"
ENABLE_ROAMING = "enable_roaming"
DISABLE_ROAMING = "disable_roaming"
REFUEL = "refuel_data"
TRANSFER = "transfer_to_human_agents"
OF_A_LINE = (SUSPEND, RESUME, ENABLE_ROAMING, DISABLE_ROAMING, REFUEL)
WRITES = (*OF_A_LINE, REQUEST_PAYMENT)
"""Every tool of the agent's that changes something."""
