"""Tables: an immutable base that every world shares, and what one world has changed."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, MutableMapping, ValuesView
from typing import Any

from eigengraph.errors import ReadOnlyError, TableError
from eigengraph.records import canonical
from eigengraph.world.access import Access
from eigengraph.world.base import Base, Row
from eigengraph.world.views import RowView, thaw, view

Delta = dict[str, dict[str, Row | None]]


class Table(MutableMapping[str, Any]):
    """One table as a tool sees it: a mapping from key to row, in the order a dict would have.

    Reading gives read-only views. Inside a write tool ``table[key]`` takes the row: a copy, this world's own, that may
    be changed in place until the call ends. ``peek``, ``values`` and ``items`` never copy. ``table[key] = row`` stores
    a copy too, so changing ``row`` afterwards changes nothing; take it back with ``table[key]``.

    Between calls rows never change: a call that writes puts new ones in their place. So views stay what they were, and
    forks share rows.
    """

    __slots__ = (
        "_access", "_base", "_forms", "_initial", "_initial_forms", "_late", "_origin", "_rows", "_size", "_taken",
        "name", "side",
    )  # fmt: skip

    def __init__(self, name: str, base: Base, access: Access) -> None:
        self.name = name
        self.side = base.sides[name]
        self._origin = base
        self._base = base.tables[name]
        self._access = access
        self._rows: dict[str, Row | None] = {}  # what differs from the base; None: removed
        self._initial: dict[str, Row | None] = {}  # the same in the initial state
        self._late: dict[str, None] = {}  # keys that come after the base's: new, or removed and put back
        self._size = len(self._base)
        self._taken: set[str] = set()
        self._forms: dict[str, bytes] = {}
        self._initial_forms: dict[str, bytes] = {}

    # Reading

    def peek(self, key: str) -> RowView | None:
        """Return a read-only view of a row, or None; never copies, not even inside a write tool."""
        row = self._read(key)
        return None if row is None else RowView(row)

    def __contains__(self, key: object) -> bool:
        return self._read(key) is not None  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[str]:
        access = self._access
        if not self._rows and not access.writing and access.reads is None and access.side in (None, self.side):
            return iter(self._base)
        return (key for key, _ in self.walk())

    def __len__(self) -> int:
        self._check_side()
        return self._size

    def keys(self) -> KeysView[str]:
        """Return the keys, in table order."""
        return KeysView(self)

    def values(self) -> ValuesView[Any]:
        """Return read-only views of the rows, in table order."""
        return _Values(self)

    def items(self) -> ItemsView[str, Any]:
        """Return keys with read-only views of their rows, in table order."""
        return _Items(self)

    def walk(self) -> Iterator[tuple[str, RowView]]:
        """Yield keys with read-only views of their rows, in table order."""
        self._check_side()
        reads, rows = self._access.reads, self._rows
        for key, row in self._base.items():
            now: Row | None = row
            if key in rows:
                now = None if key in self._late else rows[key]
                if now is None:
                    continue
            if reads is not None:
                reads.add((self.name, key))
            yield key, RowView(now)  # type: ignore[arg-type]
        for key in list(self._late):
            row_now = self._read(key)
            if row_now is not None:
                yield key, RowView(row_now)

    def differs(self, *fields: str) -> bool:
        """Whether a row came, went, moved to the end, or has another value in one of these fields than in the base.

        As long as none did, what ``Base.derived`` made of keys and these fields holds in this world too.
        """
        self._check_side()
        if self._access.reads is not None:
            self._access.reads.update((self.name, key) for key in self._rows)
        return any(
            (was := self._base.get(key)) is None
            or row is None
            or key in self._late
            or any(was.get(name) != row.get(name) for name in fields)
            for key, row in self._rows.items()
        )

    def _read(self, key: str) -> Row | None:
        self._check_side()
        if self._access.reads is not None:
            self._access.reads.add((self.name, key))
        return self._find(key)

    def _find(self, key: str) -> Row | None:
        return self._rows[key] if key in self._rows else self._base.get(key)

    def _check_side(self) -> None:
        side = self._access.side
        if side is not None and side != self.side:
            raise ReadOnlyError(f"a tool of the {side} side may not use table {self.name!r} of the {self.side}")

    # Writing

    def __getitem__(self, key: str) -> Any:
        row = self._read(key)
        if row is None:
            raise KeyError(key)
        if not self._access.writing:
            return RowView(row)
        self._touch(key)
        if key not in self._taken:
            row = self._rows[key] = thaw(row)
            self._taken.add(key)
        return row

    def get(self, key: str, default: Any = None) -> Any:
        """Return a row as ``table[key]`` does, or ``default``."""
        return self[key] if key in self else default  # noqa: SIM401  (this is get)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return a row as ``table[key]`` does, after storing a copy of ``default`` where there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def __setitem__(self, key: str, row: Any) -> None:
        self._touch(key)
        if self._find(key) is None:
            self._late[key] = None
            self._size += 1
        self._rows[key] = self._plain(key, row)
        self._taken.discard(key)

    def __delitem__(self, key: str) -> None:
        self._touch(key)
        if self._find(key) is None:
            raise KeyError(key)
        self._late.pop(key, None)
        self._size -= 1
        self._rows[key] = None
        self._taken.discard(key)

    def _touch(self, key: str) -> None:
        access = self._access
        self._check_side()
        if not access.writing:
            raise ReadOnlyError(f"row {key!r} of table {self.name!r} can only be written by a tool of kind 'write'")
        access.open[self.name] = self
        self._forms.pop(key, None)
        if access.writes is not None:
            access.writes.add((self.name, key))

    def _plain(self, key: str, row: Any) -> Row:
        try:
            plain = thaw(row)
        except TypeError as error:
            raise TableError([f"{self.name}[{key!r}]: {error}"]) from None
        if type(plain) is not dict or type(key) is not str:
            raise TableError([f"{self.name}[{key!r}]: a row must be an object under a text key, found {row!r:.60}"])
        return plain

    def seal(self) -> None:
        """Put a clean copy in the place of each row that the ending call took, so that nobody can change it any more.

        Raises:
            TableError: A row holds something that JSON cannot.
        """
        for key in self._taken:
            self._rows[key] = self._plain(key, self._rows[key])
        self._taken.clear()

    # What differs from the initial state

    def settle(self) -> None:
        """Make the present state the initial one, from which ``delta`` counts."""
        self._initial = dict(self._rows)
        self._forms, self._initial_forms = {}, {}

    def initial(self, key: str) -> RowView | None:
        """Return a row as it was in the initial state."""
        row = self._initial_row(key)
        return None if row is None else RowView(row)

    def delta(self) -> dict[str, Row | None]:
        """Return read-only views of the rows that differ from the initial state, by key (None: removed)."""
        return {key: view(self._rows[key]) for key in self.canonical_delta()}

    def canonical_delta(self) -> dict[str, bytes]:
        """Return the canonical form of every row that differs from the initial state, by key (``b""``: removed)."""
        differing = {}
        for key in sorted(self._rows):
            row = self._rows[key]
            if row is not self._initial_row(key):
                form = self._form(key, row)
                if form != self._initial_form(key):
                    differing[key] = form
        return differing

    def overlay(self) -> dict[str, Row | None]:
        """Return read-only views of the rows that this world holds in the place of the base's, by key (None: removed).

        Rows of the initial state, and rows that ended up as they were, are among them. Nothing of it counts as read.
        """
        return {key: view(row) for key, row in self._rows.items()}

    def _initial_row(self, key: str) -> Row | None:
        return self._initial[key] if key in self._initial else self._base.get(key)

    def _form(self, key: str, row: Row | None) -> bytes:
        form = self._forms.get(key)
        if form is None:
            form = b"" if row is None else canonical(row)
            if key not in self._taken:
                self._forms[key] = form
        return form

    def _initial_form(self, key: str) -> bytes:
        if key not in self._initial:
            return self._origin.canonical(self.name, key)
        form = self._initial_forms.get(key)
        if form is None:
            row = self._initial[key]
            form = self._initial_forms[key] = b"" if row is None else canonical(row)
        return form

    def adopt(self, other: Table) -> None:
        """Take over the state of the same table of another world; rows are shared, but for those a call holds."""
        self._initial, self._initial_forms = other._initial, other._initial_forms
        self._rows, self._forms, self._late = dict(other._rows), dict(other._forms), dict(other._late)
        self._rows.update({key: thaw(other._rows[key]) for key in other._taken})
        self._size = other._size


class _Values(ValuesView[Any]):
    _mapping: Table

    def __contains__(self, row: object) -> bool:
        return any(row == found for found in self)

    def __iter__(self) -> Iterator[Any]:
        return (row for _, row in self._mapping.walk())


class _Items(ItemsView[str, Any]):
    _mapping: Table

    def __contains__(self, item: object) -> bool:
        return any(item == found for found in self)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return self._mapping.walk()
