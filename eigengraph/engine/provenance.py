"""Which code makes a run: what a manifest keeps of it, so that no run is gone on with by other code unnoticed."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from eigengraph.host import Host
from eigengraph.records import canonical, digest
from eigengraph.world import Domain

if TYPE_CHECKING:
    from eigengraph.graphs.batch import Graph

_LIBRARIES = ("eigengraph", "langgraph", "pydantic", "pyarrow")
_CORE = "eigengraph"


def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that shape a run."""
    return {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}}


def sitting(host: Host) -> dict[str, Any]:
    """Return what a manifest keeps of one sitting: when it began, in UTC, and with which versions."""
    return {
        "began": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
        "plugins": {plugin.name: plugin.distribution for plugin in host.plugins},
    }


def code_of(host: Host, domain: Domain, graph: Graph | None = None) -> dict[str, Any]:
    """Return what tells the code of one run from another's, JSON-able.

    Of plugins every file counts, of the library its version. Plugins that only add commands or look on do not count.
    Code that has no file (typed into an interpreter), and what plugins import from elsewhere, is not seen.

    Args:
        host: The plugins.
        domain: The domain, with the tools that plugins add to it.
        graph: The composed graph, of what has one.
    """
    return {
        "eigengraph": version("eigengraph"),
        "domain": f"sha256:{_interface(domain)}",
        "plugins": dict(_plugins(host)),
        **({"stages": dict(_work(graph))} if graph is not None else {}),
    }


def _interface(domain: Domain) -> str:
    """Return the digest of what a domain offers and forbids: the schema and kind of each tool, the id of each rule."""
    tools = [[tool.side, tool.kind, tool.schema] for tool in domain.tools]
    return digest(canonical([domain.name, tools, [rule.id for rule in domain.rules]]))


# Plugins


def _plugins(host: Host) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each plugin's name with its distribution and the digest of its files."""
    for info in host.plugins:
        roots = {_root(name) for name in info.modules} - {None}
        if set(info.hooks) <= {"register_commands", "observe"} or {root.__name__ for root in roots if root} == {_CORE}:
            continue
        files = digest(*[part for root in _by_name(roots) for part in _content(root)])
        yield info.name, {"distribution": info.distribution, "files": f"sha256:{files}"}


def _root(name: str) -> ModuleType | None:
    """Return the outermost package with a file that a module belongs to, or the module itself; None without a file."""
    parts = name.split(".")
    outer = (sys.modules.get(".".join(parts[:count])) for count in range(1, len(parts) + 1))
    return next((module for module in outer if module is not None and getattr(module, "__file__", None)), None)


def _by_name(roots: set[ModuleType | None]) -> list[ModuleType]:
    return sorted((root for root in roots if root is not None), key=lambda root: root.__name__)


def _content(root: ModuleType) -> Iterator[bytes]:
    """Yield the names and contents of a module's file, or of every file of a package, in the order of names."""
    assert root.__file__ is not None
    file = Path(root.__file__)
    folder = file.parent
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if hasattr(root, "__path__") else [file]
    for path in files:
        place = path.relative_to(folder)
        passing = "__pycache__" in place.parts or any(part.startswith(".") for part in place.parts)
        if not passing and path.suffix != ".pyc":
            yield place.as_posix().encode()
            yield path.read_bytes()


# Stages


def _work(graph: Any, group: str = "") -> Iterator[tuple[str, str]]:
    """Yield each node's name, inner graphs entered, with the name of the function that does its work."""
    for name, node in graph.builder.nodes.items():
        runnable = node.runnable
        if hasattr(runnable, "builder"):
            yield from _work(runnable, f"{group}{name}:")
        else:
            work = getattr(runnable, "afunc", None) or getattr(runnable, "func", None) or runnable
            named = work if hasattr(work, "__qualname__") else type(work)
            yield f"{group}{name}", f"{named.__module__}.{named.__qualname__}"
