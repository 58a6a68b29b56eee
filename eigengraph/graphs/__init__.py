"""LangGraph state machines: the stages of tasks and trajectories, composed into the synthesis graph.

Importing this package does not load LangGraph; ``eigengraph.graphs.synthesis`` and ``eigengraph.graphs.batch`` do, and
so does the first use of ``BatchState`` or ``stage_node``, which live in the latter.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from eigengraph.graphs.bench import FINAL, PILOT, Bench, Result, Store
from eigengraph.graphs.generators import Generate, GeneratorRequest, VerifierGenerator
from eigengraph.graphs.item import Attribution, Item, Rejection
from eigengraph.graphs.observer import Observer
from eigengraph.graphs.stage import Stage, stage
from eigengraph.graphs.streams import DECISION, PLAN
from eigengraph.graphs.workers import ROLES, Worker, Workshop

if TYPE_CHECKING:
    from eigengraph.graphs.batch import BatchState, stage_node

__all__ = [
    "DECISION",
    "FINAL",
    "PILOT",
    "PLAN",
    "ROLES",
    "Attribution",
    "BatchState",
    "Bench",
    "Generate",
    "GeneratorRequest",
    "Item",
    "Observer",
    "Rejection",
    "Result",
    "Stage",
    "Store",
    "VerifierGenerator",
    "Worker",
    "Workshop",
    "stage",
    "stage_node",
]


def __getattr__(name: str) -> Any:
    if name not in {"BatchState", "stage_node"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("eigengraph.graphs.batch"), name)
