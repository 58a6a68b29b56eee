"""Whether the checks turn down sound tasks: those of the domains' own samplers, none of which is defective.

    python benchmarks/sound.py [--domains airline retail telecom] [--tasks 1000] [--seed 101]

Each task is looked at twice: with the offline writer's scenario, and with one that leaves every fact for the engine to
add, as it does where a language model tells none. The seed is none that the checks were written against.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from candidates import open_bench
from measuring import Figure, report, share, timing

from eigengraph.checks import CHECKS, Draft
from eigengraph.graphs import Bench, Item, Rejection
from eigengraph.graphs.task_stages import find_blueprint, write_scenario
from eigengraph.records import Blueprint, Scenario
from eigengraph.roles.scenario_writer import completed

BLAND = Scenario("", "You want what is told below.", "You know what you are told.", "", "Stay polite.", "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--domains", nargs="+", default=["airline", "retail", "telecom"])
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=101)
    asked = parser.parse_args()
    figures = [figure for domain in asked.domains for figure in measure(domain, asked.tasks, asked.seed)]
    return report(f"sound tasks, {asked.tasks:,} a domain, seed {asked.seed}, generated tables", figures)


def measure(domain: str, count: int, seed: int) -> list[Figure]:
    """Return how many sound tasks are turned down, and what looking costs."""
    bench = open_bench(domain, seed, None)
    written, added, spent = 0, 0, 0.0
    for draft in drafts(bench, count):
        begun = time.process_time()
        written += turned_down(draft)
        spent += time.process_time() - begun
        added += turned_down(replace(draft, scenario=completed(BLAND, draft.blueprint)))
    return [
        share(f"{domain}: turned down, text by the offline writer", written, count, "0", not written),
        share(f"{domain}: turned down, facts added by the engine", added, count, "0", not added),
        timing(f"{domain}: CPU a task, gold solution executed", 1000 * spent / count, "ms"),
    ]


def drafts(bench: Bench, count: int) -> Iterator[Draft]:
    """Yield drafts of the first candidates that the sampler finds."""
    shop, made, index = bench.shop, 0, 0
    while made < count:
        item = asyncio.run(candidate(bench, Item(index)))
        index += 1
        if item is not None:
            made += 1
            blueprint, scenario = found(item)
            seed = shop.seed(item, "world")
            yield Draft(blueprint, scenario, shop.domain, shop.base, shop.learned, blueprint.initial, seed)


async def candidate(bench: Bench, item: Item) -> Item | None:
    """Return a candidate with its scenario; None where the sampler finds no blueprint."""
    try:
        return await write_scenario.work(await find_blueprint.work(item, bench), bench)
    except Rejection:
        return None


def found(item: Item) -> tuple[Blueprint, Scenario]:
    """Return what a candidate with a scenario has."""
    assert item.blueprint is not None
    assert item.scenario is not None
    return item.blueprint, item.scenario


def turned_down(draft: Draft) -> bool:
    """Return whether some check turns a task down, and say why."""
    why = next((said for check in CHECKS if (said := check.look(draft))), "")
    if why:
        print(f"{draft.domain.name}: {why}", file=sys.stderr)
    return bool(why)


if __name__ == "__main__":
    sys.exit(main())
