"""Coverage: which tools, policy clauses and difficulties the tasks of a dataset exercise, and together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from eigengraph.records import Datum
from eigengraph.world import Domain

Band = Literal["easy", "medium", "hard"]
BANDS: Mapping[Band, float] = {"easy": 0.4, "medium": 0.6, "hard": 1.0}
"""Each band with the difficulty, 0 to 1, that ends it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many tasks call a tool, exercise a clause and are of a difficulty.

    Attributes:
        tool: Called in the dialogue, by either side; empty for any or none.
        clause: The id of a rule that the task exercises; empty for any or none.
        difficulty: The band.
        tasks: Tasks; one task counts in the cell of each of its tools with each of its clauses.
    """

    tool: str
    clause: str
    difficulty: Band
    tasks: int


Place = tuple[str, str, Band]


def places(datum: Datum, domain: Domain) -> Iterator[Place]:
    """Yield the tool, clause and band of each cell that a datum is in; what the domain does not have is left out."""
    tools = {tool.name for tool in domain.tools}.intersection(call.name for call in datum.trajectory.calls())
    clauses = domain.rule_ids.intersection(datum.task.blueprint.clauses())
    band = band_of(datum.task.difficulty)
    yield from ((tool, clause, band) for tool in {"", *tools} for clause in {"", *clauses})


def cells(counts: Mapping[Place, int]) -> tuple[Cell, ...]:
    """Return how many tasks there are of each tool, clause and band, as cells, sorted."""
    return tuple(Cell(*place, tasks) for place, tasks in sorted(counts.items()))


def band_of(difficulty: float) -> Band:
    """Return the band of a difficulty of 0 to 1."""
    return next((band for band, end in BANDS.items() if difficulty < end), "hard")
