"""LangGraph's checkpoints of the control plane, for users who compose the graph with a checkpointer.

They hold what the state of the graph holds: counters, and the indices of a batch. The ledger is the truth of a run with
them as without, and a run goes on from either. A checkpoint says where the graph stood when candidates were last drawn;
from there on it goes, and each finished stage of that batch is found in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.types import Durability

    from eigengraph.graphs.batch import Graph

_BARRIER = ("draw",)


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread of one run.

    Attributes:
        run: The run folder; its absolute path is the thread's id.
        new: Whether the run begins now, so that a thread of this id is of another run.
    """

    run: Path
    new: bool

    async def begin(self, graph: Graph) -> tuple[dict[str, Any] | None, RunnableConfig, Durability | None]:
        """Return what a graph is invoked with: input, config and durability.

        The input is None where the graph goes on from a checkpoint, which the config names.
        """
        saver = graph.checkpointer
        if saver is None or isinstance(saver, bool):
            return {}, {}, None
        thread = str(self.run.resolve())
        place: RunnableConfig = {"configurable": {"thread_id": thread}}
        if self.new:
            await saver.adelete_thread(thread)
            return {}, place, "sync"
        async for checkpoint in graph.aget_state_history(place):
            if checkpoint.next == _BARRIER:
                return None, checkpoint.config, "sync"
        return {}, place, "sync"
