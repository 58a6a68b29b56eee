"""LangGraph state machines: the stages of tasks and trajectories, composed into the synthesis graph.

Importing this package does not load LangGraph; ``eigengraph.graphs.synthesis`` and ``eigengraph.graphs.batch`` do.
"""

from eigengraph.graphs.bench import FINAL, Bench, Result, Store
from eigengraph.graphs.item import Attribution, Item, Rejection
from eigengraph.graphs.stage import Stage, stage
from eigengraph.graphs.workers import ROLES, Worker, Workshop

__all__ = [
    "FINAL",
    "ROLES",
    "Attribution",
    "Bench",
    "Item",
    "Rejection",
    "Result",
    "Stage",
    "Store",
    "Worker",
    "Workshop",
    "stage",
]
