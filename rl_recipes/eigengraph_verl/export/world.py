"""What rollouts open their worlds from: as much of the run folder as a world needs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from eigengraph.engine.durable import disk_errors
from eigengraph.engine.folder import RunFolder
from eigengraph.exporters import WrittenFile
from eigengraph.run import Run
from eigengraph_verl.export.manifest import file_digest

WORLD = "world"
_COPIED = ("tables.json.gz", "policy.md", "tools.json", "prompts.json")
_KEPT = ("settings", "inputs", "versions")


def write_world(run: Run, folder: Path) -> tuple[WrittenFile, ...]:
    """Copy from a run what its worlds begin with, in the form of a run folder without data.

    ``eigengraph.engine.reopen`` opens it like any run.

    Args:
        run: The run.
        folder: Made new.

    Raises:
        ConfigError: A file of the run is missing, or one cannot be written.
    """
    return tuple(_copied(run, folder))


def _copied(run: Run, folder: Path) -> Iterator[WrittenFile]:
    with disk_errors(folder, mend="give another --out"):
        folder.mkdir(parents=True)
    for name in _COPIED:
        with disk_errors(run.path / name, "copied", "restore it from a copy or free some space"):
            shutil.copyfile(run.path / name, folder / name)
        yield _written(folder / name)
    RunFolder(folder).write_manifest({key: run.manifest[key] for key in _KEPT})
    yield _written(folder / "manifest.json")


def _written(path: Path) -> WrittenFile:
    return WrittenFile(str(path), 1, file_digest(path))
