"""The export that is trained on: whether its files are those that were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from eigengraph.errors import ConfigError
from eigengraph.models import Check
from eigengraph.records import digest
from eigengraph_verl.export import Manifest, check_digests
from eigengraph_verl.export.manifest import MANIFEST
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.room import check_fits


@dataclass(frozen=True, slots=True)
class Dataset:
    """An export, whose files are those that were written.

    Attributes:
        folder: Where.
        manifest: What its exporter wrote down.
        digest: SHA-256 of the manifest, which holds the digests of its files.
    """

    folder: Path
    manifest: Manifest
    digest: str

    @classmethod
    def open(cls, folder: Path) -> Dataset:
        """Open an export.

        Raises:
            ConfigError: There is none, or a file was changed after it was written.
        """
        return cls(folder, check_digests(folder), digest((folder / MANIFEST).read_bytes()))

    def checks(self, composed: Composed) -> Iterator[Check]:
        """Yield whether a recipe reads this export's files, and has room for its dialogues."""
        yield Check("data", True, found=f"domain {self.manifest.domain!r}, digest {self.digest[:16]!r}")
        for key in ("data.train_files", "data.val_files"):
            for path in read_files(composed, key):
                if not path.is_file():
                    yield Check(key, False, f"{str(path)!r} is missing")
                elif path.parent.resolve() != self.folder.resolve():
                    yield Check(
                        key, True, found=f"{str(path)!r} is not of this export; nothing says what it should hold"
                    )
        for problem in check_fits(composed, self.manifest.context, f"run {self.manifest.run!r}"):
            yield Check("context", False, problem)


def read_files(composed: Composed, key: str) -> list[Path]:
    """Return the data files that a recipe names at a key."""
    given = composed.get(key)
    return [] if given is None else [Path(given)] if isinstance(given, str) else [Path(str(name)) for name in given]


def rows(path: Path) -> int:
    """Return how many rows a parquet file has.

    Raises:
        ConfigError: It is none.
    """
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{str(path)!r} is no parquet file ({error}); export the run again") from None
