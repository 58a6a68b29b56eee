"""Read-only views of rows: what a read tool gets, without a copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn, overload

from eigengraph.errors import ReadOnlyError


class RowView(Mapping[str, Any]):
    """A mapping that cannot be written, nor can anything below it."""

    __slots__ = ("_data",)

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def __getitem__(self, key: str) -> Any:
        return view(self._data[key])

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, as a view, or ``default``."""
        return view(self._data.get(key, default))

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def __eq__(self, other: object) -> bool:
        return bool(self._data == (other._data if isinstance(other, RowView) else other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._data)

    def __json__(self) -> dict[str, Any]:
        return self._data

    def __setitem__(self, key: str, value: Any) -> NoReturn:
        _refuse(f"field {key!r}")

    def __delitem__(self, key: str) -> NoReturn:
        _refuse(f"field {key!r}")


class ListView(Sequence[Any]):
    """A list that cannot be written, nor can anything below it."""

    __slots__ = ("_data",)

    def __init__(self, data: list[Any]) -> None:
        self._data = data

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> ListView: ...
    def __getitem__(self, index: int | slice) -> Any:
        return view(self._data[index])

    def __iter__(self) -> Iterator[Any]:
        return map(view, self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __contains__(self, item: object) -> bool:
        return item in self._data

    def __eq__(self, other: object) -> bool:
        return bool(self._data == (other._data if isinstance(other, ListView) else other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._data)

    def __json__(self) -> list[Any]:
        return self._data

    def __setitem__(self, index: int, value: Any) -> NoReturn:
        _refuse(f"item {index!r}")

    def append(self, item: Any) -> NoReturn:
        """Refuse, with the same error as any other write."""
        _refuse(f"a list (by appending {item!r})")


def view(value: Any) -> Any:
    """Return a value as a read-only view; scalars and views are returned as they are."""
    kind = type(value)
    if kind is dict:
        return RowView(value)
    if kind is list:
        return ListView(value)
    return value


def thaw(value: Any) -> Any:
    """Return a deep, mutable copy of a JSON value or view."""
    kind = type(value)
    if kind is dict:
        return {key: thaw(item) for key, item in value.items()}
    if kind is list or kind is tuple:
        return [thaw(item) for item in value]
    if kind is RowView or kind is ListView:
        return thaw(value._data)
    return value


def _refuse(what: str) -> NoReturn:
    raise ReadOnlyError(
        f"{what} cannot be written here: only a tool of kind 'write' may change a row, and only one that it took from "
        f"its table by key (rows met while iterating are read-only)"
    )
