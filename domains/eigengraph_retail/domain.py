"""The store, as a domain."""

from __future__ import annotations

from pathlib import Path

from eigengraph.world import Domain
from eigengraph_retail.generate import generate_tables
from eigengraph_retail.integrity import cross_row_problems
from eigengraph_retail.rows import SCHEMA
from eigengraph_retail.rules import RULES
from eigengraph_retail.tools import TOOLS

_TWICE = "Environment.make_tool_call() got multiple values for"

RESERVED = {
    "self": f"{_TWICE} argument 'self'",
    "tool_name": f"{_TWICE} argument 'tool_name'",
    "requestor": f"tau2.environment.environment.{_TWICE} keyword argument 'requestor'",
}
"""Names that tau2-bench's own plumbing takes, with what it answers to a call that uses them."""

RETAIL = Domain(
    name="retail",
    tools=TOOLS,
    tables=generate_tables,
    schema=SCHEMA,
    check_tables=cross_row_problems,
    policy=Path(__file__).with_name("policy.md"),
    rules=RULES,
    tool_errors=(Exception,),
    check_arguments=False,
    toolkit="RetailTools",
    reserved_arguments=RESERVED,
    transfer_tool="transfer_to_human_agents",
)
"""Products, customers and orders of a web store; wire-compatible with tau2-bench's retail domain.

Whatever a tool raises is told to the caller, as tau2-bench does: its texts for malformed arguments are Python's and
pydantic's own.
"""
