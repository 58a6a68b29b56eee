"""The reduced store, as a domain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from eigengraph_retail.domain import RETAIL
from eigengraph_retail.micro.requests import CLAUSES, MENU, recognise
from eigengraph_retail.micro.results import render_briefly
from eigengraph_retail.micro.tables import generate_tables
from eigengraph_retail.sampler import sampler

TOOLS = (
    "find_user_id_by_email",
    "get_user_details",
    "get_order_details",
    "cancel_pending_order",
    "modify_pending_order_payment",
    "return_delivered_order_items",
    "transfer_to_human_agents",
)
"""The store's tools that are left, in the order in which models are shown them."""

RETAIL_MICRO = replace(
    RETAIL,
    name="retail_micro",
    tools=tuple(RETAIL.by_side["agent"][name] for name in TOOLS),
    tables=generate_tables,
    policy=Path(__file__).with_name("policy.md"),
    rules=tuple(rule for rule in RETAIL.rules if rule.id in CLAUSES),
    sampler=sampler(MENU, recognise, most_goals=2),
    phrasebook=Path(__file__).with_name("phrasebook.toml"),
    render=render_briefly,
)
"""A store whose dialogues take a few hundred tokens."""
