"""Reading tables from files, as they were written; ``check_tables`` brings them into shape."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import orjson

from eigengraph.errors import ConfigError
from eigengraph.files import read_text

_SUFFIXES = (".json", ".toml")


def read_tables(path: Path) -> dict[str, Any]:
    """Read tables from a JSON or TOML file, gzipped or not, or from a folder of these.

    Args:
        path: A file that holds an object of tables; or a folder with the agent's tables in ``db.json`` or ``db.toml``
            and, where users have any, theirs in ``user_db.json`` or ``user_db.toml``, as tau2-bench's domains have.

    Raises:
        ConfigError: There is no such file, it holds no object, or both files of a folder hold the same table.
    """
    if not path.is_dir():
        return _read_file(path)
    tables = _read_file(_find(path, "db") or path / "db.json")
    users = _find(path, "user_db")
    for name, rows in _read_file(users).items() if users is not None else ():
        if name in tables:
            raise ConfigError(f"tables {str(path)!r}: both files hold a table {name!r}; rename or drop one")
        tables[name] = rows
    return tables


def _find(folder: Path, stem: str) -> Path | None:
    found = [path for suffix in _SUFFIXES if (path := folder / f"{stem}{suffix}").is_file()]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        raise ConfigError(f"tables {str(folder)!r}: {names} are both there; drop one")
    return found[0] if found else None


def _read_file(path: Path) -> dict[str, Any]:
    kind = "TOML" if path.name.removesuffix(".gz").endswith(".toml") else "JSON"
    text = read_text(path, "tables")
    try:
        data = tomllib.loads(text) if kind == "TOML" else orjson.loads(text)
    except RecursionError:
        raise ConfigError(f"tables {str(path)!r} are not {kind}: they are nested too deeply") from None
    except (orjson.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"tables {str(path)!r} are not {kind}: {error}") from None
    if not isinstance(data, dict):
        raise ConfigError(f"tables {str(path)!r} must be an object of tables, not {type(data).__name__}")
    return data
