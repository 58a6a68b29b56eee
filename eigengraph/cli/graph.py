"""``eigengraph graph``."""

from __future__ import annotations

from typing import Annotated

import typer

from eigengraph.cli.output import print_table
from eigengraph.errors import UnknownNameError
from eigengraph.graphs.task_stages import TASK_STAGES
from eigengraph.graphs.trajectory_stages import TRAJECTORY_STAGES

_NAMES = {"synthesis": "the whole engine", "tasks": "candidate to certified task", "trajectories": "task to dialogue"}


def graph(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(_NAMES)}.")] = "synthesis",
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Print the graph as a Mermaid diagram.")] = False,
) -> None:
    """Show a graph: its stages with what they read and write, or a diagram."""
    if name not in _NAMES:
        raise UnknownNameError("graph", name, _NAMES)
    if mermaid:
        from eigengraph.graphs.synthesis import compose_graph

        composed = compose_graph()
        drawn = composed if name == "synthesis" else dict(composed.get_subgraphs())[name]
        print(drawn.get_graph(xray=True).draw_mermaid())
        return
    stages = {"tasks": TASK_STAGES, "trajectories": TRAJECTORY_STAGES, "synthesis": (*TASK_STAGES, *TRAJECTORY_STAGES)}
    rows = [
        (item.name, ", ".join(item.reads) or "-", ", ".join(item.writes) or "-", _first_line(item.work.__doc__))
        for item in stages[name]
    ]
    print_table(("stage", "reads", "writes", "what it does"), rows)


def _first_line(text: str | None) -> str:
    return (text or "").split("\n")[0]
