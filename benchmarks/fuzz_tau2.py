"""Random calls, right and wrong, in our worlds and in tau2-bench: every answer and every final database compared.

    EIGENGRAPH_TAU2_DATA=DATA python benchmarks/fuzz_tau2.py --tau2-python PYTHON [--domain retail] [--calls 20000]

PYTHON is an interpreter that can import ``tau2``. A dialogue has 50 calls of both sides: known solutions in their order
and with changes, calls with values from rows that belong together, and calls that are wrong on purpose. Most begin as
one of tau2-bench's tasks does (telecom's break the phone first), a fifth of telecom's run in solo mode. Ends with 1 if
there is a difference without a known reason.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from eigengraph_tau2.beginning import initial_state
from eigengraph_tau2.data import DomainFolder, open_data
from eigengraph_tau2.differential import Divergence, Program, compare, to_json
from eigengraph_tau2.environment import Tau2Environment
from eigengraph_tau2.random_calls import Caller
from eigengraph_tau2.replay import Ground, gold_calls
from measuring import Figure, report
from tau2_scripts import DOMAINS

from eigengraph.records import InitialState

CALLS = 50


@dataclass
class Tally:
    """What was found in one domain."""

    calls: int = 0
    refused: int = 0
    tools: Counter[tuple[str, str]] = field(default_factory=Counter)
    worked: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: list[tuple[Program, Divergence]] = field(default_factory=list)


def programs(ground: Ground, folder: DomainFolder, calls: int, random: Random) -> Iterator[Program]:
    """Yield random dialogues with this many calls in all; each is about one of tau2-bench's tasks, or about none."""
    tasks = folder.tasks()
    while calls > 0:
        task = random.choice(tasks)
        initial, solution = InitialState(), ()
        if random.random() < 0.8:
            initial, solution = initial_state(ground.domain, ground.base, task.beginning), gold_calls(task)
        caller = Caller(ground.domain, ground.base, solution, random)
        solo = bool(ground.domain.by_side["user"]) and random.random() < 0.2
        drawn = tuple(caller.draw(random) for _ in range(min(CALLS, calls)))
        calls -= len(drawn)
        yield Program(drawn, initial, solo, seed=random.getrandbits(32))


def fuzz(name: str, python: str, calls: int, seed: int) -> Tally:
    folder = open_data(None, name)
    ground = folder.ground(DOMAINS[name])
    tally = Tally()
    with Tau2Environment(name, python=python) as reference:
        for program in programs(ground, folder, calls, Random(f"{name} {seed}")):
            compared = compare(program, ground, reference)
            tally.calls += len(program.calls)
            for call, told in zip(program.calls, compared.answers, strict=True):
                tally.tools[call.side, call.name] += 1
                tally.refused += told.error
                tally.worked[call.side, call.name] += not told.error
            tally.found += [(program, difference) for difference in compared.differences]
    return tally


def figures(name: str, tally: Tally) -> list[Figure]:
    """Return a domain's lines of the table."""
    tools = [(tool.side, tool.name) for tool in DOMAINS[name].tools]
    unexplained = [difference for _, difference in tally.found if not difference.reason]
    reached = sum(tally.worked[tool] > 0 for tool in tools)
    rarest = min(tools, key=lambda tool: tally.worked[tool])
    return [
        Figure(f"{name}: calls", f"{tally.calls:,}, of which {tally.refused / tally.calls:.0%} refused"),
        Figure(
            "  tools that answered without an error",
            f"{reached} of {len(tools)}",
            "all",
            reached == len(tools),
            strict=False,
        ),
        Figure("  the rarest", f"{rarest[1]}, {tally.worked[rarest]} times"),
        Figure("  differences", f"{len(tally.found):,}"),
        Figure("  unexplained", f"{len(unexplained)}", "0", not unexplained),
    ]


def tell(name: str, tally: Tally, most: int = 10) -> None:
    """Print the reasons of explained differences, and the first differences without one."""
    for reason, count in Counter(difference.reason for _, difference in tally.found if difference.reason).items():
        print(f"{name}: explained, {count:,} times: {reason}")
    unexplained = [difference for _, difference in tally.found if not difference.reason]
    for difference in unexplained[:most]:
        print(f"{name}: {difference.where}: {dict(difference.call.arguments) if difference.call else ''}")
        print(f"    ours        {difference.ours!r:.400}\n    tau2-bench  {difference.theirs!r:.400}")


def keep(path: Path, tallies: dict[str, Tally]) -> None:
    """Write every program with an unexplained difference, once, as JSON."""
    kept = {
        id(program): {"domain": name, **to_json(program)}
        for name, tally in tallies.items()
        for program, difference in tally.found
        if not difference.reason
    }
    path.write_text(json.dumps(list(kept.values()), indent=1) + "\n", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tau2-python", default="", help="an interpreter that can import tau2")
    parser.add_argument("--domain", choices=DOMAINS, action="append", help="may be repeated [default: all]")
    parser.add_argument("--calls", type=int, default=20_000, help="a domain")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a file for the programs that show an unexplained difference")
    asked = parser.parse_args()
    tallies = {}
    for name in asked.domain or DOMAINS:
        tallies[name] = fuzz(name, asked.tau2_python, asked.calls, asked.seed)
        tell(name, tallies[name])
    if asked.keep:
        keep(asked.keep, tallies)
    lines = [line for name, tally in tallies.items() for line in figures(name, tally)]
    return report(f"Random calls in our worlds and in tau2-bench, seed {asked.seed}", lines)


if __name__ == "__main__":
    sys.exit(main())
