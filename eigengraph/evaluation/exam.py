"""What a policy is evaluated on: tasks, with the domain and the tables that they stand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eigengraph.config import Settings
from eigengraph.dataset import SPLITS, from_row
from eigengraph.engine.recertify import docket_of
from eigengraph.engine.reopen import reopen
from eigengraph.engine.shards import read_shards
from eigengraph.engine.workshop import open_base, with_policy
from eigengraph.errors import ConfigError, ReplayError, ToolCrash
from eigengraph.host import Host
from eigengraph.records import Datum, Task
from eigengraph.verify.replay import replay, steps_of
from eigengraph.world import Base, Domain, Remark, TaskSet, World

ALL = "all"
"""In the place of a split: every task."""

Tasks = str | Path | TaskSet | Iterable[Task | Datum]
"""What tasks can be given as: the folder of a run or a file, a name of a source, or the tasks themselves."""


@dataclass(frozen=True)
class Exam:
    """Tasks and what they stand on.

    Attributes:
        source: Where they come from, for people.
        domain: With the policy text that the tasks were made under.
        base: The tables that their worlds begin with.
        tasks: At least one; no id is there twice.
        remarks: What the source knows of its tasks that they do not show.
    """

    source: str
    domain: Domain
    base: Base
    tasks: tuple[Task, ...]
    remarks: tuple[Remark, ...] = ()


def open_exam(host: Host, settings: Settings, tasks: Tasks, data: Path | None = None) -> Exam:
    """Open what a policy is to be evaluated on.

    Args:
        host: Its plugins must register the domain.
        settings: Names the domain, and the tables of tasks that come without any; its policy text outweighs theirs.
        tasks: ``RUN`` or ``RUN:SPLIT`` (a folder, ``test`` where no split is named, ``all`` for every task); a JSON or
            JSONL file of tasks; ``SOURCE`` or ``SOURCE:SPLIT`` (a registered source, such as ``tau2:airline``); or
            tasks or data of the domain, over the tables that the settings name or generate.
        data: The folder of a source's files; where the source itself looks for them if it is None.

    Raises:
        ConfigError: There are no such tasks, they are of another domain, or an id is there twice.
        TableError: The tables break the domain's schema.
    """
    host.domain(settings.domain)
    exam = _opened(host, settings, tasks, data)
    if exam.domain.name != settings.domain:
        raise ConfigError(
            f"the tasks of {exam.source!r} play in domain {exam.domain.name!r}, not {settings.domain!r}; name theirs"
        )
    if not exam.tasks:
        raise ConfigError(f"{exam.source!r} holds no tasks; give at least one")
    for task, count in Counter(task.id for task in exam.tasks).items():
        if count > 1:
            raise ConfigError(f"task id {task!r} of {exam.source!r} is there {count} times; give each task once")
    return replace(exam, domain=with_policy(exam.domain, settings))


def _opened(host: Host, settings: Settings, tasks: Tasks, data: Path | None) -> Exam:
    if isinstance(tasks, str | Path):
        return _named(host, settings, str(tasks), data)
    domain = host.domain(settings.domain)
    if isinstance(tasks, TaskSet):
        return Exam("the tasks given", replace(domain, policy=tasks.policy), tasks.base, tasks.tasks, tasks.remarks)
    listed = list(tasks)
    base = open_base(domain, settings)
    for datum in listed:
        if isinstance(datum, Datum):
            _check_ground(datum, domain, base)
    return Exam("the tasks given", domain, base, tuple(one.task if isinstance(one, Datum) else one for one in listed))


def _named(host: Host, settings: Settings, given: str, data: Path | None) -> Exam:
    head, _, tail = given.rpartition(":")
    if given in host.task_sources:
        return _of_source(host, given, "test", data)
    if head in host.task_sources:
        return _of_source(host, head, "" if tail == ALL else tail, data)
    path, split = (Path(head), tail) if head and not Path(given).exists() else (Path(given), "test")
    if path.is_dir():
        return _of_run(host, path, split)
    if not path.is_file():
        sources = ", ".join(host.task_sources) or "none"
        raise ConfigError(
            f"--tasks {given!r} names neither the folder of a run (RUN or RUN:SPLIT), nor a file of tasks, nor a "
            f"source (known: {sources})"
        )
    docket = docket_of(host, path, settings.tables)
    return Exam(given, docket.shop.domain, docket.shop.base, tuple(candidate.task for candidate in docket.candidates))


def _of_source(host: Host, name: str, split: str, data: Path | None) -> Exam:
    source = host.task_sources[name]
    domain = host.domain(source.domain)
    found = source.load(domain, data, split)
    label = f"{name}:{split}" if split else name
    return Exam(label, replace(domain, policy=found.policy), found.base, found.tasks, found.remarks)


def _of_run(host: Host, run: Path, split: str) -> Exam:
    if split not in (*SPLITS, ALL):
        known = ", ".join((*SPLITS, ALL))
        raise ConfigError(f"unknown split {split!r} of run {str(run)!r} (known: {known})")
    domain, base = reopen(host, run)
    rows = list(read_shards(run / "data"))
    chosen = [row for row in rows if split in (ALL, row["split"])]
    if not chosen:
        sizes = Counter(row["split"] for row in rows)
        listed = ", ".join(f"{name} {sizes[name]}" for name in SPLITS)
        mend = f"write '{run}:{ALL}'" if rows else "make one that has some"
        raise ConfigError(f"run {str(run)!r} has no tasks in its split {split!r} ({listed}); {mend}")
    return Exam(f"{run}:{split}", domain, base, _tasks(chosen))


def _tasks(rows: Sequence[dict[str, object]]) -> tuple[Task, ...]:
    return tuple(from_row(row).task for row in rows)


def _check_ground(datum: Datum, domain: Domain, base: Base) -> None:
    """Make sure that a datum was made over these tables: its dialogue must answer as it was recorded.

    Raises:
        ConfigError: It does not.
    """
    task, messages = datum.task, datum.trajectory.messages
    try:
        world = World(domain, base, task.initial, seed=task.seed)
        for _ in replay(world, steps_of(messages), task.verifier, messages, strict=True):
            pass
    except (ReplayError, ToolCrash, ConfigError) as error:
        raise ConfigError(
            f"task {task.id!r} was not made over the tables of these settings ({error}); give the run's folder as "
            "tasks, or the settings that it was made with"
        ) from None
