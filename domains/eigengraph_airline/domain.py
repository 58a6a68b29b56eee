"""The airline, as a domain."""

from __future__ import annotations

from datetime import datetime

from eigengraph.world import Domain, Tables
from eigengraph_airline.rows import SCHEMA
from eigengraph_airline.tools import TOOLS


def _no_tables(seed: int) -> Tables:
    raise NotImplementedError(f"no generator yet for seed {seed}")


AIRLINE = Domain(
    name="airline",
    tools=TOOLS,
    tables=_no_tables,
    schema=SCHEMA,
    now=datetime(2024, 5, 15, 15),
    tool_errors=(Exception,),
    check_arguments=False,
    toolkit="AirlineTools",
    transfer_tool="transfer_to_human_agents",
)
"""Flights, users and reservations of May 2024; wire-compatible with tau2-bench's airline.

The clock is EST without a zone, like every time in the tables. Whatever a tool raises is told to the caller, as
tau2-bench does: its texts for malformed arguments are Python's and pydantic's own.
"""
