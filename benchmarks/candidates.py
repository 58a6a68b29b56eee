"""Candidates as a run makes them, one by one and without a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigengraph.config import Settings
from eigengraph.dialogue import Limits, rollout
from eigengraph.engine.workshop import open_workshop
from eigengraph.graphs import Bench, Item, Rejection, Result
from eigengraph.graphs.task_stages import find_blueprint, make_verifier, write_scenario
from eigengraph.host import Host
from eigengraph.records import Task, Trajectory
from eigengraph.world import World


class _Nowhere:
    """A store that keeps nothing."""

    def get(self, index: int, stage: str, attempt: int) -> Result | None:  # noqa: ARG002
        return None

    async def put(self, index: int, stage: str, attempt: int, result: Result) -> None:
        pass


def open_airline(seed: int, tables: Path | None, options: dict[str, Any] | None = None) -> Bench:
    """Open the airline with the offline model; see ``open_domain``."""
    return open_domain("airline", seed, tables, options)


def open_domain(name: str, seed: int, tables: Path | None = None, options: dict[str, Any] | None = None) -> Bench:
    """Open a domain with the offline model.

    Args:
        name: The domain.
        seed: The run's seed.
        tables: A database file; None for a generated one.
        options: Of the offline model.
    """
    host = Host()
    settings = Settings(domain=name, seed=seed, tables=tables, options={"offline": options or {}})
    shop = open_workshop(host, settings)
    return Bench(shop, host.make_workers(shop), _Nowhere())


async def make_task(bench: Bench, index: int) -> Task | None:
    """Return the task of a candidate, not yet certified; None where the sampler finds nothing."""
    item = Item(index)
    try:
        for stage in (find_blueprint, write_scenario, make_verifier):
            item = await stage.work(item, bench)
    except Rejection:
        return None
    return item.task


async def play(bench: Bench, index: int, task: Task, attempt: int = 0) -> Trajectory:
    """Let the offline model play a task; another attempt is another dialogue about it."""
    shop, item = bench.shop, Item(index, attempt)
    world = World(shop.domain, shop.base, task.initial, seed=task.seed)
    limits = Limits(shop.settings.max_turns, shop.settings.max_errors)
    agent, user = bench.workers["agent"](item, task), bench.workers["user"](item, task)
    return await rollout(world, agent, user, limits, task.id)
