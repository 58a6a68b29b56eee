"""The plugins of one process and what their hooks return, checked, so that an error names the plugin at fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any, TypeVar

import pluggy

from eigengraph import hookspecs
from eigengraph.blame import blaming
from eigengraph.errors import PluginError, UnknownNameError

ENTRY_POINTS = "eigengraph"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """One plugin.

    Attributes:
        name: Of the entry point, or of the object that was passed in.
        distribution: The installed distribution it comes from, with its version; empty where there is none.
        hooks: The hooks it implements.
        modules: Names of the modules that it is, and that its hooks are written in, sorted.
    """

    name: str
    distribution: str
    hooks: tuple[str, ...]
    modules: tuple[str, ...]


class PluginSet:
    """Plugins, in the order in which they were added; those added later are called first."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager("eigengraph")
        self._manager.add_hookspecs(hookspecs)
        self._known_hooks = frozenset(vars(self._manager.hook))
        self._distributions: dict[str, str] = {}

    def add(self, plugin: object, name: str = "") -> None:
        """Add a plugin; one that takes part already is left as it is.

        Args:
            plugin: A module or an object with ``@hookimpl`` functions.
            name: Its name; that of the module or class where it is empty.

        Raises:
            PluginError: It implements an unknown hook or none, or its name is taken.
        """
        if self._manager.is_registered(plugin):
            return
        name = name or getattr(plugin, "__name__", type(plugin).__name__)
        if isinstance(plugin, type):
            raise PluginError(f"plugin {name!r} is a class; register an object of it, or a module")
        if self._manager.has_plugin(name):
            raise PluginError(f"two plugins are named {name!r}; rename or remove one")
        try:
            self._manager.register(plugin, name)
        except (ValueError, pluggy.PluginValidationError) as error:
            raise PluginError(f"plugin {name!r} cannot be registered: {' '.join(str(error).split())}") from None
        self._check_hooks(plugin, name)

    def add_installed(self) -> None:
        """Add the plugins that are installed under the entry-point group ``eigengraph``, by name.

        Raises:
            PluginError: One of them cannot be imported or added.
        """
        for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
            self.add(_load(entry), entry.name)
            self._distributions[entry.name] = f"{entry.dist.name} {entry.dist.version}" if entry.dist else ""

    def infos(self) -> Iterator[PluginInfo]:
        """Yield who takes part."""
        for name, plugin in self._manager.list_name_plugin():
            callers = self._manager.get_hookcallers(plugin) or ()
            modules = {plugin.__name__} if isinstance(plugin, ModuleType) else set()
            for caller in callers:
                for implementation in caller.get_hookimpls():
                    if implementation.plugin is plugin:
                        modules.add(getattr(implementation.function, "__module__", None) or type(plugin).__module__)
            hooks = tuple(sorted(caller.name for caller in callers))
            yield PluginInfo(name, self._distributions.get(name, ""), hooks, tuple(sorted(modules)))

    def first(self, hook: str, **arguments: Any) -> tuple[Any, str]:
        """Call a hook of which the first result counts; return it, and the names of the plugins that have the hook."""
        caller = getattr(self._manager.hook, hook)
        return caller(**arguments), ", ".join(item.plugin_name for item in caller.get_hookimpls())

    def each(self, hook: str, **arguments: Any) -> Iterator[tuple[str, Any]]:
        """Call a hook plugin by plugin, so that errors can name the one at fault.

        Args:
            hook: A hook that collects.
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

    def returned(self, hook: str, kind: type[T], **arguments: Any) -> Iterator[tuple[str, T]]:
        """Yield each value that a registration hook returns, with its plugin.

        Raises:
            PluginError: A plugin returns something else than a list of this kind.
        """
        for plugin, values in self.each(hook, **arguments):
            if values is not None and not isinstance(values, list | tuple):
                raise PluginError(f"plugin {plugin!r}, {hook}: returned {values!r:.80}, not a list of {kind.__name__}")
            for value in values or ():
                if not isinstance(value, kind):
                    raise PluginError(f"plugin {plugin!r}, {hook}: returned {value!r:.80}, not a {kind.__name__}")
                yield plugin, value

    def _check_hooks(self, plugin: object, name: str) -> None:
        hooks = {caller.name for caller in self._manager.get_hookcallers(plugin) or ()}
        for hook in sorted(hooks - self._known_hooks):
            raise PluginError(f"plugin {name!r}: {UnknownNameError('hook', hook, self._known_hooks)}")
        for hook in sorted(self._known_hooks - hooks):
            if callable(getattr(plugin, hook, None)):
                raise PluginError(f"plugin {name!r} has {hook}, but not marked as a hook; put @hookimpl above it")
        if not hooks:
            known = ", ".join(sorted(self._known_hooks))
            raise PluginError(f"plugin {name!r} implements no hook; put @hookimpl above its functions (known: {known})")


def catalogue(what: str, returned: Iterable[tuple[str, T]], key: Callable[[T], Any]) -> dict[Any, T]:
    """Return what plugins registered, by name.

    Args:
        what: What they are, for error texts.
        returned: Values, each with its plugin.
        key: The name of a value.

    Raises:
        PluginError: Two of them have the same name.
    """
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


def _load(entry: EntryPoint) -> Any:
    mend = f"mend it or uninstall {entry.dist.name if entry.dist else 'its distribution'}"
    with blaming(f"plugin {entry.name!r} ({entry.value}) cannot be imported; {mend}"):
        return entry.load()
