"""The tables that every world of a domain begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eigengraph.records import Side, canonical, digest

Row = dict[str, Any]
Tables = Mapping[str, Mapping[str, Row]]


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
