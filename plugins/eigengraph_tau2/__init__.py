"""tau2-bench's tasks, recorded runs and exact rewards, over worlds that answer as its own do."""

from __future__ import annotations

import typer

from eigengraph.dialogue import DialogueSource
from eigengraph.hookspecs import hookimpl
from eigengraph.world import Domain, TaskSource
from eigengraph_tau2.commands import build_commands
from eigengraph_tau2.importing import task_sources
from eigengraph_tau2.mock import MOCK
from eigengraph_tau2.recordings import dialogue_sources

__all__ = ["register_commands", "register_dialogue_sources", "register_domains", "register_task_sources"]


@hookimpl
def register_domains() -> list[Domain]:
    """Register tau2-bench's mock domain."""
    return [MOCK]


@hookimpl
def register_task_sources() -> list[TaskSource]:
    """Register tau2-bench's tasks, a source a domain."""
    return task_sources()


@hookimpl
def register_dialogue_sources() -> list[DialogueSource]:
    """Register tau2-bench's recorded runs."""
    return dialogue_sources()


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add ``eigengraph tau2``."""
    app.add_typer(build_commands(), name="tau2")
