"""Auditing a collection of tasks: ids that repeat, and tasks that ask for nearly the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from eigengraph.audit.defect import Defect
from eigengraph.audit.likeness import Likenesses, likeness
from eigengraph.records import Task


def duplicate_id(tasks: Sequence[Task]) -> Iterator[Defect]:
    """Find ids that more than one task has."""
    for name, count in Counter(task.id for task in tasks).items():
        if count > 1:
            yield Defect("duplicate_id", name, f"{count} tasks have this id")


def near_duplicate(tasks: Sequence[Task]) -> Iterator[Defect]:
    """Find tasks that are nearly the same as one before them."""
    before = Likenesses()
    for task in tasks:
        one = likeness(task)
        found = before.nearest(one)
        if found is not None:
            other, similarity = found
            yield Defect("near_duplicate", task.id, f"{similarity:.0%} the same as {other}")
        before.add(one)
