"""A live environment over a shared, immutable base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Any

from eigengraph.errors import ConfigError, EigenGraphError, ReadOnlyError, ToolCrash, ToolError, UnknownNameError
from eigengraph.records import InitialState, Side, ToolCall, ToolResult, digest
from eigengraph.world.access import Access
from eigengraph.world.base import Base
from eigengraph.world.domain import Domain
from eigengraph.world.tables import Delta, Table
from eigengraph.world.tools import Tool
from eigengraph.world.views import thaw

_UNCHANGED = InitialState()


class World:
    """One private copy of a domain's state: base plus what this world changed.

    Opening one costs O(tables), a call O(rows touched), whatever the size of the database. Tables are attributes:
    ``world.orders["A1"]``; one named like something below is reached through ``world.tables``. Two worlds over one
    base with one initial state are equal exactly if their ``delta()`` is, and then their ``digest()`` is the same.

    Args:
        domain: Tools, clock and sync.
        base: The tables it begins with.
        initial: How this world differs from them when its dialogue begins.
        seed: Seeds ``random``.
        solo: Whether the agent holds the user's tools too.

    Attributes:
        domain: The domain.
        base: The shared tables.
        seed: The seed.
        solo: As given.
    """

    def __init__(
        self, domain: Domain, base: Base, initial: InitialState = _UNCHANGED, *, seed: int = 0, solo: bool = False
    ) -> None:
        self.domain = domain
        self.base = base
        self.seed = seed
        self.solo = solo
        self._initial = initial
        self._access = Access()
        self._tables = {name: Table(name, base, self._access) for name in base.tables}
        if initial is not _UNCHANGED:
            self._apply(initial)
        if domain.sync is not None:
            self._sync()
            self._settle()

    def __getattr__(self, name: str) -> Table:
        tables: dict[str, Table] = self.__dict__.get("_tables", {})
        if name not in tables:
            known = ", ".join(tables)
            raise AttributeError(f"the world has no table {name!r} (known: {known})")
        return tables[name]

    @property
    def tables(self) -> Mapping[str, Table]:
        """Tables of both sides by name."""
        return self._tables

    @property
    def now(self) -> datetime:
        """The clock, which stands still."""
        return self.domain.now

    @property
    def random(self) -> Random:
        """This world's random source; the only one tools may use.

        Raises:
            ReadOnlyError: A tool that is not of kind ``write`` draws from it. A replay does not run those, and would
                draw other numbers from there on.
        """
        if self._access.side is not None and not self._access.writing:
            raise ReadOnlyError("only a tool of kind 'write' may draw from world.random")
        return self._random

    @cached_property
    def _random(self) -> Random:
        return Random(self.seed)

    # Calls

    def find(self, name: str, side: Side = "agent") -> Tool | None:
        """Return the tool that a side would call by this name."""
        tools = self.domain.by_side
        if self.solo and side == "agent" and name in tools["user"]:
            return tools["user"][name]
        return tools[side].get(name)

    def call(self, call: ToolCall) -> ToolResult:
        """Run one call.

        Returns:
            What the caller is shown. A refused call is a result with ``error`` set.

        Raises:
            ToolCrash: The tool raised something its domain does not declare.
        """
        try:
            tool = self._called(call)
        except ToolError as error:
            return ToolResult(f"Error: {error}", error=True)
        return self._answer(tool, call.arguments)

    def run(self, name: str, /, **arguments: Any) -> ToolResult:
        """Run a tool of the agent's side by name; see ``call``."""
        return self.call(ToolCall(name, arguments))

    def _called(self, call: ToolCall) -> Tool:
        """Return the tool that a call reaches.

        Raises:
            ToolError: It reaches none; in tau2-bench's words (``environment/environment.py``).
        """
        reserved = self.domain.reserved_arguments
        for name in call.arguments:
            if name in reserved:
                raise ToolError(reserved[name])
        if self.solo and call.side == "user":
            raise ToolError("User tool calls are not allowed in solo mode")
        tool = self.find(call.name, call.side)
        if tool is None and call.side == "user" and not self.domain.by_side["user"]:
            raise ToolError("User tools not available")
        if tool is None:
            raise ToolError(f"Tool '{call.name}' not found.")
        return tool

    def _answer(self, tool: Tool, arguments: Mapping[str, Any]) -> ToolResult:
        """Run a tool, then sync."""
        try:
            result = ToolResult(self._run(tool, arguments))
        except ToolError as error:
            result = ToolResult(f"Error: {error}", error=True)
        if self.domain.sync is not None:
            self._sync()
        return result

    def _run(self, tool: Tool, given: Mapping[str, Any]) -> str:
        domain = self.domain
        arguments = thaw(dict(given))  # the tool's own: it may change them, or keep them inside a row
        try:
            tool.bind(arguments, domain.toolkit_of(tool.side))
            if domain.check_arguments:
                arguments = tool.validate(arguments)
            with self._access.grant(tool.side, writing=tool.kind == "write"):
                value = tool.function(self, **arguments)
            return domain.render(value)
        except ToolError:
            raise
        except EigenGraphError as error:
            raise ToolCrash(f"tool {tool.name!r}: {error}") from error
        except domain.tool_errors as error:
            raise ToolError(str(error)) from error
        except Exception as error:
            raise ToolCrash(f"tool {tool.name!r} raised {type(error).__name__}: {error}") from error

    # State

    def delta(self, side: Side | None = None) -> Delta:
        """Return the rows that differ from the initial state, by table and key; ``None`` for a removed row."""
        found = ((table.name, table.delta()) for table in self._of(side))
        return {name: rows for name, rows in found if rows}

    def digest(self, side: Side | None = None) -> str:
        """Return the digest of the delta: equal exactly if the delta is. Costs O(rows in the delta)."""
        parts = [
            digest(table.name.encode(), key.encode(), form)
            for table in self._of(side)
            for key, form in table.canonical_delta().items()
        ]
        return digest("".join(parts).encode())

    def fork(self) -> World:
        """Return an independent world in the same state."""
        twin = World.__new__(World)
        twin.__dict__.update(
            domain=self.domain, base=self.base, seed=self.seed, solo=self.solo, _initial=self._initial, _access=Access()
        )
        twin._tables = {name: Table(name, self.base, twin._access) for name in self._tables}
        for name, table in twin._tables.items():
            table.adopt(self._tables[name])
        if "_random" in self.__dict__:
            twin._random.setstate(self._random.getstate())
        return twin

    @contextmanager
    def trace(self) -> Iterator[tuple[set[tuple[str, str]], set[tuple[str, str]]]]:
        """Record which rows are read and written, as ``(table, key)``, while the block runs."""
        reads: set[tuple[str, str]] = set()
        writes: set[tuple[str, str]] = set()
        self._access.reads, self._access.writes = reads, writes
        try:
            yield reads, writes
        finally:
            self._access.reads = self._access.writes = None

    def materialise(self) -> dict[str, dict[str, Any]]:
        """Return every table in full, as a deep copy; O(database), for exports and for checking the delta against."""
        return {name: {key: thaw(row) for key, row in table.items()} for name, table in self._tables.items()}

    def _of(self, side: Side | None) -> list[Table]:
        return [table for _, table in sorted(self._tables.items()) if side is None or table.side == side]

    def _apply(self, initial: InitialState) -> None:
        with self._access.grant(None, writing=True):
            for name, rows in initial.rows.items():
                if name not in self._tables:
                    raise UnknownNameError("table in the initial state", name, self._tables)
                for key, row in rows.items():
                    if row is not None:
                        self._tables[name][key] = row
                    elif self._tables[name].pop(key, None) is None:
                        raise ConfigError(f"the initial state removes row {key!r} of table {name!r}, which has none")
        for call in initial.calls:
            result = self._answer(self.domain.setup_function(call.name, call.side), call.arguments)
            if result.error:
                raise ToolCrash(f"the initial call {call.name!r} fails: {result.content}")
        self._settle()

    def _settle(self) -> None:
        for table in self._tables.values():
            table.settle()

    def _sync(self) -> None:
        assert self.domain.sync is not None
        try:
            with self._access.grant(None, writing=True):
                self.domain.sync(self)
        except Exception as error:
            raise ToolCrash(f"sync of domain {self.domain.name!r} raised {type(error).__name__}: {error}") from error
