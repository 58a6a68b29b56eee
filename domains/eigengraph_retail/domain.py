"""The store, as a domain."""

from __future__ import annotations

from pathlib import Path

from eigengraph.world import TAU2_RESERVED, Domain
from eigengraph_retail.generate import generate_tables
from eigengraph_retail.integrity import cross_row_problems
from eigengraph_retail.rows import SCHEMA
from eigengraph_retail.rules import RULES
from eigengraph_retail.sampler import sample_blueprint
from eigengraph_retail.tools import TOOLS

RETAIL = Domain(
    name="retail",
    tools=TOOLS,
    tables=generate_tables,
    schema=SCHEMA,
    check_tables=cross_row_problems,
    policy=Path(__file__).with_name("policy.md"),
    rules=RULES,
    sampler=sample_blueprint,
    phrasebook=Path(__file__).with_name("phrasebook.toml"),
    tool_errors=(Exception,),
    check_arguments=False,
    toolkit="RetailTools",
    reserved_arguments=TAU2_RESERVED,
    transfer_tool="transfer_to_human_agents",
)
"""Products, customers and orders of a web store; wire-compatible with tau2-bench's retail domain.

Whatever a tool raises is told to the caller, as tau2-bench does: its texts for malformed arguments are Python's and
pydantic's own.
"""
