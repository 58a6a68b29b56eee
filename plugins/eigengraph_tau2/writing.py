"""Writing files for others, and saying what was written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eigengraph.exporters import WrittenFile, check_free, write_text
from eigengraph.records import encode
from eigengraph.records.codec import unwrap
from eigengraph_tau2.data import FILES
from eigengraph_tau2.importing import ImportedTask
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.toml_text import toml_text


def write_database(path: Path, database: Mapping[str, Any]) -> WrittenFile:
    """Write one side's database, as JSON or TOML by the file's suffix.

    Raises:
        ConfigError: It cannot be written.
    """
    held = {name: [_writable(row) for row in rows] if name == "customers" else rows for name, rows in database.items()}
    text = toml_text(held) if path.suffix == ".toml" else json_text(held)
    return write_text(path, text, sum(map(len, held.values())))


def _writable(customer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a customer of telecom as a file can hold it.

    tau2-bench's default of ``created_at`` is a date, but what it reads there becomes a moment; so that is left out.
    """
    defaulted = len(customer["created_at"]) == len("2025-01-01")
    return {name: value for name, value in customer.items() if name != "created_at" or not defaulted}


def write_policy(folder: Path, domain: str, text: str) -> list[WrittenFile]:
    """Write a policy into the first of tau2-bench's files for it; the others must be there, and stay empty.

    Raises:
        ConfigError: One cannot be written.
    """
    first, *others = FILES[domain].policy.values()
    return [write_text(folder / first, text), *(write_text(folder / name, "") for name in others)]


def write_import(out: Path, imported: Sequence[ImportedTask], ground: Ground, policy: str) -> list[WrittenFile]:
    """Write imported tasks (a line each, with their source), tables and policy into an empty or new folder.

    Raises:
        ConfigError: The folder has something in it, or a file cannot be written.
    """
    check_free(out)
    tables = ground.base.tables
    return [
        write_text(out / "tasks.jsonl", "".join(f"{encode(item).decode()}\n" for item in imported), len(imported)),
        write_text(out / "tables.json", json_text(tables), sum(map(len, tables.values()))),
        write_text(out / "policy.md", policy),
    ]


def json_text(value: Any) -> str:
    """Return a value as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=unwrap) + "\n"
