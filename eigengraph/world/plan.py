"""Plans: what a stream of tasks should be like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Plan:
    """Directions for whoever makes tasks: a sampler, or a model that writes them.

    A sampler reads ``goals`` and ``emphasis``. What is to be preferred is found by drawing again, so a sampler need not
    know of it: where no draw has it, the last one is taken.

    Attributes:
        id: Names the plan in the lineage of what it makes.
        goals: The fewest and the most goals of a task.
        emphasis: Weights by intent or kind of task, for samplers to multiply their own with; 1 where absent.
        tools: Tools of which the gold calls should use one; empty for any.
        clauses: Rules of which a task should exercise one; empty for any.
        difficulty: The least and the greatest difficulty to prefer, 0 to 1.
        styles: How users should tell things; empty for what the model's settings say.
        wording: Sentences for the writer of the tasks.
    """

    id: str
    goals: tuple[int, int] = (1, 5)
    emphasis: Mapping[str, float] = field(default_factory=dict)
    tools: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    difficulty: tuple[float, float] = (0.0, 1.0)
    styles: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()


FIXED = Plan("fixed")
"""Stands in for planning: one stream, no emphasis."""
