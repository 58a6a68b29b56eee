"""Files of tasks: a task a line, or one document, which may hold the tables that they stand on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.files import parse_json, read_json, read_text
from eigengraph.records import Task, decode, encode

_WIDTH = 60
_EXPECTED = "give a run folder, or a JSON or JSONL file of tasks"


@dataclass(frozen=True, slots=True)
class TaskFile:
    """What a file of tasks holds.

    Attributes:
        tasks: At least one, all of one domain; no id is there twice.
        tables: The tables that they stand on, as they were written; None where the file has none.
    """

    tasks: tuple[Task, ...]
    tables: Mapping[str, Any] | None = None


def read_task_file(path: Path) -> TaskFile:
    """Read a file of tasks, gzipped or not: ``.jsonl`` with one a line, else a list or an object of ``tasks``.

    Raises:
        ConfigError: It cannot be read, or holds something else; names the line, the task and the field.
    """
    by_line = path.name.removesuffix(".gz").endswith(".jsonl")
    try:
        raw, tables = (_lines(path), None) if by_line else _document(path, read_json(path))
    except ConfigError as error:
        raise ConfigError(f"{error}; {_EXPECTED}") from None
    if tables is not None and not isinstance(tables, dict):
        raise ConfigError(f"{str(path)!r}: 'tables' is {_shown(tables)}; give an object of tables")
    if not raw:
        raise ConfigError(f"{str(path)!r} holds no tasks; give at least one")
    tasks = tuple(_task(where, record) for where, record in raw)
    _refuse_repeated(repr(str(path)), "task id", [task.id for task in tasks])
    domains = sorted({task.domain for task in tasks})
    if len(domains) != 1:
        raise ConfigError(f"{str(path)!r} has tasks of {', '.join(domains)}; give tasks of one domain")
    return TaskFile(tasks, tables)


def _lines(path: Path) -> list[tuple[str, Any]]:
    """Return what each line holds, with where that is. JSON texts may hold what other programs end lines with."""
    lines = [(number, line) for number, line in enumerate(read_text(path).split("\n"), 1) if line.strip()]
    return [
        (f"{str(path)!r}: task number {count} (line {number})", parse_json(line, repr(str(path)), number))
        for count, (number, line) in enumerate(lines, 1)
    ]


def _document(path: Path, found: Any) -> tuple[list[tuple[str, Any]], Any]:
    """Return each task of a document, with where it is, and its tables if it has any."""
    inside = found if isinstance(found, dict) else {"tasks": found}
    tasks = inside.get("tasks")
    if not isinstance(tasks, list):
        raise ConfigError(f"{str(path)!r} holds no list of tasks, nor an object with 'tasks' and 'tables'")
    listed = [(f"{str(path)!r}: task number {count}", record) for count, record in enumerate(tasks, 1)]
    return listed, inside.get("tables")


def _task(where: str, record: Any) -> Task:
    try:
        text = json.dumps(record)
        task = decode(Task, text)
        kept = json.loads(encode(task))
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "json_invalid":  # as Python's own reader took it, it is one of these two
            deep = "recursion" in first["msg"]
            why = (
                "it is nested too deeply"
                if deep
                else "a text in it has half of a surrogate pair; write whole characters"
            )
            raise ConfigError(f"{where}: {why}") from None
        place = ".".join(map(str, first["loc"])) or "it"
        given = "" if first["type"] == "missing" else f", found {_shown(first['input'])}"
        raise ConfigError(f"{where}: {place}: {first['msg']}{given}") from None
    except RecursionError:
        raise ConfigError(f"{where}: it is nested too deeply") from None
    for place, unknown in _unknown(record, kept, ""):
        raise ConfigError(f"{where}: {place}{unknown}")
    if "seed" not in record:  # with the default, its world would draw otherwise than when it was made
        raise ConfigError(f"{where}: {task.id!r} has no 'seed'; give the one that it was made with")
    if not task.verifier.outcomes:
        raise ConfigError(f"{where}: verifier.outcomes is empty, so nothing passes; give at least one outcome")
    _refuse_repeated(where, "checker", [checker.name for checker in task.verifier.checkers])
    return task


def _unknown(given: Any, kept: Any, place: str) -> Iterator[tuple[str, UnknownNameError]]:
    """Yield the fields that reading a record left out, which is what nothing would ever look at, with their places."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for name, value in given.items():
            if name in kept:
                yield from _unknown(value, kept[name], f"{place}{name}.")
            else:
                yield f"{place.removesuffix('.')}: " if place else "", UnknownNameError("field", name, kept)
    elif isinstance(given, list) and isinstance(kept, list):
        for number, (one, other) in enumerate(zip(given, kept, strict=False)):
            yield from _unknown(one, other, f"{place}{number}.")


def _refuse_repeated(where: str, what: str, names: Sequence[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ConfigError(f"{where}: {what} {name!r} is there {count} times; give each one once")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
