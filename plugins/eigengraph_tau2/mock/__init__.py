"""tau2-bench's smallest domain, ``mock``: users, their tasks, and an inbox on the user's side."""

from __future__ import annotations

from eigengraph_tau2.mock.domain import MOCK, SOLO_POLICY

__all__ = ["MOCK", "SOLO_POLICY"]
