"""The host: every plugin that takes part, and what they registered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any, TypeVar

import pluggy

from eigengraph import hookspecs
from eigengraph.errors import EigenGraphError, PluginError, UnknownNameError
from eigengraph.graphs.default_workers import DefaultWorkers, choose
from eigengraph.graphs.workers import Worker, Workshop
from eigengraph.hookspecs import hookimpl
from eigengraph.models import Model, ModelScheme
from eigengraph.world import Domain, Tool

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
        plugins: Modules or objects with ``@hookimpl`` functions; they outrank installed ones.
        installed: Whether plugins installed under the entry-point group ``eigengraph`` take part.

    Attributes:
        plugins: Who takes part.
        domains: By name, with the tools that plugins added.
        models: Kinds of models, by scheme.
        workers: By role and name.

    Raises:
        PluginError: A plugin cannot be imported, implements an unknown hook, or registers a name that is taken.
    """

    def __init__(self, plugins: Sequence[object] = (), *, installed: bool = True) -> None:
        self._manager = pluggy.PluginManager("eigengraph")
        self._manager.add_hookspecs(hookspecs)
        self._distributions: dict[str, str] = {}
        self._register(DefaultWorkers(), "core")
        self._register(self, "host")
        if installed:
            for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
                self._register(_load(entry), entry.name)
                self._distributions[entry.name] = f"{entry.dist.name} {entry.dist.version}" if entry.dist else ""
        for plugin in plugins:
            self._register(plugin, getattr(plugin, "__name__", type(plugin).__name__))
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise PluginError(f"{error}; known hooks: {', '.join(sorted(vars(self._manager.hook)))}") from None
        self.plugins = tuple(self._infos())
        self.domains = MappingProxyType({domain.name: self._extended(domain) for domain in self._domains()})
        self.models = MappingProxyType(
            self._catalogue("register_models", ModelScheme, "model scheme", lambda scheme: scheme.scheme)
        )
        self.workers = MappingProxyType(
            self._catalogue("register_workers", Worker, "worker", lambda worker: (worker.role, worker.name))
        )

    @property
    def hook(self) -> Any:
        """The hook callers, for commands."""
        return self._manager.hook

    def domain(self, name: str) -> Domain:
        """Return a registered domain.

        Raises:
            UnknownNameError: There is none of this name.
        """
        if name not in self.domains:
            raise UnknownNameError("domain", name, self.domains)
        return self.domains[name]

    def model(self, spec: str, options: dict[str, dict[str, Any]]) -> Model:
        """Open a model by its spec, ``scheme`` or ``scheme:rest``.

        Raises:
            UnknownNameError: No plugin knows the scheme.
            ConfigError: The scheme's plugin cannot use the rest or its options.
        """
        scheme, _, rest = spec.partition(":")
        self.check_model(scheme)
        return self.models[scheme].open(rest, options.get(scheme, {}))

    def check_model(self, scheme: str) -> None:
        """Check that a kind of model is registered.

        Raises:
            UnknownNameError: No plugin knows the scheme.
        """
        if scheme not in self.models:
            raise UnknownNameError("model", scheme, self.models, "A model spec is SCHEME or SCHEME:NAME")

    def check_workers(self, chosen: dict[str, str]) -> None:
        """Check that every chosen worker is registered.

        Raises:
            UnknownNameError: There is no such role, or no such worker for it.
        """
        for role, name in chosen.items():
            choose(dict(self.workers), role, name)

    def make_workers(self, shop: Workshop) -> dict[str, Any]:
        """Make the worker for each role of a run."""
        return {role: self.hook.make_worker(role=role, name=name, shop=shop) for role, name in shop.chosen().items()}

    @hookimpl(trylast=True)
    def make_worker(self, role: str, name: str, shop: Workshop) -> Any:
        """Make the worker that the settings choose; a plugin may answer before, or wrap this."""
        return choose(dict(self.workers), role, name).make(shop)

    def _register(self, plugin: object, name: str) -> None:
        try:
            if self._manager.register(plugin, name) is None:
                raise PluginError(f"plugin {name!r} is blocked")
        except (ValueError, pluggy.PluginValidationError) as error:
            raise PluginError(f"plugin {name!r} cannot be registered: {error}") from None

    def _infos(self) -> Iterator[PluginInfo]:
        for name, plugin in self._manager.list_name_plugin():
            callers = self._manager.get_hookcallers(plugin) or ()
            yield PluginInfo(name, self._distributions.get(name, ""), tuple(sorted(caller.name for caller in callers)))

    def _registered(self, hook: str, kind: type[T], **arguments: Any) -> Iterator[tuple[str, T]]:
        """Call a registration hook plugin by plugin, so that errors can name the one at fault."""
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            plugin = implementation.plugin_name
            passed = {name: arguments[name] for name in implementation.argnames}
            try:
                values = implementation.function(**passed)
            except EigenGraphError:
                raise
            except Exception as error:
                raise PluginError(f"plugin {plugin!r} failed in {hook}: {type(error).__name__}: {error}") from error
            for value in values or ():
                if not isinstance(value, kind):
                    raise PluginError(f"plugin {plugin!r} returned {value!r} from {hook}, which takes {kind.__name__}s")
                yield plugin, value

    def _catalogue(self, hook: str, kind: type[T], what: str, key: Any) -> dict[Any, T]:
        found: dict[Any, T] = {}
        owners: dict[Any, str] = {}
        for plugin, value in self._registered(hook, kind):
            name = key(value)
            if name in found:
                raise PluginError(
                    f"{what} {name!r} is registered by both {owners[name]!r} and {plugin!r}; rename or remove one"
                )
            found[name], owners[name] = value, plugin
        return found

    def _domains(self) -> list[Domain]:
        found = self._catalogue("register_domains", Domain, "domain", lambda domain: domain.name)
        return [found[name] for name in sorted(found)]

    def _extended(self, domain: Domain) -> Domain:
        """Return a domain with the tools that plugins add to it; a name that is taken raises."""
        added = [tool for _, tool in self._registered("register_tools", Tool, domain=domain)]
        return replace(domain, tools=(*domain.tools, *added)) if added else domain


def _load(entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except Exception as error:
        raise PluginError(
            f"plugin {entry.name!r} ({entry.value}) cannot be imported: {type(error).__name__}: {error}; mend it or "
            f"uninstall {entry.dist.name if entry.dist else 'its distribution'}"
        ) from error
