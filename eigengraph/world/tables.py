"""Tables: an immutable base that every world shares, and what one world has changed."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, MutableMapping, ValuesView
from typing import Any

from eigengraph.errors import ReadOnlyError
from eigengraph.records import Side, canonical, digest
from eigengraph.world.views import RowView, thaw, view

Row = dict[str, Any]
Tables = Mapping[str, Mapping[str, Row]]
Delta = dict[str, dict[str, Row | None]]


class Base:
    """The tables that worlds of one domain begin with. Nothing may write to them.

    Attributes:
        tables: Rows by table name and key.
        sides: Whose tables these are, by table name.
    """

    __slots__ = ("_canonical", "_digest", "sides", "tables")

    def __init__(self, tables: Tables, sides: Mapping[str, Side] | None = None) -> None:
        self.tables: dict[str, dict[str, Row]] = {name: dict(rows) for name, rows in tables.items()}
        self.sides: dict[str, Side] = {name: (sides or {}).get(name, "agent") for name in self.tables}
        self._canonical: dict[tuple[str, str], bytes] = {}
        self._digest = ""

    def canonical(self, table: str, key: str) -> bytes:
        """Return the canonical form of a row, or ``b""`` where there is none; remembered, since worlds share rows."""
        known = self._canonical.get((table, key))
        if known is None:
            row = self.tables[table].get(key)
            known = self._canonical[table, key] = b"" if row is None else canonical(row)
        return known

    @property
    def digest(self) -> str:
        """The digest of every table; computed once, O(database)."""
        if not self._digest:
            self._digest = digest(canonical(self.tables))
        return self._digest


class Access:
    """Who is looking at the tables right now, and what they touched."""

    __slots__ = ("reads", "side", "writes", "writing")

    def __init__(self) -> None:
        self.side: Side | None = None
        self.writing = False
        self.reads: set[tuple[str, str]] | None = None
        self.writes: set[tuple[str, str]] | None = None


class Table(MutableMapping[str, Any]):
    """One table as a tool sees it: a mapping from key to row.

    Reading gives read-only views. Inside a write tool ``table[key]`` takes the row: it is copied into this world,
    once, and may be changed in place. ``peek``, ``values`` and ``items`` never copy.
    """

    __slots__ = ("_access", "_base", "_canonical", "_floor", "_origin", "_overlay", "name", "side")

    def __init__(self, name: str, base: Base, access: Access) -> None:
        self.name = name
        self.side = base.sides[name]
        self._base = base.tables[name]
        self._origin = base
        self._access = access
        self._floor: dict[str, Row | None] = {}
        self._overlay: dict[str, Row | None] = {}
        self._canonical: dict[str, bytes] = {}

    # Reading

    def _find(self, key: str) -> Row | None:
        if key in self._overlay:
            return self._overlay[key]
        if key in self._floor:
            return self._floor[key]
        return self._base.get(key)

    def _read(self, key: str) -> Row | None:
        access = self._access
        if access.side is not None and access.side != self.side:
            raise ReadOnlyError(f"a tool of the {access.side} side may not use table {self.name!r} of the {self.side}")
        if access.reads is not None:
            access.reads.add((self.name, key))
        return self._find(key)

    def peek(self, key: str) -> RowView | None:
        """Return a read-only view of a row, or None; never copies, not even inside a write tool."""
        row = self._read(key)
        return None if row is None else RowView(row)

    def __contains__(self, key: object) -> bool:
        return self._read(key) is not None  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[str]:
        """Iterate over keys: the base's in its order, then the new ones in the order they came."""
        if not self._overlay and not self._floor:
            return iter(self._base)
        return self._changed_keys()

    def _changed_keys(self) -> Iterator[str]:
        new = dict.fromkeys(key for layer in (self._floor, self._overlay) for key in layer if key not in self._base)
        for key in [*self._base, *new]:
            if self._find(key) is not None:
                yield key

    def __len__(self) -> int:
        if not self._overlay and not self._floor:
            return len(self._base)
        return sum(1 for _ in self)

    def keys(self) -> KeysView[str]:
        """Return the keys, in table order."""
        return KeysView(self)

    def values(self) -> ValuesView[Any]:
        """Return read-only views of the rows, in table order."""
        return _Values(self)

    def items(self) -> ItemsView[str, Any]:
        """Return keys with read-only views of their rows, in table order."""
        return _Items(self)

    # Writing

    def __getitem__(self, key: str) -> Any:
        row = self._read(key)
        if row is None:
            raise KeyError(key)
        if not self._access.writing:
            return RowView(row)
        self._wrote(key)
        if self._overlay.get(key) is None:
            row = self._overlay[key] = thaw(row)
        return row

    def get(self, key: str, default: Any = None) -> Any:
        """Return a row as ``table[key]`` does, or ``default``."""
        return self[key] if key in self else default

    def __setitem__(self, key: str, row: Any) -> None:
        self._may_write(key)
        self._wrote(key)
        self._overlay[key] = thaw(row)

    def __delitem__(self, key: str) -> None:
        self._may_write(key)
        if self._find(key) is None:
            raise KeyError(key)
        self._wrote(key)
        self._overlay[key] = None

    def _may_write(self, key: str) -> None:
        if not self._access.writing:
            raise ReadOnlyError(f"row {key!r} of table {self.name!r} can only be written by a tool of kind 'write'")

    def _wrote(self, key: str) -> None:
        self._canonical.pop(key, None)
        if self._access.writes is not None:
            self._access.writes.add((self.name, key))

    # What differs from the initial state

    def settle(self) -> None:
        """Make the present state the initial one, from which ``delta`` counts."""
        self._floor |= self._overlay
        self._overlay = {}
        self._canonical = {}

    def canonical_delta(self) -> dict[str, bytes]:
        """Return the canonical form of every row that differs from the initial state, by key (``b""``: removed)."""
        differing = {}
        for key in sorted(self._overlay):
            form = self._canonical.get(key)
            if form is None:
                row = self._overlay[key]
                form = self._canonical[key] = b"" if row is None else canonical(row)
            if form != self._initial_canonical(key):
                differing[key] = form
        return differing

    def delta(self) -> dict[str, Row | None]:
        """Return read-only views of the rows that differ from the initial state, by key (None: removed)."""
        return {key: view(self._overlay[key]) for key in self.canonical_delta()}

    def initial(self, key: str) -> RowView | None:
        """Return a row as it was in the initial state."""
        row = self._floor[key] if key in self._floor else self._base.get(key)
        return None if row is None else RowView(row)

    def _initial_canonical(self, key: str) -> bytes:
        if key not in self._floor:
            return self._origin.canonical(self.name, key)
        row = self._floor[key]
        return b"" if row is None else canonical(row)

    def adopt(self, other: Table) -> None:
        """Take over the state of the same table of another world, as a copy."""
        self._floor = other._floor
        self._overlay = {key: thaw(row) for key, row in other._overlay.items()}
        self._canonical = dict(other._canonical)


class _Values(ValuesView[Any]):
    _mapping: Table

    def __iter__(self) -> Iterator[Any]:
        return (self._mapping.peek(key) for key in self._mapping)


class _Items(ItemsView[str, Any]):
    _mapping: Table

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return ((key, self._mapping.peek(key)) for key in self._mapping)
