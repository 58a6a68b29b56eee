"""The airline's policy as code: one rule for each clause, in the order of the policy's text."""

from __future__ import annotations

from eigengraph.world import Rule
from eigengraph_airline.rules import booking, cancelling, changes, compensation

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (*booking.RULES, *changes.RULES, *cancelling.RULES, *compensation.RULES)
"""Every clause that a call can break, and ``airline.insurance.booking_only``, which only a promise can."""
