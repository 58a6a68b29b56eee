"""Who may do what with the tables of one world at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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

    @contextmanager
    def grant(self, side: Side | None, *, writing: bool) -> Iterator[None]:
        """Look at the tables as a tool of a side does; rows that were taken are sealed when the outermost block ends.

        Raises:
            TableError: The block put something into a row that JSON cannot hold.
        """
        outer = self.side, self.writing
        self.side, self.writing = side, writing
        try:
            yield
        finally:
            self.side, self.writing = outer
            if not self.writing:
                for table in self.open.values():
                    table.seal()
                self.open.clear()
