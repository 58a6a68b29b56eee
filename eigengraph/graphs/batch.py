"""Groups of stages as a graph over batches: through every stage, then what failed again, a bounded number of times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from eigengraph.graphs.bench import Bench
from eigengraph.graphs.item import Rejection
from eigengraph.graphs.stage import Stage

Graph = CompiledStateGraph[Any, Any, Any, Any]
Part = Stage | Graph

HOPELESS = ("environment_error", "task:")
"""How reasons begin that another attempt at the same would only meet again."""


class BatchState(TypedDict, total=False):
    """State of a batch on its way through a group of stages: candidate indices and a counter.

    Attributes:
        entered: The candidates that began this round.
        alive: Those of them that passed every stage so far; what a stage's node takes and gives back.
        passed: Candidates that passed the whole group in earlier rounds.
        round: How many rounds are over.
    """

    entered: list[int]
    alive: list[int]
    passed: list[int]
    round: int


def batch_graph(name: str, parts: Mapping[str, Part], attempts: str, writes: Sequence[str]) -> Graph:
    """Return a graph that takes the candidates in ``alive`` through a group of stages.

    Args:
        name: The group's name.
        parts: Stages, or graphs over ``BatchState``, by node name, in order.
        attempts: The setting that says how many rounds there are at most.
        writes: Item fields that a new round forgets.
    """

    async def begin(state: BatchState) -> BatchState:
        return {"entered": state["alive"], "passed": [], "round": 0}

    async def retry(state: BatchState, runtime: Runtime[Bench]) -> BatchState:
        bench = runtime.context
        alive = set(state["alive"])
        failed = [index for index in state["entered"] if index not in alive]
        for index in failed:
            bench.rejected.setdefault(index, Rejection("dropped", f"a graph in group {name!r} gave no reason"))
        again = [
            index
            for index in failed
            if state["round"] + 1 < bench.bound(index, attempts)
            and not bench.rejected[index].reason.startswith(HOPELESS)
        ]
        for index in again:
            bench.retry(index, writes)
        passed = [*state["passed"], *state["alive"]]
        return {"entered": again, "alive": again, "passed": passed, "round": state["round"] + 1}

    async def finish(state: BatchState, runtime: Runtime[Bench]) -> BatchState:
        for index in state["passed"]:
            runtime.context.passed(index, name)
        return {"alive": sorted(state["passed"])}

    async def next_step(state: BatchState) -> str:
        return "again" if state["alive"] else "done"

    graph = StateGraph(BatchState, context_schema=Bench)
    nodes: dict[str, Any] = {"begin": begin, **{at: _node(part) for at, part in parts.items()}, "retry": retry}
    for at, node in nodes.items():
        graph.add_node(at, node)
    for at, then in pairwise([START, *nodes]):
        graph.add_edge(at, then)
    graph.add_node("finish", finish)
    graph.add_conditional_edges("retry", next_step, {"again": next(iter(parts)), "done": "finish"})
    graph.add_edge("finish", END)
    return graph.compile(name=name)


def _node(part: Part) -> Any:
    return stage_node(part) if isinstance(part, Stage) else part


def stage_node(stage: Stage) -> Any:
    """Return a node that runs a stage, for graphs over ``BatchState`` with ``Bench`` as their context.

    Results are kept in the ledger under the stage's name, so a resumed run does not do them again.
    """

    async def node(state: BatchState, runtime: Runtime[Bench]) -> BatchState:
        return {"alive": await runtime.context.run(stage, state["alive"])}

    # A manifest names what does the work, and every node is this function.
    work = stage.work if hasattr(stage.work, "__qualname__") else type(stage.work)
    node.__module__, node.__qualname__ = work.__module__, work.__qualname__
    return node
