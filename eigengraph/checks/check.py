"""Checks: ways to find a defect of a task before anything is spent on its verifier and its dialogues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eigengraph.checks.draft import Draft


@dataclass(frozen=True)
class Check:
    """A way to find a defect of tasks, without a model.

    Attributes:
        name: By which settings and evaluation plans choose it; the reason that a task is turned down for.
        look: ``look(draft)`` returns what is wrong; empty for nothing.
        summary: A line for ``eigengraph plugins``.
        prevents: Beginnings of the reasons for which its defect would be turned down later, at more cost. Where such
            failures are frequent, the rule reflector adds the check.
    """

    name: str
    look: Callable[[Draft], str]
    summary: str = ""
    prevents: tuple[str, ...] = ()
