"""Checkers: free-form code that judges how a dialogue ended, beside the assertions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CheckerForm = Literal["view", "databases"]


@dataclass(frozen=True, slots=True)
class Checker:
    """Python that judges one task. It only ever runs in a sandbox.

    Attributes:
        name: Of this checker in its verifier.
        code: Source that defines ``check``; docs/verification.md has the contract.
        form: What ``check`` takes: ``view`` the delta view, ``databases`` both databases, the calls and the messages.
    """

    name: str
    code: str
    form: CheckerForm = "view"
