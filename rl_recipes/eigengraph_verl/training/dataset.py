"""The export that is trained on: whether its files are those that were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq

from eigengraph.errors import ConfigError
from eigengraph.models import Check
from eigengraph.records import digest
from eigengraph_verl.validation.composed import Composed

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Dataset:
    """An export.

    Attributes:
        folder: Where.
        manifest: What its exporter wrote down.
        digest: SHA-256 of the manifest, which holds the digests of its files.
    """

    folder: Path
    manifest: dict[str, Any]
    digest: str

    @classmethod
    def open(cls, folder: Path) -> Dataset:
        """Open an export.

        Raises:
            ConfigError: There is none, or its manifest is damaged.
        """
        path = folder / MANIFEST
        try:
            text = path.read_bytes()
            manifest = orjson.loads(text)
        except OSError as error:
            raise ConfigError(
                f"--data {str(folder)!r} is no export ({MANIFEST}: {error.strerror}); write one with "
                f"`eigengraph export RUN --to verl --out {folder}`"
            ) from None
        except orjson.JSONDecodeError as error:
            raise ConfigError(f"{str(path)!r} is damaged ({error}); export the run again") from None
        if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), list):
            raise ConfigError(f"{str(path)!r} lists no files; export the run again")
        return cls(folder, manifest, digest(text))

    def checks(self, composed: Composed) -> Iterator[Check]:
        """Yield whether the files that a recipe reads are the ones that were written."""
        told = {str(item.get("path")): item for item in self.manifest["files"] if isinstance(item, dict)}
        for name in read_files(composed):
            path = Path(name)
            entry = told.get(path.name)
            if not path.is_file():
                yield Check(f"data {path.name}", False, f"{str(path)!r} is missing; export the run again")
            elif path.parent.resolve() != self.folder.resolve() or entry is None:
                yield Check(f"data {path.name}", True, found="not in the manifest, so nothing says what it should hold")
            elif (found := digest(path.read_bytes())) != entry.get("digest"):
                yield Check(
                    f"data {path.name}",
                    False,
                    f"its digest {found[:16]!r} is not the {str(entry.get('digest'))[:16]!r} of {MANIFEST}; it was changed "
                    f"or half written: export the run again",
                )
            else:
                yield Check(f"data {path.name}", True, found=f"{rows(path)} rows, digest {found[:16]}")


def read_files(composed: Composed) -> Iterator[str]:
    """Yield the data files that a recipe reads."""
    for key in ("data.train_files", "data.val_files"):
        given = composed.get(key)
        yield from [] if given is None else [given] if isinstance(given, str) else map(str, given)


def rows(path: Path) -> int:
    """Return how many rows a parquet file has.

    Raises:
        ConfigError: It is none.
    """
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{str(path)!r} is no parquet file ({error}); export the run again") from None
