"""Domains: what a plugin registers to make a world."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from eigengraph.errors import PluginError, UnknownNameError
from eigengraph.records import Blueprint, Side
from eigengraph.records.codec import unwrap
from eigengraph.world.base import Tables
from eigengraph.world.rules import Rule
from eigengraph.world.schema import TableSchema
from eigengraph.world.tools import Tool

if TYPE_CHECKING:
    from eigengraph.world.plan import Plan
    from eigengraph.world.world import World

Sampler = Callable[["World", Random, "Plan"], Blueprint | None]


_ENCODER = json.JSONEncoder(default=unwrap)


def render_json(value: object) -> str:
    """Show a tool's return value: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else _ENCODER.encode(value)


@dataclass(frozen=True)
class Domain:
    """A typed state, the tools over it, the rules for using them, and a source of tasks.

    Attributes:
        name: How commands and settings name it.
        tools: Every tool of both sides.
        tables: ``tables(seed)`` generates the database.
        setup: Functions of either side that nobody in a dialogue may call, only ``InitialState.calls``.
        schema: Row models, sides and references by table name; tables without one are taken as they are.
        check_tables: Checks across rows that a schema cannot state; yields a line for each problem.
        policy: The domain policy as the model reads it: text, or the path of a text file.
        rules: The domain policy as code.
        sampler: ``sampler(world, random, plan)`` finds a blueprint by executing tools; None where it finds none.
        phrasebook: A TOML file of phrasings for dialogues without a language model.
        now: The clock of every world.
        sync: Run after each call, with both sides' tables open for writing.
        assertions: Functions on a world that verifiers may name.
        tool_errors: Exceptions, besides ToolError, that tools raise by design.
        check_arguments: Whether arguments are validated and coerced by their annotations before the tool runs.
        toolkit: Name put before a tool's in the text of argument errors; by side, where the sides differ.
        reserved_arguments: Argument names that no tool can have, with the error text each gets.
        transfer_tool: The tool that hands the user over to a human, if there is one.
        render: Turns a return value into the text of a tool result.
    """

    name: str
    tools: tuple[Tool, ...] | list[Tool]
    tables: Callable[[int], Tables]
    setup: tuple[Tool, ...] = ()
    schema: Mapping[str, TableSchema] = field(default_factory=dict)
    check_tables: Callable[[Tables], Iterable[str]] | None = None
    policy: str | Path = ""
    rules: tuple[Rule, ...] | list[Rule] = ()
    sampler: Sampler | None = None
    phrasebook: Path | None = None
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    sync: Callable[[World], None] | None = None
    assertions: Mapping[str, Callable[..., bool]] = field(default_factory=dict)
    tool_errors: tuple[type[Exception], ...] = ()
    check_arguments: bool = True
    toolkit: str | Mapping[Side, str] = ""
    reserved_arguments: Mapping[str, str] = field(default_factory=dict)
    transfer_tool: str = ""
    render: Callable[[object], str] = render_json

    def __post_init__(self) -> None:
        for what, names in (
            ("tool", [(tool.side, tool.name) for tool in (*self.tools, *self.setup)]),
            ("rule", [rule.id for rule in self.rules]),
        ):
            twice = [name for name in names if names.count(name) > 1]  # type: ignore[arg-type]
            if twice:
                raise PluginError(f"domain {self.name!r} has {what} {twice[0]!r} twice; rename or drop one")
        if self.transfer_tool and self.transfer_tool not in self.by_side["agent"]:
            known = ", ".join(self.by_side["agent"]) or "none"
            raise PluginError(f"domain {self.name!r} has no agent tool {self.transfer_tool!r} (known: {known})")

    @cached_property
    def by_side(self) -> Mapping[Side, Mapping[str, Tool]]:
        """Tools by side and name, in the order they were given."""
        return {side: {tool.name: tool for tool in self.tools if tool.side == side} for side in ("agent", "user")}

    def setup_function(self, name: str, side: Side) -> Tool:
        """Return the function, tool or not, that an initial state names.

        Raises:
            UnknownNameError: That side has none of this name.
        """
        known = self._setup_by_side[side]
        if name not in known:
            raise UnknownNameError(f"{side} function in the initial state", name, known)
        return known[name]

    @cached_property
    def _setup_by_side(self) -> Mapping[Side, Mapping[str, Tool]]:
        return {
            side: {**tools, **{function.name: function for function in self.setup if function.side == side}}
            for side, tools in self.by_side.items()
        }

    def toolkit_of(self, side: Side) -> str:
        """Return the name put before those of a side's tools."""
        return self.toolkit if isinstance(self.toolkit, str) else self.toolkit.get(side, "")

    @cached_property
    def policy_text(self) -> str:
        """The domain policy as text."""
        return self.policy.read_text("utf-8") if isinstance(self.policy, Path) else self.policy

    @cached_property
    def schemas(self) -> Mapping[Side, list[dict[str, Any]]]:
        """Tool schemas by side, as models are shown them."""
        return {side: [tool.schema for tool in tools.values()] for side, tools in self.by_side.items()}

    @cached_property
    def rule_ids(self) -> frozenset[str]:
        """The ids of every rule."""
        return frozenset(rule.id for rule in self.rules)

    def sides(self) -> dict[str, Side]:
        """Return whose each table with a schema is."""
        return {name: schema.side for name, schema in self.schema.items()}
