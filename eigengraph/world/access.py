"""Who may do what with the tables of one world at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eigengraph.records import Side

if TYPE_CHECKING:
    from eigengraph.world.tables import Table


class Access:
    """Who is looking at the tables of one world right now, and what they touched.

    Attributes:
        side: The side whose tool is running; None where nobody's is, which may look at every table.
        writing: Whether rows may be changed.
        open: Tables with rows that the running call may still change, by name.
        reads: Filled with ``(table, key)`` while somebody traces.
        writes: Likewise.
    """

    __slots__ = ("open", "reads", "side", "writes", "writing")

    def __init__(self) -> None:
        self.side: Side | None = None
        self.writing = False
        self.open: dict[str, Table] = {}
        self.reads: set[tuple[str, str]] | None = None
        self.writes: set[tuple[str, str]] | None = None

    def grant(self, side: Side | None, *, writing: bool) -> Grant:
        """Look at the tables as a tool of a side does, in a ``with`` block.

        Rows that were taken are sealed when the outermost block that may write ends; that raises ``TableError`` where
        something was put into a row that JSON cannot hold.
        """
        return Grant(self, side, writing=writing)


class Grant:
    """The block that ``Access.grant`` opens.

    Each call opens two, and to suspend a generator for each would cost as much as many a tool.
    """

    __slots__ = ("_access", "_outer", "_side", "_writing")

    def __init__(self, access: Access, side: Side | None, *, writing: bool) -> None:
        self._access = access
        self._side = side
        self._writing = writing

    def __enter__(self) -> None:
        access = self._access
        self._outer = access.side, access.writing
        access.side, access.writing = self._side, self._writing

    def __exit__(self, *_raised: object) -> None:
        access = self._access
        access.side, access.writing = self._outer
        if not access.writing:
            for table in access.open.values():
                table.seal()
            access.open.clear()
