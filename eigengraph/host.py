"""The host: every plugin that takes part, and what they registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any, TypeVar

import pluggy

from eigengraph import hookspecs
from eigengraph.blame import blaming
from eigengraph.dialogue import DialogueSource
from eigengraph.errors import EigenGraphError, PluginError, UnknownNameError
from eigengraph.graphs.default_workers import DefaultWorkers, choose
from eigengraph.graphs.generated import generated_verifier
from eigengraph.graphs.generators import VerifierGenerator
from eigengraph.graphs.workers import ROLES, Worker, Workshop
from eigengraph.hookspecs import hookimpl
from eigengraph.models import Model, ModelScheme
from eigengraph.verify.mutants import MUTATORS
from eigengraph.verify.sandbox import SandboxKind
from eigengraph.verify.variants import Mutator
from eigengraph.world import Domain, TaskSource, Tool

ENTRY_POINTS = "eigengraph"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """One plugin.

    Attributes:
        name: Of the entry point, or of the object that was passed in.
        distribution: The installed distribution it comes from, with its version; empty where there is none.
        hooks: The hooks it implements.
    """

    name: str
    distribution: str
    hooks: tuple[str, ...]


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
        dialogue_sources: Kinds of recorded dialogues, by name.
        models: Kinds of models, by scheme.
        workers: By role and name; verifier generators play the role ``verifier``.
        sandboxes: Ways to run checkers, by name.
        mutators: Ways to make wrong solutions, by name, in the order in which certificates try them.

    Raises:
        PluginError: A plugin cannot be imported, implements an unknown hook or none, or registers a name that is taken
            or something of the wrong type.
    """

    def __init__(self, plugins: Sequence[object] = (), *, installed: bool = True) -> None:
        self._manager = pluggy.PluginManager("eigengraph")
        self._manager.add_hookspecs(hookspecs)
        self._known_hooks = frozenset(vars(self._manager.hook))
        self._distributions: dict[str, str] = {}
        self._register(DefaultWorkers(), "core")
        self._register(self, "host")
        if installed:
            for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
                self._register(_load(entry), entry.name)
                self._distributions[entry.name] = f"{entry.dist.name} {entry.dist.version}" if entry.dist else ""
        for plugin in plugins:
            if not self._manager.is_registered(plugin):
                self._register(plugin, getattr(plugin, "__name__", type(plugin).__name__))
        self.plugins = tuple(self._infos())
        self.domains = MappingProxyType(self._domains())
        self.task_sources: Mapping[str, TaskSource] = MappingProxyType(
            self._catalogue(
                "task source", self._returned("register_task_sources", TaskSource), lambda source: source.name
            )
        )
        self.dialogue_sources: Mapping[str, DialogueSource] = MappingProxyType(
            self._catalogue(
                "dialogue source", self._returned("register_dialogue_sources", DialogueSource), lambda kind: kind.name
            )
        )
        self.models: Mapping[str, ModelScheme] = MappingProxyType(
            self._catalogue("model scheme", self._returned("register_models", ModelScheme), lambda model: model.scheme)
        )
        self.workers: Mapping[tuple[str, str], Worker] = MappingProxyType(
            self._catalogue("worker", self._known_workers(), lambda worker: (worker.role, worker.name))
        )
        self.sandboxes: Mapping[str, SandboxKind] = MappingProxyType(
            self._catalogue("sandbox", self._returned("register_sandboxes", SandboxKind), lambda kind: kind.name)
        )
        self.mutators: Mapping[str, Mutator] = MappingProxyType(
            self._catalogue("mutator", self._returned("register_mutators", Mutator), lambda mutator: mutator.name)
        )

    def domain(self, name: str) -> Domain:
        """Return a registered domain.

        Raises:
            UnknownNameError: There is none of this name.
        """
        if name not in self.domains:
            raise UnknownNameError("domain", name, self.domains)
        return self.domains[name]

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
        workers = {}
        for role, name in shop.chosen().items():
            with blaming(f"worker {name!r} for role {role!r}", through=EigenGraphError):
                workers[role] = self._manager.hook.make_worker(role=role, name=name, shop=shop)
            if not callable(workers[role]):
                plugins = ", ".join(item.plugin_name for item in self._manager.hook.make_worker.get_hookimpls())
                raise PluginError(
                    f"make_worker gave {workers[role]!r:.80} for role {role!r}, which cannot be called (plugins with "
                    f"this hook: {plugins}); a wrapper must return the worker"
                )
        return workers

    @hookimpl
    def register_mutators(self) -> Sequence[Mutator]:
        """Register the core's own kinds."""
        return MUTATORS

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
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            plugin = implementation.plugin_name
            if implementation.wrapper or implementation.hookwrapper:
                raise PluginError(f"plugin {plugin!r} wraps {hook}, but only make_worker can be wrapped")
            with blaming(f"plugin {plugin!r}, {hook}"):
                value = implementation.function(*[arguments[name] for name in implementation.argnames])
                # A generator does its work only when it is gone through.
                returned = list(value) if isinstance(value, Iterator) else value
            yield plugin, returned

    def _register(self, plugin: object, name: str) -> None:
        if isinstance(plugin, type):
            raise PluginError(f"plugin {name!r} is a class; register an object of it, or a module")
        if self._manager.has_plugin(name):
            raise PluginError(f"two plugins are named {name!r}; rename or remove one")
        try:
            self._manager.register(plugin, name)
        except (ValueError, pluggy.PluginValidationError) as error:
            raise PluginError(f"plugin {name!r} cannot be registered: {' '.join(str(error).split())}") from None
        hooks = {caller.name for caller in self._manager.get_hookcallers(plugin) or ()}
        for hook in sorted(hooks - self._known_hooks):
            raise PluginError(f"plugin {name!r}: {UnknownNameError('hook', hook, self._known_hooks)}")
        for hook in sorted(self._known_hooks - hooks):
            if callable(getattr(plugin, hook, None)):
                raise PluginError(f"plugin {name!r} has {hook}, but not marked as a hook; put @hookimpl above it")
        if not hooks:
            known = ", ".join(sorted(self._known_hooks))
            raise PluginError(f"plugin {name!r} implements no hook; put @hookimpl above its functions (known: {known})")

    def _infos(self) -> Iterator[PluginInfo]:
        for name, plugin in self._manager.list_name_plugin():
            callers = self._manager.get_hookcallers(plugin) or ()
            yield PluginInfo(name, self._distributions.get(name, ""), tuple(sorted(caller.name for caller in callers)))

    def _returned(self, hook: str, kind: type[T], **arguments: Any) -> Iterator[tuple[str, T]]:
        """Yield each value that a registration hook returns, with its plugin."""
        for plugin, values in self.each(hook, **arguments):
            if values is not None and not isinstance(values, list | tuple):
                raise PluginError(f"plugin {plugin!r}, {hook}: returned {values!r:.80}, not a list of {kind.__name__}")
            for value in values or ():
                if not isinstance(value, kind):
                    raise PluginError(f"plugin {plugin!r}, {hook}: returned {value!r:.80}, not a {kind.__name__}")
                yield plugin, value

    def _catalogue(self, what: str, returned: Iterable[tuple[str, T]], key: Callable[[T], Any]) -> dict[Any, T]:
        found: dict[Any, T] = {}
        owners: dict[Any, str] = {}
        for plugin, value in returned:
            name = key(value)
            if name in found:
                raise PluginError(
                    f"{what} {name!r} is registered by both {owners[name]!r} and {plugin!r}; rename or remove one"
                )
            found[name], owners[name] = value, plugin
        return found

    def _domains(self) -> dict[str, Domain]:
        found = self._catalogue("domain", self._returned("register_domains", Domain), lambda domain: domain.name)
        return {name: self._extended(found[name]) for name in sorted(found)}

    def _extended(self, domain: Domain) -> Domain:
        """Return a domain with the tools that plugins add to it."""
        taken = {(tool.side, tool.name): f"domain {domain.name!r} itself" for tool in domain.tools}
        added = []
        for plugin, tool in self._returned("register_tools", Tool, domain=domain):
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
        for plugin, worker in self._returned("register_workers", Worker):
            if worker.role not in ROLES:
                raise PluginError(
                    f"plugin {plugin!r}, register_workers: {UnknownNameError('role', worker.role, ROLES)}"
                )
            yield plugin, worker
        for plugin, generator in self._returned("register_verifier_generators", VerifierGenerator):
            yield plugin, Worker("verifier", generator.name, generated_verifier(generator), generator.summary)


def _load(entry: EntryPoint) -> Any:
    mend = f"mend it or uninstall {entry.dist.name if entry.dist else 'its distribution'}"
    with blaming(f"plugin {entry.name!r} ({entry.value}) cannot be imported; {mend}"):
        return entry.load()
