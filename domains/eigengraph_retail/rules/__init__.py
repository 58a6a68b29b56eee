"""The store's policy as code: one rule for each clause, in the order of the policy's text."""

from __future__ import annotations

from eigengraph.world import Rule
from eigengraph_retail.rules import delivered, identity, pending, transfer

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (*identity.RULES, *pending.RULES, *delivered.RULES, *transfer.RULES)
"""Every clause that a call can break."""
