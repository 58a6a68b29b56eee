"""``eigengraph tau2 import``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.errors import ConfigError
from eigengraph.exporters import WrittenFile
from eigengraph.host import Host
from eigengraph_tau2.commands.options import AsJson, Data
from eigengraph_tau2.data import PREFIX, open_data
from eigengraph_tau2.importing import ImportedTask, import_task
from eigengraph_tau2.writing import write_import


def import_tasks(
    domain: Annotated[str, typer.Argument(help="One of tau2-bench's domains.")],
    data: Data = None,
    split: Annotated[str, typer.Option(help="Which tasks [default: all].", show_default=False)] = "",
    out: Annotated[
        Path | None, typer.Option(help="Folder for tasks.jsonl, tables.json and policy.md [default: none is written].")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Turn tau2-bench's tasks, database and policy into ours; list what tau2-bench itself ignores.

    Each line of tasks.jsonl holds our task and tau2-bench's own, whole. tables.json and policy.md are for `synthesize`.
    """
    if domain.startswith(PREFIX):
        raise ConfigError(f"{domain!r} is an environment, and tasks are imported for our domains; leave out {PREFIX!r}")
    folder = open_data(data, domain)
    tasks, policy = folder.tasks(split), folder.policy()
    ground = folder.ground(Host().domain(folder.domain))
    imported = [import_task(task, ground) for task in tasks]
    written = write_import(out, imported, ground, policy) if out is not None else []
    report = import_report(folder.domain, imported, written)
    if as_json:
        print_json(report)
        return
    print_table(("domain", "tasks"), [(report["domain"], report["tasks"])])
    for title, counts in (("fields that tau2-bench ignores", "unknown"), ("kept in the source only", "apart")):
        if report[counts]:
            print_table((title, "tasks"), list(report[counts].items()))
    if written:
        print_table(("file", "rows"), [(item.path, item.rows) for item in written])


def import_report(domain: str, imported: list[ImportedTask], written: list[WrittenFile]) -> dict[str, Any]:
    """Return what was imported, as ``--json`` prints it."""
    return {
        "domain": domain,
        "tasks": len(imported),
        "unknown": _counted(item.unknown for item in imported),
        "apart": _counted([line.partition(":")[0] for line in item.apart] for item in imported),
        "files": [item.to_json() for item in written],
    }


def _counted(places: Iterable[Iterable[str]]) -> dict[str, int]:
    """Count the tasks that each place occurs in; the items of a list share theirs."""
    return dict(Counter(place for of_task in places for place in {re.sub(r"\[\d+\]", "[]", at) for at in of_task}))
