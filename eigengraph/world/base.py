"""The tables that every world of a domain begins with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from eigengraph.records import Side, canonical, digest

Row = dict[str, Any]
Tables = Mapping[str, Mapping[str, Row]]
Derived = TypeVar("Derived")


class Base:
    """The tables that worlds of one domain begin with. Nothing may write to them.

    Attributes:
        tables: Rows by table name and key.
        sides: Whose tables these are, by table name.
    """

    __slots__ = ("_canonical", "_derived", "_digest", "sides", "tables")

    def __init__(self, tables: Tables, sides: Mapping[str, Side] | None = None) -> None:
        self.tables: dict[str, dict[str, Row]] = {name: dict(rows) for name, rows in tables.items()}
        self.sides: dict[str, Side] = {name: (sides or {}).get(name, "agent") for name in self.tables}
        self._canonical: dict[tuple[str, str], bytes] = {}
        self._derived: dict[Callable[[Tables], Any], Any] = {}
        self._digest = ""

    def __reduce__(self) -> tuple[type[Base], tuple[Tables, Mapping[str, Side]]]:
        return Base, (self.tables, self.sides)  # what was remembered is found again

    def derived(self, derive: Callable[[Tables], Derived]) -> Derived:
        """Return what a function makes of the tables, such as an index; made once, and shared by every world.

        Args:
            derive: Depends on the tables alone and changes nothing. It is remembered by identity, so it should be
                a function of a module.

        Returns:
            Its value. Nobody may change it.
        """
        if derive not in self._derived:
            self._derived[derive] = derive(self.tables)
        made: Derived = self._derived[derive]
        return made

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
