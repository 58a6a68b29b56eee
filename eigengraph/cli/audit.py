"""``eigengraph audit``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from eigengraph.audit import TASK_KINDS, Audit, audit_tasks
from eigengraph.cli.output import print_json, print_table
from eigengraph.cli.plain_text import short
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.host import Host
from eigengraph.run import Run

_SPLIT = "base"
_LISTED = 60
_WIDTH = 110


def audit(
    run: Annotated[Path | None, typer.Argument(help="A run folder.")] = None,
    tau2: Annotated[
        Path | None, typer.Option(file_okay=False, help="In its place: tau2-bench's domain data, a folder a domain.")
    ] = None,
    domain: Annotated[str, typer.Option(help="With --tau2: whose tasks.")] = "",
    split: Annotated[str, typer.Option(help="With --tau2: which of the tasks; empty for all.")] = _SPLIT,
    most: Annotated[int, typer.Option("--max", min=0, help="Findings up to which the command succeeds.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> int:
    """Look for defects in tasks by executing them: gold that fails, rewards for doing nothing, near-duplicates.

    Of a run, look into the dialogues too: what their users invented, forgot or gave away. Fails where there are more
    findings than --max.
    """
    if (run is None) == (tau2 is None):
        raise ConfigError("give either a run folder or --tau2 FOLDER with --domain NAME")
    if run is not None and (domain or split != _SPLIT):
        given = f"--domain {domain!r}" if domain else f"--split {split!r}"
        raise ConfigError(f"{given} goes with --tau2; a run is audited whole, so leave it out")
    found = Run.open(run).audit(Host()) if run is not None else _audit_tau2(tau2, domain, split)
    if as_json:
        print_json(_record(found))
    else:
        _show(found)
    return 0 if len(found.findings) <= most else 1


def _audit_tau2(folder: Path | None, name: str, split: str) -> Audit:
    host = Host()
    sources = {source.domain: source for source in host.task_sources.values() if source.name.startswith("tau2:")}
    if not name:
        raise ConfigError(f"--tau2 needs --domain NAME (known: {', '.join(sorted(sources))})")
    if name not in sources:
        raise UnknownNameError("domain of tau2-bench", name, sources)
    domain = host.domain(name)
    try:
        tasks = sources[name].load(domain, folder, split)
    except UnknownNameError:
        raise
    except ConfigError as error:
        raise ConfigError(f"--tau2 {str(folder)!r}: {error}") from None
    return audit_tasks(tasks.tasks, replace(domain, policy=tasks.policy), tasks.base, tasks.remarks)


def _record(found: Audit) -> dict[str, Any]:
    return {
        "tasks": found.tasks,
        "findings": [{"kind": one.kind, "task": one.task, "detail": one.detail} for one in found.findings],
        "counts": found.counts(),
        "not_checked": {kind: {"tasks": tasks, "why": why} for kind, (tasks, why) in found.not_checked.items()},
    }


def _show(found: Audit) -> None:
    if found.findings:
        shown = found.findings[:_LISTED]
        listed = [(short(one.task, _WIDTH), one.kind, short(one.detail, _WIDTH)) for one in shown]
        print_table(("task", "kind", "what"), listed)
        if len(found.findings) > len(shown):
            print(f"… and {len(found.findings) - len(shown)} more; --json lists all\n")
        rows = [
            (kind, count, TASK_KINDS.get(kind, "a fault of the simulated user; see docs/user_audit.md"))
            for kind, count in found.counts().items()
        ]
        print_table(("kind", "findings", "what it means"), rows)
    if found.not_checked:
        rows = [(kind, tasks, why) for kind, (tasks, why) in found.not_checked.items()]
        print_table(("not checked", "tasks", "why"), rows)
    print(f"{found.tasks} tasks, {len(found.findings)} findings")
