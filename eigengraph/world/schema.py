"""Checking tables when a domain is loaded or generated: every problem at once, before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eigengraph.errors import TableError
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
        key: The field that repeats the row's key, or empty. With one, rows may also come as a list.
        single: The key of the only row, for a table that holds one record; the record may then come in the table's
            place, or not at all where every field has a default.
    """

    row: Any
    side: Side = "agent"
    references: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    single: str = ""


def check_tables(
    schemas: Mapping[str, TableSchema],
    tables: Mapping[str, Any],
    check: Callable[[Tables], Iterable[str]] | None = None,
) -> Tables:
    """Validate tables and return them in canonical shape: rows by key, unknown fields dropped, defaults filled in.

    Args:
        schemas: By table name.
        tables: As they were read or generated.
        check: A domain's own checks across rows; run once every row is valid, it yields a line a problem.

    Raises:
        TableError: Carries every problem found, one line each.
    """
    if not isinstance(tables, Mapping):
        raise TableError([f"they are {type(tables).__name__}, no object of tables"])
    problems: list[str] = []
    for name, schema in schemas.items():
        if name not in tables and not schema.single:
            problems.append(f"{name}: the table is missing (found: {', '.join(sorted(tables)) or 'none'})")
    if schemas:
        for name in tables:
            if name not in schemas:
                problems.append(f"{name}: no such table (known: {', '.join(sorted(schemas))})")
    given = {**tables, **{name: {} for name, schema in schemas.items() if schema.single and name not in tables}}
    keyed = {name: _by_key(name, schemas.get(name), rows, problems) for name, rows in given.items()}
    checked = {
        name: _check_rows(name, schemas.get(name), rows, problems) for name, rows in keyed.items() if rows is not None
    }
    problems.extend(_dangling(schemas, checked, keyed))
    if check is not None and not problems:
        problems.extend(check(checked))
    if problems:
        raise TableError(problems)
    return checked


def referred_keys(schema: TableSchema, row: Row) -> Iterator[tuple[str, str]]:
    """Yield each table and key that a row refers to."""
    for path, table in schema.references.items():
        for _, key in _reach(row, path.split("."), ""):
            yield table, key


def _by_key(name: str, schema: TableSchema | None, rows: Any, problems: list[str]) -> Mapping[Any, Any] | None:
    """Return a table as rows by key, whichever of the shapes that its schema allows it came in."""
    if schema and schema.single and isinstance(rows, Mapping) and list(rows) != [schema.single]:
        return {schema.single: rows}
    if schema and schema.key and isinstance(rows, list):
        keyed: dict[Any, Any] = {}
        for index, row in enumerate(rows):
            key = row.get(schema.key) if isinstance(row, Mapping) else None
            if not isinstance(key, str):
                problems.append(f"{name}[{index}].{schema.key}: must be the row's key, found {key!r:.60}")
            elif key in keyed:
                problems.append(f"{name}[{index}].{schema.key}: {key!r} is the key of an earlier row")
            else:
                keyed[key] = row
        return keyed
    if not isinstance(rows, Mapping):
        problems.append(f"{name}: must be an object of rows by key, not {type(rows).__name__}")
        return None
    return rows


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
