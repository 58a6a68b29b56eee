"""The agent's tools: the carrier, wire-compatible with tau2-bench (``domains/telecom/tools.py``)."""

from eigengraph.world import Tool
from eigengraph_telecom.agent_tools.billing import get_bills_for_customer, send_payment_request
from eigengraph_telecom.agent_tools.desk import transfer_to_human_agents
from eigengraph_telecom.agent_tools.lines import disable_roaming, enable_roaming, resume_line, suspend_line
from eigengraph_telecom.agent_tools.lookups import (
    get_customer_by_id,
    get_customer_by_name,
    get_customer_by_phone,
    get_details_by_id,
)
from eigengraph_telecom.agent_tools.setup import SETUP as AGENT_SETUP
from eigengraph_telecom.agent_tools.usage import get_data_usage, refuel_data

AGENT_TOOLS: tuple[Tool, ...] = (
    get_customer_by_phone,
    get_customer_by_id,
    get_customer_by_name,
    get_details_by_id,
    suspend_line,
    resume_line,
    get_bills_for_customer,
    send_payment_request,
    get_data_usage,
    enable_roaming,
    disable_roaming,
    transfer_to_human_agents,
    refuel_data,
)
"""Every tool, in the order in which models are shown them."""

__all__ = ["AGENT_SETUP", "AGENT_TOOLS"]
