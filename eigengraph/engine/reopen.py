"""Opening what the tasks of a finished run stand on: their domain and the tables their worlds begin with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from eigengraph.dataset import load_context
from eigengraph.engine.folder import RunFolder
from eigengraph.host import Host
from eigengraph.world import Base, Domain


def reopen(host: Host, run: Path) -> tuple[Domain, Base]:
    """Return a run's domain, with the policy text of that run, and its tables.

    Args:
        host: Its plugins must register the domain.
        run: The run folder.

    Raises:
        ConfigError: There is no run, or a file of it is missing or damaged.
        UnknownNameError: The domain is not registered.
    """
    folder = RunFolder.look(run)
    domain = host.domain(folder.read_manifest()["settings"]["domain"])
    return replace(domain, policy=load_context(run).policy), Base(folder.load_tables(), domain.sides())
