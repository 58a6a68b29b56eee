"""The carrier's policy as code: one rule for each clause, in the order of the policy's text."""

from __future__ import annotations

from eigengraph.world import Rule
from eigengraph_telecom.rules import accounts, billing, data, transfer

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (*accounts.RULES, *billing.RULES, *data.RULES, *transfer.RULES)
"""Every clause that a call can break, and ``telecom.plan.consent``, which only a promise can."""
