"""tau2-bench's tasks, recorded runs and exact rewards, over worlds that answer as its own do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from eigengraph.dialogue import DialogueSource
from eigengraph.exporters import Export, Exporter
from eigengraph.hookspecs import hookimpl
from eigengraph.world import Domain, TaskSource
from eigengraph_tau2.commands import build_commands
from eigengraph_tau2.data import FILES
from eigengraph_tau2.importing import task_sources
from eigengraph_tau2.interpreter import tau2_is_named
from eigengraph_tau2.mock import MOCK
from eigengraph_tau2.recordings import dialogue_sources
from eigengraph_tau2.variants import tau2_variant

if TYPE_CHECKING:
    from eigengraph.evaluation import Evaluation
    from eigengraph.run import Run

__all__ = [
    "register_commands",
    "register_dialogue_sources",
    "register_domains",
    "register_exporters",
    "register_task_sources",
    "register_variants",
]


@hookimpl
def register_domains() -> list[Domain]:
    """Register tau2-bench's mock domain."""
    return [MOCK]


@hookimpl
def register_variants(domain: Domain) -> list[Domain]:
    """Register ``tau2:airline`` and so on over tau2-bench's own environments, where an interpreter is named for it."""
    return [tau2_variant(domain)] if domain.name in FILES and tau2_is_named() else []


@hookimpl
def register_exporters() -> list[Exporter]:
    """Register tau2-bench's data folder and results."""
    return [Exporter("tau2", _export, "tau2-bench's data folder, with the dialogues as results", _export_evaluation)]


def _export(run: Run, out: Path) -> Export:
    from eigengraph_tau2.export_run import export_run  # the engine, which a plugin's import should not load

    return export_run(run, out)


def _export_evaluation(evaluation: Evaluation, out: Path) -> Export:
    from eigengraph_tau2.export_evaluation import export_evaluation

    return export_evaluation(evaluation, out)


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
