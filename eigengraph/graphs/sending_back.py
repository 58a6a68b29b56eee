"""Sending tasks back: a task that its own dialogue shows to be at fault is made again, with what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eigengraph.graphs.bench import Bench

_AT_FAULT = "task:"


def send_back(bench: Bench, batch: Sequence[int], fields: Sequence[str]) -> list[int]:
    """Prepare the items of a batch to be made again whose task is at fault, and return them.

    An item is made as many times as it has tries at its task.

    Args:
        bench: Of the run.
        batch: Candidates whose dialogues are over.
        fields: What is forgotten of a task.
    """
    back = [index for index in batch if _at_fault(bench, index)]
    for index in back:
        bench.retry(index, fields)
        item = bench.items[index]
        bench.items[index] = replace(item, returns=item.returns + 1, begun=item.attempt, tries={})
    return back


def _at_fault(bench: Bench, index: int) -> bool:
    rejection = bench.rejected.get(index)
    if rejection is None or not rejection.reason.startswith(_AT_FAULT):
        return False
    return bench.items[index].returns + 1 < bench.bound(index, "task_attempts")
