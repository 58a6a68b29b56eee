"""Plans: what a stream of tasks should be like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Plan:
    """Directions for a sampler.

    Attributes:
        id: Names the plan in the lineage of what it makes.
        goals: The fewest and the most goals of a task.
        emphasis: Weights by intent or kind of task, for samplers to multiply their own with; 1 where absent.
    """

    id: str
    goals: tuple[int, int] = (1, 5)
    emphasis: Mapping[str, float] = field(default_factory=dict)


FIXED = Plan("fixed")
"""Stands in for planning: one stream, no emphasis."""
