"""Exporters: how a finished run is written for somebody else's program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.records import digest


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that was written.

    Attributes:
        path: Where.
        rows: Records in it: tasks, dialogues, rows of a database; 1 for a text.
        digest: SHA-256 of its bytes, with their length.
    """

    path: str
    rows: int
    digest: str

    def to_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        return {"path": self.path, "rows": self.rows, "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Export:
    """What an exporter wrote.

    Attributes:
        files: The files.
        problems: A line for each row that means something else there; with any, the command fails.
        details: What else is told, JSON-able.
    """

    files: tuple[WrittenFile, ...]
    problems: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as ``eigengraph export --json`` prints it."""
        return {"files": [item.to_json() for item in self.files], "problems": list(self.problems), **self.details}


@dataclass(frozen=True, slots=True)
class ExportOption:
    """A choice that an exporter leaves to the caller.

    Attributes:
        name: By which it is passed, ``--option NAME=VALUE`` on the command line.
        values: What it can be; the first is the default.
        summary: A line about it.
    """

    name: str
    values: tuple[str, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format that runs are written in, as plugins register it.

    Attributes:
        name: Such as ``tau2``; chosen by ``eigengraph export --to``.
        export: ``export(run, out)`` writes a finished run into a new folder. Every task of the run has an issued
            certificate; ``run.host`` has the plugins. It raises ``ConfigError`` for what cannot be said in its format.
            Every option is passed by keyword.
        summary: A line about it.
        evaluation: ``evaluation(evaluation, out)`` does the same with a finished evaluation; None where the format has
            no place for one.
        options: The choices that it leaves to the caller.
    """

    name: str
    export: Callable[..., Export]
    summary: str = ""
    evaluation: Callable[..., Export] | None = None
    options: tuple[ExportOption, ...] = ()

    def choose(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return a value for every option: the one given, or its default.

        Raises:
            UnknownNameError: There is no such option, or it has no such value.
        """
        known = {option.name: option.values for option in self.options}
        for name, value in given.items():
            if name not in known:
                raise UnknownNameError(f"option of the format {self.name!r}", name, known)
            if value not in known[name]:
                raise UnknownNameError(f"value of the option {name!r}", value, known[name])
        return {name: given.get(name, values[0]) for name, values in known.items()}


def check_free(out: Path) -> None:
    """Check that a folder is new or empty, so that nobody's files are overwritten.

    Raises:
        ConfigError: It has something in it, or is no folder.
    """
    if out.is_dir():
        names = sorted(item.name for item in out.iterdir())
        if names:
            raise ConfigError(f"--out {str(out)!r} is not empty (it has {names[0]!r}); give an empty or new folder")
    elif out.exists():
        raise ConfigError(f"--out {str(out)!r} is no folder; give an empty or new folder")


def write_text(path: Path, text: str, rows: int = 1) -> WrittenFile:
    """Write a file, and the folders above it.

    Raises:
        ConfigError: It cannot be written.
    """
    data = text.encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise ConfigError(f"{str(path)!r} cannot be written: {error.strerror}; give another --out") from None
    return WrittenFile(str(path), rows, digest(data))
