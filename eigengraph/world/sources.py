"""Task sources: tasks that somebody else made, with the tables and the policy they belong to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from eigengraph.records import Task
from eigengraph.world.base import Base
from eigengraph.world.domain import Domain


@dataclass(frozen=True, slots=True)
class TaskSet:
    """Tasks that are ready to be played.

    Attributes:
        tasks: The tasks.
        base: The tables that their worlds begin with.
        policy: The policy text that they were made under.
    """

    tasks: tuple[Task, ...]
    base: Base
    policy: str


@dataclass(frozen=True, slots=True)
class TaskSource:
    """Where tasks come from, as plugins register it.

    Attributes:
        name: Such as ``tau2:airline``.
        domain: The name of the domain that they play in.
        load: ``load(domain, folder, split)``: the domain, where the source's files are (None for where the source
            itself looks for them), and which part is wanted (empty for all). It raises ``ConfigError`` for files it
            cannot use.
        summary: A line about it.
    """

    name: str
    domain: str
    load: Callable[[Domain, Path | None, str], TaskSet]
    summary: str = ""
