"""Writing files for others, and saying what was written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError
from eigengraph.records import digest, encode
from eigengraph.records.codec import unwrap
from eigengraph_tau2.importing import ImportedTask
from eigengraph_tau2.replay import Ground


@dataclass(frozen=True, slots=True)
class Written:
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


def write_text(path: Path, text: str, rows: int = 1) -> Written:
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
    return Written(str(path), rows, digest(data))


def write_import(out: Path, imported: Sequence[ImportedTask], ground: Ground, policy: str) -> list[Written]:
    """Write imported tasks (a line each, with their source), tables and policy into a folder.

    Raises:
        ConfigError: A file cannot be written.
    """
    tables = ground.base.tables
    return [
        write_text(out / "tasks.jsonl", "".join(f"{encode(item).decode()}\n" for item in imported), len(imported)),
        write_text(out / "tables.json", json_text(tables), sum(map(len, tables.values()))),
        write_text(out / "policy.md", policy),
    ]


def json_text(value: Any) -> str:
    """Return a value as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=unwrap) + "\n"
