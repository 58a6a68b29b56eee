# mypy: disable-error-code="import-not-found"
"""A database of tau2-bench's as a value: it is brought to a state, and tells what was looked at and what has changed.

Imported by ``tau2_process.py``; needs pydantic and nothing of this project. A state is told in *parts*,
``[field, key, value]``: a row by its key, null for none, or a record under the key ``""``.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from tau2_fields import Field, Record, open_field

Place = tuple[str, str]


class Database:
    """One side's database.

    Args:
        model: tau2-bench's own object, which its tools go on using.
        keys: What tells one row of a list from another, by field.
    """

    def __init__(self, model: BaseModel, keys: dict[str, str]) -> None:
        self._fields = {name: open_field(model, name, keys.get(name, "")) for name in type(model).model_fields}
        self._adapters: dict[str, TypeAdapter[Any]] = {
            name: TypeAdapter(_type(field.annotation, self._fields[name]))
            for name, field in type(model).model_fields.items()
        }
        self._base = {
            (name, key): _text(row) for name, field in self._fields.items() for key, row in field.told().items()
        }
        self._now = dict(self._base)
        self._away: set[Place] = set()
        self._odd: dict[tuple[Place, str], Any] = {}

    def bring(self, parts: list[list[Any]]) -> None:
        """Bring it to the state that differs from the first one in these parts, and forget what was looked at.

        What is in this state already stays the object that it is.
        """
        wanted = {(name, key): json.dumps(value) for name, key, value in parts}
        for place in sorted(self._away - wanted.keys()):
            self._put(place, self._base.get(place, _NONE))
        for place, text in wanted.items():
            self._put(place, text)
        self._away = set(wanted)
        for field in self._fields.values():
            field.seen.clear()

    def seen(self) -> list[Place]:
        """Return which rows were looked at."""
        return [(name, key) for name, field in self._fields.items() for key in sorted(field.seen)]

    def changed(self) -> list[list[Any]]:
        """Return the parts that are no longer as ``bring`` left them."""
        found = []
        told = {name: field.told() for name, field in self._fields.items()}
        for place in self.seen():
            name, key = place
            row = told[name].get(key)
            text = _text(row)
            if text != self._now.get(place, _NONE):
                found.append([name, key, json.loads(text)])
                self._now[place] = text
                self._away.add(place)
                if not self._survives(place, text):
                    self._odd[place, text] = deepcopy(row)
        return found

    def _put(self, place: Place, text: str) -> None:
        if self._now.get(place, _NONE) == text:
            return
        name, key = place
        row = deepcopy(self._odd[place, text]) if (place, text) in self._odd else self._read(place, text)
        self._fields[name].put(key, row)
        self._now[place] = _text(row)

    def _read(self, place: Place, text: str) -> Any:
        """Return what tau2-bench makes of a row that it reads from a file."""
        return None if text == _NONE else self._adapters[place[0]].validate_json(text)

    def _survives(self, place: Place, text: str) -> bool:
        """Whether a row that its tools have made is the same when it is read again; they assign without a check."""
        try:
            return _text(self._read(place, text)) == text
        except ValidationError:
            return False


_NONE = "null"


def _type(annotation: Any, field: Field) -> Any:
    """Return the type of a record, or of one row in an object or list of rows."""
    return annotation if isinstance(field, Record) else get_args(annotation)[-1]


def _text(row: Any) -> str:
    """Return a row as JSON, as tau2-bench's hash of a database sees it; the order of keys counts, answers show it."""
    return json.dumps(row.model_dump(warnings=False) if isinstance(row, BaseModel) else row, default=str)
