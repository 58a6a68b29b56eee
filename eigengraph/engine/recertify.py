"""Issuing certificates again: of a finished run, or of tasks in a file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eigengraph.config import Settings
from eigengraph.dataset import from_row
from eigengraph.engine.folder import RunFolder, complete_manifest
from eigengraph.engine.reopen import reopen
from eigengraph.engine.shards import read_shards
from eigengraph.engine.task_files import read_task_file
from eigengraph.engine.workshop import open_base, ranked
from eigengraph.errors import ConfigError, ModelError, PluginCrash, SandboxError, ToolCrash
from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.certification import certificate_of
from eigengraph.host import Host
from eigengraph.models import Reply, Request
from eigengraph.records import Certificate, Tally, Task
from eigengraph.verify.renaming import Mentions
from eigengraph.world import Base, Domain, check_tables


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task to be certified again.

    Attributes:
        item: The candidate that it was, at the attempt that made it.
        task: The task.
        stored: The certificate that it has, if it has one.
    """

    item: Item
    task: Task
    stored: Certificate | None = None


@dataclass(frozen=True)
class Docket:
    """Tasks to be certified again, with what they stand on.

    Attributes:
        shop: Domain, tables, mutators and sandboxes; it has no models.
        candidates: The tasks.
    """

    shop: Workshop
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Reissue:
    """A certificate that was issued again, or refused.

    Attributes:
        candidate: The task.
        certificate: As the code at hand has it.
        seconds: CPU time that it took in this process.
    """

    candidate: Candidate
    certificate: Certificate
    seconds: float

    @property
    def task_id(self) -> str:
        """The task's."""
        return self.candidate.task.id

    def changes(self) -> tuple[str, ...]:
        """Say how it differs from the stored certificate, a line each; none where there is none to compare with."""
        stored, now = self.candidate.stored, self.certificate
        if stored is None:
            return ()
        lines = []
        if stored.verifier != now.verifier:
            lines.append("the verifier is another one")
        if stored.issued != now.issued:
            lines.append("no longer certified" if stored.issued else "certified now")
        for mine, theirs in (
            (stored.mutants, now.mutants),
            (stored.must_pass, now.must_pass),
            (stored.rules, now.rules),
        ):
            for kind in dict.fromkeys([*mine, *theirs]):
                if kind not in mine:
                    lines.append(f"{kind} is new")
                elif kind not in theirs:
                    lines.append(f"{kind} is no longer tried")
                elif mine[kind] != theirs[kind]:
                    lines.append(f"{kind}: {_shown(mine[kind])} -> {_shown(theirs[kind])}")
        return tuple(lines)


def docket_of(host: Host, where: Path, tables: Path | None = None) -> Docket:
    """Open what is to be certified again.

    Args:
        host: Its plugins must register the domain.
        where: A run folder, or a file of tasks; see ``read_task_file``.
        tables: The tables that a file's tasks stand on, where it has none itself.

    Raises:
        ConfigError: There is no such folder or file, or it holds something else.
        TableError: The tables break the domain's schema.
    """
    if not where.is_dir():
        return _of_file(host, where, tables)
    if tables is not None:
        raise ConfigError(f"run {str(where)!r} has tables of its own; leave out --tables {str(tables)!r}")
    return _of_run(host, where)


def reissue(docket: Docket, *, search: bool = False) -> Iterator[Reissue]:
    """Certify each task again, in order.

    Args:
        docket: From ``docket_of``.
        search: Whether the searches run, too.

    Yields:
        A certificate for each task; one that is not issued where certifying breaks.

    Raises:
        SandboxError: The sandbox cannot run on this machine.
    """
    mentions = Mentions.of(docket.shop.base) if search else None
    try:
        for candidate in docket.candidates:
            begun = time.process_time()
            certificate = _certificate(docket.shop, candidate, mentions)
            yield Reissue(candidate, certificate, time.process_time() - begun)
    finally:
        for sandbox in docket.shop.sandboxes.values():
            sandbox.close()


def _certificate(shop: Workshop, candidate: Candidate, mentions: Mentions | None) -> Certificate:
    try:
        return certificate_of(shop, candidate.item, candidate.task, mentions)
    except SandboxError:
        raise
    except ToolCrash as error:
        reason = f"tool_crash: {error}"
    except PluginCrash as error:
        reason = f"plugin_crash: {error}"
    except Exception as error:  # noqa: BLE001 - one damaged task must not keep the others from being certified
        reason = f"verifier_error: {type(error).__name__}: {' '.join(map(str, error.args))}"
    return Certificate("", issued=False, reasons=(" ".join(reason.split()),))


def _shown(tally: Tally) -> str:
    refused = f" ({tally.refused} refused)" if tally.refused else ""
    return f"{tally.good}/{tally.tried}{refused}"


class _NoModel:
    """Stands where a workshop has a model: certificates ask none."""

    async def complete(self, request: Request) -> Reply:
        raise ModelError(f"nothing may ask a model for role {request.role!r} while certificates are issued")


def _of_run(host: Host, run: Path) -> Docket:
    domain, base = reopen(host, run)
    with complete_manifest(run):
        settings = Settings.model_validate(RunFolder.look(run).read_manifest()["settings"])
    data = map(from_row, read_shards(run / "data"))
    candidates = tuple(
        Candidate(Item(datum.index, int(datum.lineage["task_attempts"]) - 1), datum.task, datum.certificate)
        for datum in data
    )
    return Docket(_shop(host, domain, base, settings), candidates)


def _of_file(host: Host, path: Path, tables: Path | None) -> Docket:
    file = read_task_file(path)
    domain = host.domain(file.tasks[0].domain)
    settings = Settings(domain=domain.name, tables=tables)
    if file.tables is not None and tables is not None:
        raise ConfigError(f"{str(path)!r} has tables of its own; leave out --tables {str(tables)!r}")
    if file.tables is None and tables is None:
        raise ConfigError(f"{str(path)!r} has no tables; give those that its tasks stand on with --tables")
    if file.tables is not None:
        base = Base(check_tables(domain.schema, file.tables, domain.check_tables), domain.sides())
    else:
        base = open_base(domain, settings)
    candidates = tuple(Candidate(Item(number), task) for number, task in enumerate(file.tasks))
    return Docket(_shop(host, domain, base, settings), candidates)


def _shop(host: Host, domain: Domain, base: Base, settings: Settings) -> Workshop:
    model = _NoModel()
    mutators = tuple(host.mutators.values())
    return Workshop(domain, base, settings, model, model, mutators, ranked(host, settings.sandbox))
