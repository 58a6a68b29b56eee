"""What a field of one of tau2-bench's databases holds: rows by key, rows in order, or a record.

Imported by ``tau2_state.py``. Rows note which of them were looked at; each kind tells its rows without noting it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel


class Rows(dict[str, Any]):
    """Rows by key."""

    def __init__(self, rows: dict[str, Any]) -> None:
        super().__init__(rows)
        self.seen: set[str] = set()

    def __contains__(self, key: object) -> bool:
        self.seen.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        self.seen.add(str(key))
        return super().__getitem__(key)

    def __setitem__(self, key: str, row: Any) -> None:
        self.seen.add(str(key))
        super().__setitem__(key, row)

    def __delitem__(self, key: str) -> None:
        self.seen.add(str(key))
        super().__delitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a row, or ``default``."""
        self.seen.add(str(key))
        return super().get(key, default)

    def pop(self, key: str, *default: Any) -> Any:
        """Remove a row and return it."""
        self.seen.add(str(key))
        return super().pop(key, *default)

    def values(self) -> Any:
        """Return every row."""
        self.seen.update(self)
        return super().values()

    def items(self) -> Any:
        """Return every key with its row."""
        self.seen.update(self)
        return super().items()

    def told(self) -> dict[str, Any]:
        """Return the rows by key."""
        return dict(super().items())

    def put(self, key: str, row: Any) -> None:
        """Store a row, or remove it where it is None."""
        if row is None:
            self.pop(key, None)
        else:
            self[key] = row


class RowList(list[Any]):
    """Rows in order.

    Args:
        rows: The rows.
        key: Their field that tells one from another.
    """

    def __init__(self, rows: list[Any], key: str) -> None:
        super().__init__(rows)
        self._key = key
        self.seen: set[str] = set()

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            self.seen.add(getattr(row, self._key))
            yield row

    def append(self, row: Any) -> None:
        """Add a row at the end."""
        self.seen.add(getattr(row, self._key))
        super().append(row)

    def told(self) -> dict[str, Any]:
        """Return the rows by key."""
        return {getattr(row, self._key): row for row in super().__iter__()}

    def put(self, key: str, row: Any) -> None:
        """Store a row in the place of the one with its key, or at the end; remove it where it is None."""
        place = next((place for place, known in enumerate(self.told()) if known == key), len(self))
        self[place : place + 1] = [] if row is None else [row]


class Record:
    """A single record, under the key ``""``; it counts as looked at.

    Args:
        model: The database.
        name: Its field.
    """

    def __init__(self, model: BaseModel, name: str) -> None:
        self._model = model
        self._name = name

    @property
    def seen(self) -> set[str]:
        """The one key."""
        return {""}

    def told(self) -> dict[str, Any]:
        """Return the record under its key."""
        return {"": getattr(self._model, self._name)}

    def put(self, key: str, row: Any) -> None:  # noqa: ARG002  (there is but one)
        """Store the record."""
        setattr(self._model, self._name, row)


Field = Rows | RowList | Record


def open_field(model: BaseModel, name: str, key: str) -> Field:
    """Return what a field holds, after putting rows that note what is looked at in its place.

    Args:
        model: The database.
        name: The field.
        key: What tells one row of a list from another.
    """
    held = getattr(model, name)
    if not isinstance(held, dict | list):
        return Record(model, name)
    rows = Rows(held) if isinstance(held, dict) else RowList(held, key)
    setattr(model, name, rows)
    return rows
