"""The manifest of an exported folder: where it came from, and the digest of every file, so that a change is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError
from eigengraph.exporters import WrittenFile, write_text

MANIFEST = "manifest.json"
_LEDGER = "ledger.sqlite"  # which a run has beside its own manifest
_MARK, _FORMAT = "eigengraph_verl", 1
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the folder.

    Attributes:
        rows: Records in it; 1 for a text.
        digest: SHA-256 of its bytes, with their length.
    """

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an exported folder is.

    Attributes:
        domain: The domain that its tasks play in.
        run: The name of the run folder.
        dataset: The digest of the run's dataset.
        per: ``turn`` or ``dialogue``: what a row of supervised data is.
        context: What a rollout must have room for, in tokens, at about four bytes a token: ``prompt``, of the longest
            system prompt with its tools, and ``dialogue``, of the longest dialogue with its prompt.
        limits: ``turns`` and ``errors`` that end a dialogue, as in the run.
        sandbox: Where the run's checkers ran.
        left_out: Dialogues that are in no supervised data, by reason.
        files: By path inside the folder.
    """

    domain: str
    run: str
    dataset: str
    per: str
    context: Mapping[str, int]
    limits: Mapping[str, int]
    sandbox: str
    left_out: Mapping[str, int]
    files: Mapping[str, FileEntry]

    def rows(self, name: str) -> int:
        """Return how many rows a file has, 0 where there is none."""
        return self.files[name].rows if name in self.files else 0


def write_manifest(folder: Path, manifest: Manifest) -> WrittenFile:
    """Write the manifest, last of all files.

    Raises:
        ConfigError: It cannot be written.
    """
    text = json.dumps({_MARK: _FORMAT, **asdict(manifest)}, indent=2, ensure_ascii=False)
    return write_text(folder / MANIFEST, f"{text}\n")


def read_manifest(folder: Path | str) -> Manifest:
    """Read the manifest of an exported folder.

    Raises:
        ConfigError: There is none, or it is damaged.
    """
    path = Path(folder) / MANIFEST
    if (path.parent / _LEDGER).is_file():
        raise ConfigError(
            f"{str(folder)!r} is a run, not verl data; export it with "
            f"`eigengraph export {folder} --to verl --out FOLDER`, and give that folder"
        )
    try:
        raw: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if raw.pop(_MARK, None) != _FORMAT:
            raise ValueError("no such format")
        files = {name: FileEntry(**entry) for name, entry in raw.pop("files").items()}
        return Manifest(**raw, files=files)
    except OSError as error:
        raise ConfigError(
            f"{str(folder)!r} has no {MANIFEST} to read ({error.strerror}); "
            "give a folder that `eigengraph export RUN --to verl --out FOLDER` wrote"
        ) from None
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise ConfigError(f"{str(path)!r} is no manifest of verl data ({error}); export the run again") from None


def check_digests(folder: Path | str) -> Manifest:
    """Compare every file of an exported folder with its manifest.

    Returns:
        The manifest.

    Raises:
        ConfigError: There is no manifest, or a file is missing or is not the one that was exported.
    """
    manifest = read_manifest(folder)
    for name, entry in manifest.files.items():
        path = Path(folder) / name
        if not path.is_file():
            raise ConfigError(f"{str(path)!r} is missing; export run {manifest.run!r} again")
        found = file_digest(path)
        if found != entry.digest:
            raise ConfigError(
                f"{str(path)!r} was changed after it was exported: its digest is {found[:12]!r}, its manifest says "
                f"{entry.digest[:12]!r}; export run {manifest.run!r} again"
            )
    return manifest


def file_digest(path: Path) -> str:
    """Return the digest of a file as ``eigengraph.exporters`` writes it: SHA-256 of its bytes, with their length.

    Raises:
        ConfigError: It cannot be read.
    """
    try:
        state = hashlib.sha256(path.stat().st_size.to_bytes(8, "big"))
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                state.update(block)
    except OSError as error:
        raise ConfigError(f"{str(path)!r} cannot be read: {error.strerror}; restore it from a copy") from None
    return state.hexdigest()
