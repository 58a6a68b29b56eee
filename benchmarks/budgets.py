"""Whether a budget holds: how far beyond it a run spends, and that a higher one goes on as if there had been none.

    python benchmarks/budgets.py [--domain airline] [--tasks 30] [--stops 4] [--faults 0.2] [--seed 7]

The hostile server plays every role over HTTP. One run has no budget. Another is stopped by budgets of tokens at even
shares of what the first one spent, and goes on each time with the next. Demanded: no budget is passed by more than
what was in flight, no journaled reply is asked for again, nothing that was interrupted is recorded as a failure, and
both make the same data/*.parquet.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from hostile import TIMEOUT, dataset, free_port, journaled, lines, serving
from measuring import Figure, report

import eigengraph as eg
from eigengraph.engine.ledger import Ledger
from eigengraph.errors import BudgetExceeded


def sit(asked: argparse.Namespace, folder: Path, port: int, budget: int | None) -> bool:
    """Work on a run until it ends or its budget does; return whether it is finished."""
    settings = eg.Settings(
        domain=asked.domain,
        tasks=asked.tasks,
        seed=asked.seed,
        model=f"openai:stub@http://127.0.0.1:{port}/v1",
        request_timeout=TIMEOUT,
        budget_tokens=budget,
        out=folder,
    )
    try:
        eg.synthesize(eg.Host(), settings)
    except BudgetExceeded:
        return False
    return True


def replies(folder: Path) -> list[int]:
    """Return the tokens of each journaled reply."""
    text = "".join(path.read_text() for path in sorted((folder / "journal").glob("*.jsonl")))
    read = [json.loads(line)["reply"] for line in text.splitlines()]
    return [reply["prompt_tokens"] + reply["completion_tokens"] for reply in read]


def failed_by_budget(folder: Path) -> int:
    ledger = Ledger.open(folder / "ledger.sqlite", write=False)
    return sum("budget" in f"{entry.reason} {entry.payload!r}" for entry in ledger.entries())


def measure(asked: argparse.Namespace, folder: Path) -> list[Figure]:
    """Make both runs and return the figures."""
    whole, stopped, port = folder / "whole", folder / "stopped", free_port()
    with serving(whole, port, asked.faults, asked.seed):
        sit(asked, whole, port, None)
    spent = sum(replies(whole))
    in_flight = max(replies(whole)) * eg.Settings(domain=asked.domain).concurrency
    limits = [spent * number // (asked.stops + 1) for number in range(1, asked.stops + 1)]
    beyond: list[int] = []
    again = 0
    with serving(stopped, port, asked.faults, asked.seed) as log:
        for limit in limits:
            known, seen = journaled(stopped) if beyond else set(), len(lines(log))
            if sit(asked, stopped, port, limit):
                raise SystemExit(f"the budget of {limit:,} tokens stopped nothing")
            beyond.append(sum(replies(stopped)) - limit)
            again += sum(line.request in known for line in lines(log)[seen:])
        known, seen = journaled(stopped), len(lines(log))
        sit(asked, stopped, port, None)
        again += sum(line.request in known for line in lines(log)[seen:])
    same, failures = dataset(stopped) == dataset(whole), failed_by_budget(stopped)
    return [
        Figure("spent without a budget", f"{spent:,} tokens"),
        Figure(
            f"beyond each of {len(limits)} budgets",
            f"at most {max(beyond):,} tokens ({max(beyond) / in_flight:.0%} of what could be in flight)",
            f"<= {in_flight:,}",
            max(beyond) <= in_flight,
        ),
        Figure("journaled replies asked for again", str(again), "0", not again),
        Figure("steps recorded as failed by a budget", str(failures), "0", not failures),
        Figure("data/*.parquet, gone on with", f"{'the same' if same else 'OTHER'} bytes", "the same", same),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--domain", default="airline")
    parser.add_argument("--tasks", type=int, default=30)
    parser.add_argument("--stops", type=int, default=4)
    parser.add_argument("--faults", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(asked, Path(folder))
    return report(
        f"budgets of {asked.domain} --tasks {asked.tasks}, {asked.faults:.0%} of requests with a fault", figures
    )


if __name__ == "__main__":
    sys.exit(main())
