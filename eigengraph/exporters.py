"""Exporters: how a finished run is written for somebody else's program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eigengraph.errors import ConfigError
from eigengraph.records import digest

if TYPE_CHECKING:
    from eigengraph.api import Run
    from eigengraph.evaluation import Evaluation


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
class Exporter:
    """A format that runs are written in, as plugins register it.

    Attributes:
        name: Such as ``tau2``; chosen by ``eigengraph export --to``.
        export: ``export(run, out)`` writes a finished run into a new folder. Every task of the run has an issued
            certificate; ``run.host`` has the plugins. It raises ``ConfigError`` for what cannot be said in its format.
        summary: A line about it.
        evaluation: ``evaluation(evaluation, out)`` does the same with a finished evaluation; None where the format has
            no place for one.
    """

    name: str
    export: Callable[[Run, Path], Export]
    summary: str = ""
    evaluation: Callable[[Evaluation, Path], Export] | None = None


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
