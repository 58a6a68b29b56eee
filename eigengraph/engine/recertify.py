"""Issuing certificates again: of a finished run, or of tasks in a file."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eigengraph.config import Settings
from eigengraph.dataset import from_row
from eigengraph.engine.folder import RunFolder
from eigengraph.engine.reopen import reopen
from eigengraph.engine.shards import read_shards
from eigengraph.engine.workshop import open_base, ranked
from eigengraph.errors import ConfigError, ModelError, SandboxError, ToolCrash
from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.certification import certificate_of
from eigengraph.host import Host
from eigengraph.models import Reply, Request
from eigengraph.records import Certificate, Task, decode
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
                    was, is_now = mine[kind], theirs[kind]
                    lines.append(f"{kind}: {was.good}/{was.tried} -> {is_now.good}/{is_now.tried}")
        return tuple(lines)


def docket_of(host: Host, where: Path, tables: Path | None = None) -> Docket:
    """Open what is to be certified again.

    Args:
        host: Its plugins must register the domain.
        where: A run folder; or a file of tasks, ``.jsonl`` with one a line, or ``.json`` with a list or an object of
            ``tasks`` and ``tables``.
        tables: The tables that a file's tasks stand on, where it has none itself.

    Raises:
        ConfigError: There is no such folder or file, or it holds something else.
        TableError: The tables break the domain's schema.
    """
    return _of_run(host, where) if where.is_dir() else _of_file(host, where, tables)


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
    except Exception as error:  # noqa: BLE001 - one damaged task must not keep the others from being certified
        reason = f"verifier_error: {type(error).__name__}: {' '.join(map(str, error.args))}"
    return Certificate("", issued=False, reasons=(" ".join(reason.split()),))


class _NoModel:
    """Stands where a workshop has a model: certificates ask none."""

    async def complete(self, request: Request) -> Reply:
        raise ModelError(f"nothing may ask a model for role {request.role!r} while certificates are issued")


def _of_run(host: Host, run: Path) -> Docket:
    domain, base = reopen(host, run)
    settings = Settings.model_validate(RunFolder.look(run).read_manifest()["settings"])
    data = map(from_row, read_shards(run / "data"))
    candidates = tuple(
        Candidate(Item(datum.index, int(datum.lineage["task_attempts"]) - 1), datum.task, datum.certificate)
        for datum in data
    )
    return Docket(_shop(host, domain, base, settings), candidates)


def _of_file(host: Host, path: Path, tables: Path | None) -> Docket:
    raw, inside = _read(path)
    if not raw:
        raise ConfigError(f"{str(path)!r} holds no tasks; give at least one")
    tasks = [_task(path, number, record) for number, record in enumerate(raw)]
    _refuse_repeated(repr(str(path)), "task id", [task.id for task in tasks])
    domains = sorted({task.domain for task in tasks})
    if len(domains) != 1:
        raise ConfigError(f"{str(path)!r} has tasks of {', '.join(domains)}; give tasks of one domain")
    domain = host.domain(domains[0])
    settings = Settings(domain=domain.name, tables=tables)
    if inside is not None and tables is None:
        base = Base(check_tables(domain.schema, inside, domain.check_tables), domain.sides())
    elif tables is None:
        raise ConfigError(f"{str(path)!r} has no tables; give those that its tasks stand on with --tables")
    else:
        base = open_base(domain, settings)
    candidates = tuple(Candidate(Item(number), task) for number, task in enumerate(tasks))
    return Docket(_shop(host, domain, base, settings), candidates)


def _shop(host: Host, domain: Domain, base: Base, settings: Settings) -> Workshop:
    model = _NoModel()
    mutators = tuple(host.mutators.values())
    return Workshop(domain, base, settings, model, model, mutators, ranked(host, settings.sandbox))


def _read(path: Path) -> tuple[Sequence[Any], Mapping[str, Any] | None]:
    """Return the records of a file of tasks, and its tables if it has any."""
    try:
        text = path.read_text("utf-8-sig")
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in text.splitlines() if line.strip()], None
        found = json.loads(text)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(
            f"{str(path)!r} cannot be read: {error}; give a run folder, or a JSON or JSONL file of tasks"
        ) from None
    if isinstance(found, list):
        return found, None
    if isinstance(found, dict) and isinstance(found.get("tasks"), list):
        return found["tasks"], found.get("tables")
    raise ConfigError(f"{str(path)!r} holds no tasks; give a list of them, or an object with 'tasks' and 'tables'")


def _task(path: Path, number: int, record: Any) -> Task:
    where = f"{str(path)!r}: task number {number}"
    try:
        task = decode(Task, json.dumps(record))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise ConfigError(f"{where}: {place}: {first['msg']}") from None
    if "seed" not in record:  # with the default, its world would draw otherwise than when it was made
        raise ConfigError(f"{where}: {task.id!r} has no 'seed'; give the one that it was made with")
    _refuse_repeated(where, "checker", [checker.name for checker in task.verifier.checkers])
    return task


def _refuse_repeated(where: str, what: str, names: Sequence[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ConfigError(f"{where}: {what} {name!r} is there {count} times; give each one once")
