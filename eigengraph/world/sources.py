"""Task sources: tasks that somebody else made, with the tables and the policy they belong to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from eigengraph.records import Task
from eigengraph.world.base import Base
from eigengraph.world.domain import Domain


@dataclass(frozen=True, slots=True)
class Remark:
    """What a source knows of a task that the task itself, as we hold it, does not show.

    Attributes:
        task: Its id.
        kind: ``gold_raises``: a call of its gold solution raised and was left out; ``basis_missing``: a criterion that
            its reward does not count; ``unjudged``: a criterion that only a judge model could decide; ``task_invalid``:
            the task could not be read or set up, and is not among the tasks.
        detail: Which, in a line.
    """

    task: str
    kind: Literal["gold_raises", "basis_missing", "unjudged", "task_invalid"]
    detail: str


@dataclass(frozen=True, slots=True)
class TaskSet:
    """Tasks that are ready to be played.

    Attributes:
        tasks: The tasks. Ids may repeat, as they do in what people publish; an audit finds it.
        base: The tables that their worlds begin with.
        policy: The policy text that they were made under.
        remarks: What the tasks do not show.
    """

    tasks: tuple[Task, ...]
    base: Base
    policy: str
    remarks: tuple[Remark, ...] = ()


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
