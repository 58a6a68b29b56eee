"""EigenGraph: synthesize multi-turn tool-use dialogues, each with an executable, certified verifier."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eigengraph.api import compose, evaluate, synthesize
    from eigengraph.config import Settings
    from eigengraph.dialogue import Participant, rollout
    from eigengraph.engine.alone import run_stage
    from eigengraph.engine.foresight import estimate
    from eigengraph.errors import ConfigError, EigenGraphError, ModelError, ToolError
    from eigengraph.evaluation import Evaluation
    from eigengraph.exporters import Export, Exporter, ExportOption, WrittenFile
    from eigengraph.graphs import Attribution, GeneratorRequest, Rejection, VerifierGenerator, Worker, Workshop, stage
    from eigengraph.hookspecs import hookimpl
    from eigengraph.host import Host
    from eigengraph.models import Model, ModelScheme, Reply, Request
    from eigengraph.recipes import Recipe
    from eigengraph.records import (
        AcceptableOutcome,
        Blueprint,
        Certificate,
        Checker,
        Datum,
        Fact,
        Facts,
        Goal,
        Message,
        Outcome,
        PlannedCall,
        Scenario,
        Task,
        ToolCall,
        Trajectory,
        Verdict,
        Verifier,
    )
    from eigengraph.run import Run
    from eigengraph.training import train
    from eigengraph.verify import CodeRun, Ground, Mutator, SandboxKind, Variant, score
    from eigengraph.world import Domain, Plan, Rule, Ruling, TableSchema, World, tool

_HOME = {
    "compose": "api",
    "evaluate": "api",
    "synthesize": "api",
    "Settings": "config",
    "Participant": "dialogue",
    "rollout": "dialogue",
    "run_stage": "engine.alone",
    "estimate": "engine.foresight",
    "ConfigError": "errors",
    "EigenGraphError": "errors",
    "ModelError": "errors",
    "ToolError": "errors",
    "Evaluation": "evaluation",
    "Export": "exporters",
    "Exporter": "exporters",
    "ExportOption": "exporters",
    "WrittenFile": "exporters",
    "Attribution": "graphs",
    "GeneratorRequest": "graphs",
    "Rejection": "graphs",
    "VerifierGenerator": "graphs",
    "Worker": "graphs",
    "Workshop": "graphs",
    "stage": "graphs",
    "hookimpl": "hookspecs",
    "Host": "host",
    "Model": "models",
    "ModelScheme": "models",
    "Reply": "models",
    "Request": "models",
    "Recipe": "recipes",
    "AcceptableOutcome": "records",
    "Blueprint": "records",
    "Certificate": "records",
    "Checker": "records",
    "Datum": "records",
    "Fact": "records",
    "Facts": "records",
    "Goal": "records",
    "Message": "records",
    "Outcome": "records",
    "PlannedCall": "records",
    "Scenario": "records",
    "Task": "records",
    "ToolCall": "records",
    "Trajectory": "records",
    "Verdict": "records",
    "Verifier": "records",
    "Run": "run",
    "train": "training",
    "CodeRun": "verify",
    "Ground": "verify",
    "Mutator": "verify",
    "SandboxKind": "verify",
    "Variant": "verify",
    "score": "verify",
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
