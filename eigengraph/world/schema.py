"""Checking tables when a domain is loaded or generated: every problem at once, before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from eigengraph.errors import ConfigError, TableError
from eigengraph.records import Side
from eigengraph.world.base import Row, Tables
from eigengraph.world.views import thaw


@dataclass(frozen=True)
class TableSchema:
    """What the rows of one table look like.

    Attributes:
        row: Anything pydantic can validate: a TypedDict (before Python 3.12 that of ``typing_extensions``), a model, a
            union of these.
        side: Whose table it is.
        references: Fields that hold keys of another table, by path; ``legs[].flight`` reaches into a list and
            ``methods{}.id`` into a mapping.
        key: The field that repeats the row's key, or empty.
    """

    row: Any
    side: Side = "agent"
    references: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


def read_tables(path: Path) -> dict[str, Any]:
    """Read tables from a JSON file: an object of tables, each an object of rows.

    Raises:
        ConfigError: There is no such file, or it is no JSON object.
    """
    try:
        data = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"tables {str(path)!r} cannot be read: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise ConfigError(f"tables {str(path)!r} are not JSON: {error}") from None
    if not isinstance(data, dict):
        raise ConfigError(f"tables {str(path)!r} must be an object of tables, not {type(data).__name__}")
    return data


def check_tables(
    schemas: Mapping[str, TableSchema],
    tables: Mapping[str, Any],
    check: Callable[[Tables], Iterable[str]] | None = None,
) -> Tables:
    """Validate tables and return them in canonical shape: unknown fields dropped, defaults filled in.

    Args:
        schemas: By table name.
        tables: As they were read or generated.
        check: A domain's own checks across rows; run once every row is valid, it yields a line a problem.

    Raises:
        TableError: Carries every problem found, one line each.
    """
    problems: list[str] = []
    for name in schemas:
        if name not in tables:
            problems.append(f"{name}: the table is missing (found: {', '.join(sorted(tables)) or 'none'})")
    if schemas:
        for name in tables:
            if name not in schemas:
                problems.append(f"{name}: no such table (known: {', '.join(sorted(schemas))})")
    checked: dict[str, dict[str, Row]] = {}
    for name, rows in tables.items():
        if not isinstance(rows, Mapping):
            problems.append(f"{name}: must be an object of rows by key, not {type(rows).__name__}")
        else:
            checked[name] = _check_rows(name, schemas.get(name), rows, problems)
    problems.extend(_dangling(schemas, checked, tables))
    if check is not None and not problems:
        problems.extend(check(checked))
    if problems:
        raise TableError(problems)
    return checked


def _check_rows(name: str, schema: TableSchema | None, rows: Mapping[Any, Any], problems: list[str]) -> dict[str, Row]:
    adapter: TypeAdapter[Any] = TypeAdapter(dict[str, Any] if schema is None else schema.row)
    checked: dict[str, Row] = {}
    for key, row in rows.items():
        if not isinstance(key, str):
            problems.append(f"{name}: the key {key!r} must be text")
            continue
        try:
            valid = adapter.validate_python(row)
            checked[key] = thaw(row if schema is None else adapter.dump_python(valid, mode="json"))
        except ValidationError as error:
            for item in error.errors():
                found = "" if item["type"] == "missing" else f", found {item['input']!r:.60}"
                place = ".".join(map(str, item["loc"])) or "row"
                problems.append(f"{name}[{key!r}].{place}: {item['msg']}{found}")
        except TypeError as error:
            problems.append(f"{name}[{key!r}].row: {error}")
        else:
            repeated = checked[key].get(schema.key) if schema and schema.key else key
            if schema and repeated != key:
                problems.append(f"{name}[{key!r}].{schema.key}: must repeat the row's key, found {repeated!r}")
    return checked


def _dangling(schemas: Mapping[str, TableSchema], checked: Tables, raw: Mapping[str, Any]) -> Iterator[str]:
    """Yield references to rows that are not there; a row that is there but broken is no second problem."""
    for name, rows in checked.items():
        for path, target in schemas[name].references.items() if name in schemas else ():
            if target not in raw and target not in schemas:
                yield f"{name}: {path!r} refers to {target!r}, which is no table (known: {', '.join(sorted(schemas))})"
            known = raw.get(target)
            if not isinstance(known, Mapping):
                continue
            for key, row in rows.items():
                for place, value in _reach(row, path.split("."), ""):
                    if not isinstance(value, str) or value not in known:
                        yield f"{name}[{key!r}].{place}: {value!r:.60} is not a key of {target}"


def _reach(value: Any, steps: list[str], place: str) -> Iterator[tuple[str, Any]]:
    """Yield each value at a path with its place; ``[]`` fans out over a list, ``{}`` over a mapping's values."""
    if not steps:
        yield place, value
        return
    step, rest = steps[0], steps[1:]
    field_name = step.removesuffix("[]").removesuffix("{}")
    found = value.get(field_name) if isinstance(value, Mapping) else None
    here = f"{place}.{field_name}" if place else field_name
    if found is None:
        return
    if step.endswith("[]"):
        for index, item in enumerate(found):
            yield from _reach(item, rest, f"{here}[{index}]")
    elif step.endswith("{}"):
        for key, item in found.items():
            yield from _reach(item, rest, f"{here}[{key!r}]")
    else:
        yield from _reach(found, rest, here)
