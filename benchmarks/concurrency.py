"""A thousand dialogues at once: their wall time over the ideal, and the memory that each takes while it lives.

    python benchmarks/concurrency.py [--dialogues 1000] [--turns 20] [--seed 7]

The stage ``rollout`` of the airline's graph plays them into a ledger, each of so many turns in a live world: with a
model in this process that answers after 50 ms, and over HTTP, with our client, journal, budget and throttle in between,
against a server in another process that answers after 1 s. The ideal is measured in the same run: as many tasks that do
nothing but wait as often and as long. What a dialogue takes is the growth of this process's memory at its peak, with
connections and everything else, over the number of dialogues.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from candidates import make_task, open_bench
from measuring import Figure, report, timing
from model_client import serving

import eigengraph as eg
from eigengraph.engine.collecting import collecting_seldom
from eigengraph.engine.ledger import Ledger
from eigengraph.engine.store import LedgerStore
from eigengraph.graphs import Bench, Item
from eigengraph.graphs.trajectory_stages import roll_out
from eigengraph.models import Meter, Model, Reply, Request, open_meter
from eigengraph.records import Message, Task

NEAR, FAR = 0.05, 1.0
"""Seconds that a model in process, and one behind a server, take to answer."""

TASKS = 25
Variant = Callable[[Bench, list[Task], int, Path], "Cost"]
PAGE = os.sysconf("SC_PAGE_SIZE")
WATCH = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What so many dialogues cost.

    Attributes:
        wall: Seconds.
        ideal: Seconds that waiting alone takes.
        cpu: Seconds of this process's CPU.
        kilobytes: A dialogue's share of the growth of memory.
        turns: Turns of all of them.
    """

    wall: float
    ideal: float
    cpu: float
    kilobytes: float
    turns: int


class Near:
    """A model in this process that takes its time."""

    async def complete(self, request: Request) -> Reply:
        """Say something, after a while."""
        await asyncio.sleep(NEAR)
        return Reply(Message("assistant", f"That is noted, number {request.context.seed}. What else is there?"))


def bench_of(bench: Bench, model: Model, ledger: Ledger, dialogues: int, turns: int) -> Bench:
    """Return a bench whose every role a model plays, and which writes into a ledger."""
    settings = bench.shop.settings.model_copy(update={"concurrency": dialogues, "max_turns": turns})
    shop = replace(bench.shop, settings=settings, model=model, user_model=model)
    return Bench(shop, eg.Host().make_workers(shop), LedgerStore(ledger))


async def play(bench: Bench, tasks: list[Task], latency: float, turns: int) -> Cost:
    """Play a dialogue about each task, all at once."""
    begun = time.perf_counter()
    await asyncio.gather(*[wait(latency, turns) for _ in tasks])
    ideal = time.perf_counter() - begun
    bench.items = {index: Item(index, task=task) for index, task in enumerate(tasks)}
    before, peak, over = resident(), [0.0], asyncio.Event()
    watcher = asyncio.create_task(watch(peak, over))
    begun, cpu = time.perf_counter(), time.process_time()
    with collecting_seldom():
        passed = await bench.run(roll_out, range(len(tasks)))
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    over.set()
    await watcher
    played = [bench.items[index].trajectory for index in passed]
    turned = sum(trajectory.turns for trajectory in played if trajectory is not None)
    return Cost(wall, ideal, cpu, (peak[0] - before) / len(tasks) / 1000, turned)


async def wait(latency: float, times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(latency)


async def watch(peak: list[float], over: asyncio.Event) -> None:
    """Keep the most memory seen."""
    while not over.is_set():
        peak[0] = max(peak[0], resident())
        await asyncio.sleep(WATCH)


def resident() -> float:
    """Return the bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


async def tasks_of(bench: Bench, count: int) -> list[Task]:
    made: list[Task] = []
    index = 0
    while len(made) < min(count, TASKS):
        task = await make_task(bench, index)
        made += [] if task is None else [task]
        index += 1
    return [made[number % len(made)] for number in range(count)]


def measure(play_all: Variant, dialogues: int, turns: int, seed: int) -> Cost:
    """Play in one way; in a process of its own."""
    bench = open_bench("airline", seed, None)
    tasks = asyncio.run(tasks_of(bench, dialogues))
    with tempfile.TemporaryDirectory() as folder:
        return play_all(bench, tasks, turns, Path(folder))


def near(bench: Bench, tasks: list[Task], turns: int, folder: Path) -> Cost:
    """Play with the model in process."""
    with Ledger.open(folder / "near.sqlite") as ledger:
        played = bench_of(bench, Near(), ledger, len(tasks), turns)
        return asyncio.run(play(played, tasks, NEAR, turns))


def far(bench: Bench, tasks: list[Task], turns: int, folder: Path) -> Cost:
    """Play over HTTP, metered as in a run."""
    with ExitStack() as stack:
        spec = f"openai:m@{stack.enter_context(serving(FAR))}"
        settings = eg.Settings(domain="airline", model=spec, concurrency=len(tasks), budget_tokens=10**12)
        meter = open_meter(settings, folder)
        stack.callback(meter.journal.close)
        ledger = stack.enter_context(Ledger.open(folder / "far.sqlite"))
        model = meter.around(eg.Host().model(spec, {}), spec)
        played = bench_of(bench, model, ledger, len(tasks), turns)
        return asyncio.run(closing(meter, lambda: play(played, tasks, FAR, turns)))


async def closing(meter: Meter, work: Callable[[], Awaitable[Cost]]) -> Cost:
    try:
        return await work()
    finally:
        await meter.close()


def figures(name: str, cost: Cost, most: float, dialogues: int, turns: int) -> list[Figure]:
    ratio, asked = cost.wall / cost.ideal, dialogues * turns
    return [
        Figure(f"{name}: turns", f"{cost.turns:,}", f"{asked:,}", cost.turns == asked),
        Figure(
            f"{name}: wall over the ideal",
            f"{ratio:.2f}x ({cost.wall:.2f} s / {cost.ideal:.2f} s)",
            f"<= {most}x",
            ratio <= most,
            strict=False,
        ),
        timing(f"{name}: CPU a turn", cost.cpu / asked * 1e3, "ms"),
        timing(f"{name}: memory a dialogue", cost.kilobytes, "KB", 100),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dialogues", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    # Each in a process of its own: memory that one leaves behind, the other could use again.
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        in_process, over_http = pool.map(
            measure, [near, far], [asked.dialogues] * 2, [asked.turns] * 2, [asked.seed] * 2
        )
    found = [
        *figures("in process", in_process, 1.3, asked.dialogues, asked.turns),
        *figures("over HTTP", over_http, 1.1, asked.dialogues, asked.turns),
    ]
    return report(f"{asked.dialogues:,} airline dialogues x {asked.turns} turns at once", found)


if __name__ == "__main__":
    sys.exit(main())
