"""What a world costs: opening, forking, searching, writing, and telling what changed.

    python benchmarks/world.py

A world is a base that all share plus what this one changed, so its costs must follow the rows a dialogue touches, not
the size of the database. Measured over tau2-bench's airline database where EIGENGRAPH_TAU2_DATA is set, else over a
generated one, in CPU time; bytes are what ``tracemalloc`` sees. The costs of copying and of hashing the whole database
stand beside them: a library that does either pays them in every dialogue.
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from eigengraph_airline.domain import AIRLINE
from measuring import Figure, print_columns, report, tau2_airline, timing

from eigengraph.records import ToolCall, canonical, digest
from eigengraph.world import Base, World, check_tables, read_tables, tool

SEARCH = {"origin": "JFK", "destination": "SEA", "date": "2024-05-20"}
TOUCHED = (1, 10, 100, 1000)


@tool(kind="write")
def touch(world: World, rows: int) -> str:
    """Change the first rows of the reservations."""
    for key in list(islice(world.reservations, rows)):
        world.reservations[key]["status"] = "touched"
    return "done"


DOMAIN = replace(AIRLINE, tools=[*AIRLINE.tools, touch])


def open_base() -> tuple[str, Base]:
    """Return the name of the database and the database, checked."""
    path = tau2_airline()
    name, raw = ("a generated one", AIRLINE.tables(0)) if path is None else ("tau2-bench's", read_tables(path))
    return name, Base(check_tables(AIRLINE.schema, raw, AIRLINE.check_tables), AIRLINE.sides())


def cost(function: Callable[[], object], runs: int, rounds: int = 5) -> float:
    """Return the CPU microseconds of one run, the median over some rounds."""
    taken = []
    for _ in range(rounds):
        begun = time.process_time_ns()
        for _ in range(runs):
            function()
        taken.append((time.process_time_ns() - begun) / runs / 1000)
    return statistics.median(taken)


def held(function: Callable[[], object], runs: int) -> float:
    """Return the bytes that one result keeps in memory."""
    function()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [function() for _ in range(runs)]
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return grown / len(kept)


def costs_of_a_world(base: Base) -> list[Figure]:
    """Measure what does not depend on what was touched."""
    world = World(DOMAIN, base)
    key = next(iter(world.reservations))
    with world.trace() as (_, written):
        found = world.run("search_onestop_flight", **SEARCH)
    size = len(canonical(base.tables))
    return [
        Figure("database, as JSON", f"{size / 1e6:.2f} MB"),
        timing("open a world", cost(lambda: World(DOMAIN, base), 2000), "us", 100),
        timing("a world holds", held(lambda: World(DOMAIN, base), 500), "bytes", 10_000),
        timing("fork it", cost(world.fork, 2000), "us", 100),
        timing("direct search", cost(lambda: world.run("search_direct_flight", **SEARCH), 100) / 1000, "ms", 5),
        timing("one-stop search", cost(lambda: world.run("search_onestop_flight", **SEARCH), 20) / 1000, "ms", 20),
        Figure("rows copied by it", f"{len(written)}", "0", not written and not found.error),
        timing("read call", cost(lambda: world.run("get_reservation_details", reservation_id=key), 500), "us", 100),
        timing("for comparison: copy the database", cost(world.materialise, 1, 3) / 1000, "ms"),
        timing("for comparison: hash the database", cost(lambda: digest(canonical(base.tables)), 1, 3) / 1000, "ms"),
    ]


def costs_by_rows(base: Base) -> list[tuple[str, ...]]:
    """Measure a write, its first delta, the next delta and the digest, by the number of rows touched."""
    lines = [("rows touched", "call that touches, us", "first delta, us", "delta again, us", "digest, us", "fork, us")]
    for rows in TOUCHED:
        call = ToolCall("touch", {"rows": rows})
        runs = max(2, 400 // rows)
        worlds = [World(DOMAIN, base) for _ in range(runs * 5)]
        world = worlds[0]
        turns, firsts = iter(worlds), iter(worlds)
        figures = (
            cost(lambda turns=turns, call=call: next(turns).call(call), runs),  # type: ignore[misc]
            cost(lambda firsts=firsts: next(firsts).delta(), runs),  # type: ignore[misc]
            cost(world.delta, runs),
            cost(world.digest, runs),
            cost(world.fork, runs),
        )
        changed = len(world.delta()["reservations"])
        lines.append((f"{changed:,}", *(f"{figure:,.1f}" for figure in figures)))
    return lines


def main() -> int:
    """Measure, print, and return the exit code: 1 if a search copied a row."""
    name, base = open_base()
    code = report(f"A world over {name} airline database", costs_of_a_world(base))
    print_columns("By rows touched", costs_by_rows(base))
    return code


if __name__ == "__main__":
    sys.exit(main())
