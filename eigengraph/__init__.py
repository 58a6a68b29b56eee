"""EigenGraph: synthesize multi-turn tool-use dialogues, each with an executable, certified verifier."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eigengraph.api import Run, compose, synthesize
    from eigengraph.config import Settings
    from eigengraph.errors import EigenGraphError, ToolError
    from eigengraph.hookspecs import hookimpl
    from eigengraph.host import Host
    from eigengraph.records import (
        Blueprint,
        Fact,
        Facts,
        Goal,
        Outcome,
        PlannedCall,
        Task,
        ToolCall,
        Trajectory,
        Verdict,
    )
    from eigengraph.world import Domain, Plan, Rule, Ruling, TableSchema, World, tool

_HOME = {
    "Run": "api",
    "compose": "api",
    "synthesize": "api",
    "Settings": "config",
    "EigenGraphError": "errors",
    "ToolError": "errors",
    "Host": "host",
    "hookimpl": "hookspecs",
    "Blueprint": "records",
    "Fact": "records",
    "Facts": "records",
    "Goal": "records",
    "Outcome": "records",
    "PlannedCall": "records",
    "Task": "records",
    "ToolCall": "records",
    "Trajectory": "records",
    "Verdict": "records",
    "Domain": "world",
    "Plan": "world",
    "Rule": "world",
    "Ruling": "world",
    "TableSchema": "world",
    "World": "world",
    "tool": "world",
}

__version__ = "0.1.0"
__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that ``import eigengraph`` stays cheap."""
    if name not in _HOME:
        raise AttributeError(f"module 'eigengraph' has no attribute {name!r}")
    return getattr(import_module(f"eigengraph.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
