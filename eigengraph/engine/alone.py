"""Running one part of the graph alone, on items that somebody else made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from eigengraph.config import Settings
from eigengraph.engine.to_end import run_to_end
from eigengraph.engine.workshop import open_workshop
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.graphs import Bench, Item, Rejection, Result, Stage
from eigengraph.graphs.task_stages import TASK_STAGES
from eigengraph.graphs.trajectory_stages import TRAJECTORY_STAGES
from eigengraph.host import Host
from eigengraph.models import Meter, open_meter

if TYPE_CHECKING:
    from eigengraph.graphs.batch import Graph


class _NoStore:
    """Keeps nothing: what a part did is what it returned."""

    def get(self, index: int, stage: str, attempt: int) -> Result | None:  # noqa: ARG002
        return None

    async def put(self, index: int, stage: str, attempt: int, result: Result) -> None:
        pass


def run_stage(
    host: Host, settings: Settings, part: str | Stage | Graph, items: Iterable[Item]
) -> list[Item | Rejection]:
    """Run one stage alone, with the workers and models that the settings choose; nothing is written to a run folder.

    Args:
        host: The plugins.
        settings: Domain, tables, models, workers and budgets; the rest is not looked at.
        part: A stage by name, a stage of yours, or a compiled graph over ``BatchState``.
        items: What it works on, each with an index of its own and what the stage reads.

    Returns:
        For each item what became of it: the item with what the stage wrote, or why it was turned down.

    Raises:
        UnknownNameError: There is no stage of this name.
        ConfigError: Two items have one index, an item lacks what the stage reads, or the settings cannot be used.
        BudgetExceeded: A budget is used up.
    """
    part = _stage(part) if isinstance(part, str) else part
    items = list(items)
    if len({item.index for item in items}) < len(items):
        raise ConfigError("two items have the same index; number them from 0")
    if isinstance(part, Stage):
        _check(part, items)
    with TemporaryDirectory() as folder:
        meter = open_meter(settings, Path(folder))
        shop = open_workshop(host, settings, meter)
        bench = Bench(
            shop,
            host.make_workers(shop),
            _NoStore(),
            items={item.index: item for item in items},
            hire=lambda role, name: host.make_worker_of(shop, role, name),
        )
        try:
            passed = set(run_to_end(_run(part, bench, meter)))
        finally:
            meter.journal.close()
            for sandbox in shop.sandboxes.values():
                sandbox.close()
    gone = Rejection("dropped", "the graph gave no reason")
    return [bench.items[item.index] if item.index in passed else bench.rejected.get(item.index, gone) for item in items]


async def _run(part: Stage | Graph, bench: Bench, meter: Meter) -> Sequence[int]:
    indices = sorted(bench.items)
    try:
        if isinstance(part, Stage):
            return await bench.run(part, indices)
        alive: list[int] = (await part.ainvoke({"alive": indices}, context=bench))["alive"]
        return alive
    finally:
        await meter.close()


def _stage(name: str) -> Stage:
    known = {stage.name: stage for stage in (*TASK_STAGES, *TRAJECTORY_STAGES)}
    if name not in known:
        raise UnknownNameError("stage", name, known)
    return known[name]


def _check(stage: Stage, items: Iterable[Item]) -> None:
    for item in items:
        for name in stage.reads:
            if getattr(item, name) is None:
                raise ConfigError(f"stage {stage.name!r} reads {name!r}, which item {item.index} does not have")
