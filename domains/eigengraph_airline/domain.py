"""The airline, as a domain."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from eigengraph.world import TAU2_RESERVED, Domain
from eigengraph_airline.generate import generate_tables
from eigengraph_airline.integrity import cross_row_problems
from eigengraph_airline.rows import SCHEMA
from eigengraph_airline.rules import RULES
from eigengraph_airline.sampler import sample_blueprint
from eigengraph_airline.tools import TOOLS

AIRLINE = Domain(
    name="airline",
    tools=TOOLS,
    tables=generate_tables,
    schema=SCHEMA,
    check_tables=cross_row_problems,
    policy=Path(__file__).with_name("policy.md"),
    rules=RULES,
    sampler=sample_blueprint,
    phrasebook=Path(__file__).with_name("phrasebook.toml"),
    now=datetime(2024, 5, 15, 15),
    tool_errors=(Exception,),
    check_arguments=False,
    toolkit="AirlineTools",
    reserved_arguments=TAU2_RESERVED,
    transfer_tool="transfer_to_human_agents",
)
"""Flights, users and reservations of May 2024; wire-compatible with tau2-bench's airline.

The clock is EST without a zone, like every time in the tables. Whatever a tool raises is told to the caller, as
tau2-bench does: its texts for malformed arguments are Python's and pydantic's own.
"""
