"""The hooks: every way in which a plugin takes part.

Registration hooks return lists of typed values and run once, when a ``Host`` is made; ``register_commands`` runs when
the command line starts, and ``make_worker`` and ``observe`` when a run does. None runs per turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    import typer

    from eigengraph.checks import Check
    from eigengraph.config import Settings
    from eigengraph.dialogue import DialogueSource
    from eigengraph.exporters import Exporter
    from eigengraph.graphs.generators import VerifierGenerator
    from eigengraph.graphs.observer import Observer
    from eigengraph.graphs.workers import Worker, Workshop
    from eigengraph.models import ModelScheme
    from eigengraph.plans import EvolutionStrategy
    from eigengraph.recipes import Recipe
    from eigengraph.verify.sandbox import SandboxKind
    from eigengraph.verify.variants import Mutator
    from eigengraph.world import Domain, TaskSource, Tool

hookspec = pluggy.HookspecMarker("eigengraph")
hookimpl = pluggy.HookimplMarker("eigengraph")


@hookspec
def register_domains() -> list[Domain]:  # type: ignore[empty-body]
    """Return domains. A name that is taken raises ``PluginError``."""


@hookspec
def register_variants(domain: Domain) -> list[Domain]:  # type: ignore[empty-body]
    """Return other domains made of a registered one, such as the same tools over another backend; or an empty list.

    A name that is taken raises ``PluginError``.

    Args:
        domain: Called once for each domain that ``register_domains`` gave, as its own plugin made it.
    """


@hookspec
def register_tools(domain: Domain) -> list[Tool]:  # type: ignore[empty-body]
    """Return new tools for a registered domain, or an empty list.

    Args:
        domain: Called once for each domain, as its own plugin made it.
    """


@hookspec
def register_task_sources() -> list[TaskSource]:  # type: ignore[empty-body]
    """Return sources of ready-made tasks. A name that is taken raises ``PluginError``."""


@hookspec
def register_exporters() -> list[Exporter]:  # type: ignore[empty-body]
    """Return formats that finished runs are written in. A name that is taken raises ``PluginError``."""


@hookspec
def register_recipes() -> list[Recipe]:  # type: ignore[empty-body]
    """Return recipes by which models are trained on exports. A name that is taken raises ``PluginError``."""


@hookspec
def register_dialogue_sources() -> list[DialogueSource]:  # type: ignore[empty-body]
    """Return kinds of recorded dialogues. A name that is taken raises ``PluginError``."""


@hookspec
def register_models() -> list[ModelScheme]:  # type: ignore[empty-body]
    """Return kinds of models, by the first part of their spec."""


@hookspec
def register_workers() -> list[Worker]:  # type: ignore[empty-body]
    """Return workers: a role, a name to choose it by in the settings, and how to make it."""


@hookspec
def register_verifier_generators() -> list[VerifierGenerator]:  # type: ignore[empty-body]
    """Return ways to write verifiers; settings choose one as they choose a worker of the role ``verifier``."""


@hookspec
def register_sandboxes() -> list[SandboxKind]:  # type: ignore[empty-body]
    """Return ways to run checkers. A name that is taken raises ``PluginError``."""


@hookspec
def register_mutators() -> list[Mutator]:  # type: ignore[empty-body]
    """Return ways to make wrong solutions, which certificates try. A name that is taken raises ``PluginError``."""


@hookspec
def register_evolution_strategies() -> list[EvolutionStrategy]:  # type: ignore[empty-body]
    """Return ways in which plans evolve. A name that is taken raises ``PluginError``."""


@hookspec
def register_checks() -> list[Check]:  # type: ignore[empty-body]
    """Return checks that settings and evaluation plans may name. A name that is taken raises ``PluginError``."""


@hookspec(firstresult=True)
def make_worker(role: str, name: str, shop: Workshop) -> Any:
    """Make the worker for a role of one run; the first result counts.

    The default makes the registered worker of that role and name. Implement it to replace a worker whatever the
    settings say, or with ``@hookimpl(wrapper=True)`` to wrap the one that was made.

    What it returns must be what the role's protocol in ``eigengraph.graphs.workers`` asks for.

    Args:
        role: Such as ``verifier``.
        name: The worker that the settings choose.
        shop: What the run works on: domain, tables, settings, models.
    """


@hookspec
def observe(settings: Settings) -> list[Observer]:  # type: ignore[empty-body]
    """Return who follows a run, such as a tracer, or an empty list; called once when a run begins.

    Args:
        settings: The run's.
    """


@hookspec
def register_commands(app: typer.Typer) -> None:
    """Add commands to the command line.

    Args:
        app: Takes this plugin's commands; use ``@app.command()`` or ``app.add_typer``. A name that is taken raises
            ``PluginError``.
    """
