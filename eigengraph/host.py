"""The host: every plugin that takes part, and what they registered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeVar

from eigengraph.blame import blaming
from eigengraph.checks import CHECKS, Check
from eigengraph.config import Settings
from eigengraph.dialogue import DialogueSource
from eigengraph.errors import EigenGraphError, PluginError, UnknownNameError
from eigengraph.exporters import Exporter
from eigengraph.graphs.default_workers import DefaultWorkers, choose
from eigengraph.graphs.generated import generated_verifier
from eigengraph.graphs.generators import VerifierGenerator
from eigengraph.graphs.observer import Observer
from eigengraph.graphs.workers import ROLES, Worker, Workshop
from eigengraph.hookspecs import hookimpl
from eigengraph.models import Model, ModelScheme
from eigengraph.plans import STRATEGIES, EvolutionStrategy
from eigengraph.plugin_set import PluginSet, catalogue
from eigengraph.recipes import Recipe
from eigengraph.roles import ModelWorkers
from eigengraph.verify.mutants import MUTATORS
from eigengraph.verify.sandbox import SandboxKind
from eigengraph.verify.variants import Mutator
from eigengraph.world import Domain, TaskSource, Tool

T = TypeVar("T")


class Host:
    """The plugins of one process: the core's defaults, installed ones, and those passed in.

    Args:
        plugins: Modules or objects with ``@hookimpl`` functions; they outrank installed ones. One that is installed
            takes part once.
        installed: Whether plugins installed under the entry-point group ``eigengraph`` take part.

    Attributes:
        plugins: Who takes part.
        domains: By name, with the tools that plugins added.
        task_sources: Sources of ready-made tasks, by name.
        exporters: Formats that finished runs are written in, by name.
        recipes: How models are trained, by name.
        dialogue_sources: Kinds of recorded dialogues, by name.
        models: Kinds of models, by scheme.
        workers: By role and name; verifier generators play the role ``verifier``.
        sandboxes: Ways to run checkers, by name.
        strategies: Ways in which plans evolve, by name.
        checks: What evaluation plans may add to what a task must pass, by name.
        mutators: Ways to make wrong solutions, by name, in the order in which certificates try them.

    Raises:
        PluginError: A plugin cannot be imported, implements an unknown hook or none, or registers a name that is taken
            or something of the wrong type.
    """

    def __init__(self, plugins: Sequence[object] = (), *, installed: bool = True) -> None:
        self._plugins = PluginSet()
        self._plugins.add(DefaultWorkers(), "core")
        self._plugins.add(ModelWorkers(), "roles")
        self._plugins.add(self, "host")
        if installed:
            self._plugins.add_installed()
        for plugin in plugins:
            self._plugins.add(plugin)
        self.plugins = tuple(self._plugins.infos())
        self.domains = MappingProxyType(self._domains())
        self.task_sources = self._registered("task source", "register_task_sources", TaskSource)
        self.dialogue_sources = self._registered("dialogue source", "register_dialogue_sources", DialogueSource)
        self.exporters = self._registered("exporter", "register_exporters", Exporter)
        self.recipes = self._registered("recipe", "register_recipes", Recipe)
        self.models = self._registered("model scheme", "register_models", ModelScheme, "scheme")
        self.sandboxes = self._registered("sandbox", "register_sandboxes", SandboxKind)
        self.mutators = self._registered("mutator", "register_mutators", Mutator)
        self.strategies = self._registered("evolution strategy", "register_evolution_strategies", EvolutionStrategy)
        self.checks = self._registered("check", "register_checks", Check)
        self.workers: Mapping[tuple[str, str], Worker] = MappingProxyType(
            catalogue("worker", self._known_workers(), lambda worker: (worker.role, worker.name))
        )

    def domain(self, name: str) -> Domain:
        """Return a registered domain.

        Raises:
            UnknownNameError: There is none of this name.
        """
        if name not in self.domains:
            source = self.task_sources.get(name)
            hint = f"{name!r} is a source of tasks for {source.domain!r} ({source.summary})" if source else ""
            raise UnknownNameError("domain", name, self.domains, hint)
        return self.domains[name]

    def exporter(self, name: str) -> Exporter:
        """Return a registered exporter.

        Raises:
            UnknownNameError: There is none of this name.
        """
        if name not in self.exporters:
            raise UnknownNameError("exporter", name, self.exporters)
        return self.exporters[name]

    def recipe(self, name: str) -> Recipe:
        """Return a registered recipe.

        Raises:
            UnknownNameError: There is none of this name.
        """
        if name not in self.recipes:
            raise UnknownNameError("recipe", name, self.recipes)
        return self.recipes[name]

    def model(self, spec: str, options: Mapping[str, Mapping[str, Any]]) -> Model:
        """Open a model by its spec, ``scheme`` or ``scheme:rest``.

        Raises:
            UnknownNameError: No plugin knows the scheme.
            ConfigError: The scheme's plugin cannot use the rest or its options.
            PluginError: The scheme's plugin failed otherwise.
        """
        scheme, _, rest = spec.partition(":")
        self.check_model(scheme)
        with blaming(f"model scheme {scheme!r}", through=EigenGraphError):
            return self.models[scheme].open(rest, options.get(scheme, {}))

    def check_model(self, scheme: str) -> None:
        """Check that a kind of model is registered.

        Raises:
            UnknownNameError: No plugin knows the scheme.
        """
        if scheme not in self.models:
            raise UnknownNameError("model", scheme, self.models, "A model spec is SCHEME or SCHEME:NAME")

    def check_sandbox(self, name: str) -> None:
        """Check that a sandbox is registered.

        Raises:
            UnknownNameError: No plugin brings it.
        """
        if name not in self.sandboxes:
            raise UnknownNameError("sandbox", name, self.sandboxes)

    def check_checks(self, named: Sequence[str]) -> None:
        """Check that checks are registered.

        Raises:
            UnknownNameError: One is not.
        """
        for name in named:
            if name not in self.checks:
                raise UnknownNameError("check", name, self.checks)

    def check_workers(self, chosen: Mapping[str, str]) -> None:
        """Check that every chosen worker is registered.

        Raises:
            UnknownNameError: There is no such role, or no such worker for it.
        """
        for role, name in chosen.items():
            choose(self.workers, role, name)

    def make_workers(self, shop: Workshop) -> dict[str, Any]:
        """Make the worker for each role of a run.

        Raises:
            ConfigError: A worker cannot work with this domain or these settings.
            PluginError: A worker's plugin failed otherwise, or made something that cannot be called.
        """
        return {role: self.make_worker_of(shop, role, name) for role, name in shop.chosen().items()}

    def make_worker_of(self, shop: Workshop, role: str, name: str) -> Any:
        """Make a worker for a role of a run, whatever the settings choose.

        Raises:
            ConfigError: It is not registered, or cannot work with this domain or these settings.
            PluginError: Its plugin failed otherwise, or made something that cannot be called.
        """
        with blaming(f"worker {name!r} for role {role!r}", through=EigenGraphError):
            worker, plugins = self._plugins.first("make_worker", role=role, name=name, shop=shop)
        if not callable(worker):
            raise PluginError(
                f"make_worker gave {worker!r:.80} for role {role!r}, which cannot be called (plugins with this hook: "
                f"{plugins}); a wrapper must return the worker"
            )
        return worker

    def evolution(self, name: str) -> EvolutionStrategy:
        """Return a registered evolution strategy.

        Raises:
            UnknownNameError: There is none of this name.
        """
        if name not in self.strategies:
            raise UnknownNameError("evolution strategy", name, self.strategies)
        return self.strategies[name]

    def observers(self, settings: Settings) -> tuple[Observer, ...]:
        """Return who follows a run.

        Raises:
            PluginError: A plugin failed, or returned something else than observers.
        """
        found = self._plugins.returned("observe", Observer, settings=settings)  # type: ignore[type-abstract]
        return tuple(observer for _, observer in found)

    @hookimpl
    def register_mutators(self) -> Sequence[Mutator]:
        """Register the core's own kinds."""
        return MUTATORS

    @hookimpl
    def register_evolution_strategies(self) -> Sequence[EvolutionStrategy]:
        """Register the core's own strategies."""
        return STRATEGIES

    @hookimpl
    def register_checks(self) -> Sequence[Check]:
        """Register the core's own checks."""
        return CHECKS

    @hookimpl(trylast=True)
    def make_worker(self, role: str, name: str, shop: Workshop) -> Any:
        """Make the worker that the settings choose; a plugin may answer before, or wrap this."""
        return choose(self.workers, role, name).make(shop)

    def each(self, hook: str, **arguments: Any) -> Iterator[tuple[str, Any]]:
        """Call a hook plugin by plugin, so that errors can name the one at fault.

        Args:
            hook: A hook that collects, not ``make_worker``.
            arguments: The hook's, by name.

        Yields:
            The plugin's name, and what it returned.

        Raises:
            PluginError: A plugin failed, or wraps the hook.
        """
        return self._plugins.each(hook, **arguments)

    def _registered(self, what: str, hook: str, kind: type[T], key: str = "name") -> Mapping[str, T]:
        return MappingProxyType(catalogue(what, self._plugins.returned(hook, kind), attrgetter(key)))

    def _domains(self) -> dict[str, Domain]:
        found = catalogue("domain", self._known_domains(), lambda domain: domain.name)
        return {name: self._extended(found[name]) for name in sorted(found)}

    def _known_domains(self) -> Iterator[tuple[str, Domain]]:
        """Yield each domain with its plugin, and behind them all what plugins make of them."""
        registered = list(self._plugins.returned("register_domains", Domain))
        yield from registered
        for _, domain in registered:
            yield from self._plugins.returned("register_variants", Domain, domain=domain)

    def _extended(self, domain: Domain) -> Domain:
        """Return a domain with the tools that plugins add to it."""
        taken = {(tool.side, tool.name): f"domain {domain.name!r} itself" for tool in domain.tools}
        added = []
        for plugin, tool in self._plugins.returned("register_tools", Tool, domain=domain):
            name = (tool.side, tool.name)
            if name in taken:
                raise PluginError(
                    f"plugin {plugin!r}, register_tools: domain {domain.name!r} has a tool {tool.name!r} already, from "
                    f"{taken[name]}; rename or remove one"
                )
            taken[name] = f"plugin {plugin!r}"
            added.append(tool)
        return replace(domain, tools=(*domain.tools, *added)) if added else domain

    def _known_workers(self) -> Iterator[tuple[str, Worker]]:
        """Yield each worker with its plugin; one for a role that nobody asks for would never be used."""
        for plugin, worker in self._plugins.returned("register_workers", Worker):
            if worker.role not in ROLES:
                raise PluginError(
                    f"plugin {plugin!r}, register_workers: {UnknownNameError('role', worker.role, ROLES)}"
                )
            yield plugin, worker
        for plugin, generator in self._plugins.returned("register_verifier_generators", VerifierGenerator):
            yield plugin, Worker("verifier", generator.name, generated_verifier(generator), generator.summary)
