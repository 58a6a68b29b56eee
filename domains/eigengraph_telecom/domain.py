"""The carrier, as a domain."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from eigengraph.world import TAU2_RESERVED, Domain
from eigengraph_telecom.agent_tools import AGENT_SETUP, AGENT_TOOLS
from eigengraph_telecom.assertions import ASSERTIONS
from eigengraph_telecom.generate import generate_tables
from eigengraph_telecom.integrity import cross_row_problems
from eigengraph_telecom.rows import SCHEMA
from eigengraph_telecom.rules import RULES
from eigengraph_telecom.sampler import sample_blueprint
from eigengraph_telecom.sync import sync
from eigengraph_telecom.user_tools import USER_SETUP, USER_TOOLS

TELECOM = Domain(
    name="telecom",
    tools=(*AGENT_TOOLS, *USER_TOOLS),
    setup=(*AGENT_SETUP, *USER_SETUP),
    tables=generate_tables,
    schema=SCHEMA,
    check_tables=cross_row_problems,
    policy=Path(__file__).with_name("policy.md"),
    rules=RULES,
    sampler=sample_blueprint,
    phrasebook=Path(__file__).with_name("phrasebook.toml"),
    now=datetime(2025, 2, 25, 12, 8),
    sync=sync,
    assertions=ASSERTIONS,
    tool_errors=(Exception,),
    check_arguments=False,
    toolkit={"agent": "TelecomTools", "user": "TelecomUserTools"},
    reserved_arguments=TAU2_RESERVED,
    transfer_tool="transfer_to_human_agents",
)
"""A carrier and one phone in February 2025; wire-compatible with tau2-bench's telecom.

The clock is EST without a zone, like every time in the tables. Whatever a tool raises is told to the caller, as
tau2-bench does: its texts for malformed arguments are Python's and pydantic's own.
"""
