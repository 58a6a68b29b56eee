"""Opening what the tasks of a finished run stand on: their domain and the tables their worlds begin with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from eigengraph.dataset import load_context
from eigengraph.engine.folder import RunFolder, complete_manifest
from eigengraph.errors import ConfigError, TableError
from eigengraph.host import Host
from eigengraph.world import Base, Domain, check_tables


def reopen(host: Host, run: Path) -> tuple[Domain, Base]:
    """Return a run's domain, with the policy text of that run, and its tables.

    Args:
        host: Its plugins must register the domain.
        run: The run folder.

    Raises:
        ConfigError: There is no run, or a file of it is missing or damaged, or its tables are not the domain's.
        UnknownNameError: The domain is not registered.
    """
    folder = RunFolder.look(run)
    with complete_manifest(run):
        name = str(folder.read_manifest()["settings"]["domain"])
    domain = host.domain(name)
    try:
        tables = check_tables(domain.schema, folder.load_tables(), domain.check_tables)
    except TableError as error:
        more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
        raise ConfigError(
            f"the tables of run {str(run)!r} are not those of domain {domain.name!r}: {error.problems[0]}{more}; "
            "copy the folder again from where it was made"
        ) from None
    return replace(domain, policy=load_context(run).policy), Base(tables, domain.sides())
