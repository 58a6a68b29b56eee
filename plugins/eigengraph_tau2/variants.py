"""Domains over tau2-bench's own environments: ``tau2:airline`` is our airline, its calls answered by tau2-bench."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from eigengraph.errors import ToolError
from eigengraph.world import Base, Domain, Tables, Tool, World
from eigengraph_tau2.data import PREFIX
from eigengraph_tau2.stepping import Step, Steps


@dataclass(frozen=True)
class ForwardedTool(Tool):
    """A tool that tau2-bench answers for, wrong arguments included."""

    def bind(self, arguments: Mapping[str, Any], toolkit: str = "") -> None:
        """Let every argument pass."""


def tau2_variant(domain: Domain) -> Domain:
    """Return a domain whose tools, setup functions and sync are tau2-bench's own.

    All else is ours: tables and their schema, rules, sampler, assertions, the tools' schemas. tau2-bench is started
    when the tables of a run are checked or a world's first call is made, and ends with the domain.

    Args:
        domain: One of those in ``data.FILES``.
    """
    steps = Steps(domain)

    def check(tables: Tables) -> Iterable[str]:
        problems = list(domain.check_tables(tables) if domain.check_tables is not None else ())
        if not problems:
            steps.open(Base(tables, domain.sides()))
        return problems

    def sync(world: World) -> None:
        told = steps.take(world, Step("sync", ("agent", "user")))
        if told.error:
            raise ToolError(told.content)

    return replace(
        domain,
        name=f"{PREFIX}{domain.name}",
        tools=tuple(forward(tool, steps, "tool") for tool in domain.tools),
        setup=tuple(forward(function, steps, "function") for function in domain.setup),
        check_tables=check,
        sync=sync if domain.sync is not None else None,
        tool_errors=(),
        check_arguments=False,
        reserved_arguments={},
    )


def forward(tool: Tool, steps: Steps, kind: Literal["tool", "function"]) -> Tool:
    """Return a tool with another's name, schema, side and kind, which tau2-bench answers for."""

    @functools.wraps(tool.function)
    def ask(world: World, /, **arguments: Any) -> str:
        told = steps.take(world, Step(kind, (tool.side,), tool.name, arguments, draws=tool.kind == "write"))
        if told.error:
            raise ToolError(told.content.removeprefix("Error: "))
        return told.content

    return ForwardedTool(ask, tool.kind, tool.side)
