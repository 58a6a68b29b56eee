"""Read-only views of rows: what a read tool gets, without a copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, NoReturn, overload

from eigengraph.errors import ReadOnlyError

_SCALARS = frozenset({str, int, float, bool, type(None)})
_PLAIN: tuple[type[Any], ...] = (int, float, dict, list, tuple)


def _refuse(self: object, *_: object, **__: object) -> NoReturn:
    """Stands in for every method that would change a dict or a list."""
    raise ReadOnlyError(
        f"{self!r:.60} cannot be changed here: only a tool of kind 'write' may change a row, and only one that it took "
        f"from its table by key (rows met while iterating are read-only)"
    )


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

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


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

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse


def view(value: Any) -> Any:
    """Return a value as a read-only view; scalars and views are returned as they are."""
    kind = type(value)
    if kind is dict:
        return RowView(value)
    if kind is list:
        return ListView(value)
    return value


def thaw(value: Any) -> Any:
    """Return a deep, mutable copy of a JSON value or view.

    Tuples become lists, enumerations their values, and subclasses of the JSON types these types.

    Raises:
        TypeError: Some part is nothing that JSON can hold.
    """
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is dict:
        return {
            (key if type(key) is str else _text(key)): (item if type(item) in _SCALARS else thaw(item))
            for key, item in value.items()  # most are scalars, and a call for each would cost more than the copy
        }
    if kind is list or kind is tuple:
        return [item if type(item) in _SCALARS else thaw(item) for item in value]
    if kind is RowView or kind is ListView:
        return thaw(value._data)
    return _thaw_odd(value)


def _thaw_odd(value: Any) -> Any:
    if isinstance(value, Enum):
        return thaw(value.value)
    if isinstance(value, str):
        return str.__str__(value)
    for plain in _PLAIN:
        if isinstance(value, plain):
            return thaw(plain(value))
    raise TypeError(
        f"{value!r:.60} ({type(value).__name__}) cannot be written as JSON; turn it into text, a number, a boolean, "
        f"null, a list or an object first"
    )


def _text(key: Any) -> str:
    if isinstance(key, str):
        return str(thaw(key))
    raise TypeError(f"the key {key!r:.60} ({type(key).__name__}) cannot be written as JSON; keys must be text")
