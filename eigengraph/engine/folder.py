"""A run folder: what a run leaves on disk, and who may write it.

    manifest.json     settings, code and versions of every sitting, seeds, counts, times
    ledger.sqlite     what became of every candidate; ``ledger.py``
    tables.json.gz    the base tables that every world of the run begins with
    policy.md, tools.json, prompts.json    what both sides are told; ``eigengraph.dataset.context``
    data/*.parquet    the dataset; ``shards.py``
    .lock             held while a process writes the run; the file itself stays

Every file but the ledger is replaced as a whole, so a crash leaves the old or the new.
"""

from __future__ import annotations

import fcntl
import gzip
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from eigengraph.config import Settings
from eigengraph.engine.durable import disk_errors, replace_file, sync_folder, temporary_of
from eigengraph.errors import ConfigError, RunMismatchError
from eigengraph.files import read_json
from eigengraph.records import digest, encode
from eigengraph.records.codec import unwrap
from eigengraph.world import Tables

Kind = Literal["run", "evaluation"]

_FORMAT = 1
_MARKS: Mapping[Kind, str] = {"run": "eigengraph_run", "evaluation": "eigengraph_evaluation"}
"""What stands in every manifest, by the kind of its folder: many programs call a file manifest.json."""

_A: Mapping[Kind, str] = {"run": "a run", "evaluation": "an evaluation"}


def default_folder(settings: Settings) -> Path:
    """Return the folder of a run that was given none: the same for the same settings, another for others."""
    return Path("runs") / f"{settings.domain}-{digest(encode(settings.identity()))[:8]}"


class RunFolder:
    """The folder of one run. Made by ``claim``, to write it, or by ``look``, to read it; a context manager.

    An evaluation has such a folder, too: of another kind, so that neither is taken for the other.

    Attributes:
        path: The folder.
        kind: What it is the folder of.
        manifest: ``manifest.json``.
        ledger: ``ledger.sqlite``.
        tables: ``tables.json.gz``.
        data: The folder of the shards.
    """

    def __init__(self, path: Path, lock: int | None = None, kind: Kind = "run") -> None:
        self.path = path
        self.kind = kind
        self.manifest = path / "manifest.json"
        self.ledger = path / "ledger.sqlite"
        self.tables = path / "tables.json.gz"
        self.data = path / "data"
        self._lock = lock

    @classmethod
    def claim(cls, path: Path, kind: Kind = "run") -> Self:
        """Make a run folder, or reopen one, and keep every other process from writing it until ``close``.

        The lock ends with the process, however that ends.

        Raises:
            ConfigError: Another process holds it, the folder holds something else (nothing is written then), or it
                cannot be written.
        """
        with disk_errors(path, "made a run folder", "give another folder"):
            if not path.is_dir():
                path.mkdir(parents=True, exist_ok=True)
                sync_folder(path.parent)
            _refuse_foreign(path, kind)
            return cls(path, _acquire(path), kind)

    @classmethod
    def look(cls, path: Path, kind: Kind = "run") -> Self:
        """Open the folder of a run to read it, even while another process writes it.

        Raises:
            ConfigError: There is no run.
        """
        folder = cls(path, kind=kind)
        if not folder.manifest.is_file():
            raise ConfigError(
                f"{str(path)!r} is not {_A[kind]} folder: it has no manifest.json; give the folder of {_A[kind]}"
            )
        folder.read_manifest()
        return folder

    def close(self) -> None:
        """Let other processes write; may be called twice."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Replace the manifest as a whole.

        Args:
            manifest: JSON-able, with text as keys.

        Raises:
            ConfigError: The disk is full, or the folder cannot be written; the old manifest is still there.
        """
        text = json.dumps({_MARKS[self.kind]: _FORMAT, **manifest}, indent=2, default=unwrap)
        replace_file(self.manifest, f"{text}\n".encode())

    def read_manifest(self) -> dict[str, Any]:
        """Return what ``write_manifest`` was given last; empty before the first time.

        Raises:
            ConfigError: The file cannot be read, or is no manifest of ours.
        """
        if not self.manifest.exists():
            return {}
        return _parse(self.manifest, self.kind)

    def save_tables(self, tables: Tables) -> None:
        """Store base tables. Equal tables give equal bytes; the order of rows is kept, because worlds iterate in it.

        Raises:
            ConfigError: The disk is full, or the folder cannot be written.
        """
        text = json.dumps(tables, separators=(",", ":"), default=unwrap)
        replace_file(self.tables, gzip.compress(text.encode(), compresslevel=6, mtime=0))

    def load_tables(self) -> dict[str, Any]:
        """Return the stored base tables.

        Raises:
            ConfigError: There are none, or the file is damaged.
        """
        try:
            tables: dict[str, Any] = read_json(self.tables, "the file of tables")
        except ConfigError as error:
            raise ConfigError(f"{error}; restore it from a copy or begin in another folder") from None
        return tables


@contextmanager
def complete_manifest(run: Path) -> Iterator[None]:
    """Turn what the block does not find in a run's manifest into one line.

    Raises:
        ConfigError: In place of what a missing or wrong field raises.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        why = f"it has no {error}" if isinstance(error, KeyError) else str(error).splitlines()[0]
        raise ConfigError(
            f"manifest {str(run / 'manifest.json')!r} is damaged: {why}; copy the folder again from where it was made"
        ) from None


def check_settings(mine: Mapping[str, Any], stored: Mapping[str, Any]) -> None:
    """Refuse to go on with a run under other settings than it was begun with.

    Args:
        mine: The settings given, JSON-able.
        stored: The settings in the manifest.

    Raises:
        RunMismatchError: Shows every difference, a line each: ``key: stored -> given``.
    """
    _check(mine, stored, "with other settings", "give the stored settings, or another folder")


def check_code(mine: Mapping[str, Any], stored: Mapping[str, Any]) -> None:
    """Refuse to go on with a run by other code than began it, which would mix what two programs make.

    Args:
        mine: What ``eigengraph.engine.provenance`` tells of the code at hand.
        stored: The same in the manifest.

    Raises:
        RunMismatchError: Shows every difference, a line each: ``key: stored -> at hand``.
    """
    _check(mine, stored, "by other code", "give another folder, or the code that made it")


def _check(mine: Mapping[str, Any], stored: Mapping[str, Any], how: str, mend: str) -> None:
    given, kept = _flat(json.loads(json.dumps(mine, default=unwrap))), _flat(stored)
    lines = [
        f"  {key}: {_shown(kept, key)} -> {_shown(given, key)}"
        for key in sorted(given.keys() | kept.keys())
        if key not in given or key not in kept or given[key] != kept[key]
    ]
    if lines:
        head = f"the run folder was made {how} (stored -> given):"
        raise RunMismatchError("\n".join([head, *lines, mend]))


def _flat(value: Any, key: str = "") -> dict[str, Any]:
    """Return every leaf by its dotted key."""
    if not isinstance(value, Mapping) or not value:
        return {key: value}
    inside = (_flat(item, f"{key}.{name}" if key else name) for name, item in value.items())
    return {place: leaf for flat in inside for place, leaf in flat.items()}


def _shown(leaves: Mapping[str, Any], key: str) -> str:
    return json.dumps(leaves[key]) if key in leaves else "(absent)"


def kind_of(path: Path) -> Kind | None:
    """Return what a folder is the folder of; None where it is none of ours."""
    for kind in _MARKS:
        try:
            RunFolder.look(path, kind)
        except ConfigError:
            continue
        return kind
    return None


def _refuse_foreign(path: Path, kind: Kind) -> None:
    """Let a folder pass only if it is of this kind, or has nothing in it but what a run killed at its start left."""
    manifest = path / "manifest.json"
    if manifest.exists():
        _parse(manifest, kind)
        return
    tables = path / "tables.json.gz"
    ours = {".lock", temporary_of(manifest).name, tables.name, temporary_of(tables).name}
    foreign = sorted(item.name for item in path.iterdir() if item.name not in ours)
    if foreign:
        listed = ", ".join(map(repr, foreign[:3])) + (f" and {len(foreign) - 3} more" if len(foreign) > 3 else "")
        raise ConfigError(
            f"{str(path)!r} is not {_A[kind]} folder and not empty ({listed}); give an empty or new folder"
        )


def _parse(path: Path, kind: Kind) -> dict[str, Any]:
    try:
        manifest = read_json(path, "manifest")
    except ConfigError as error:
        raise ConfigError(f"{error}; give another folder") from None
    if not isinstance(manifest, dict) or manifest.pop(_MARKS[kind], None) != _FORMAT:
        raise ConfigError(f"{str(path)!r} is no manifest of an EigenGraph {kind}; give another folder")
    return manifest


def _acquire(path: Path) -> int:
    """Return a handle that holds the folder's lock; closing it, or the end of the process, lets go.

    A program that the process starts does not inherit it; a bare fork does, and then both must end.
    """
    handle = os.open(path / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode() or "unknown"
        os.close(handle)
        raise ConfigError(
            f"run folder {str(path)!r} is in use by process {holder}; wait until it ends, or give another folder"
        ) from None
    except OSError:
        os.close(handle)
        raise
    return handle
