"""How trustworthy verifiers are: certificates over generated tasks.

    python benchmarks/certificates.py [--domain airline] [--tasks 1000] [--seed 7]

Every candidate counts, also one that a run would turn down for want of a certificate. Right solutions must pass, wrong
ones that lead elsewhere must fail, and the rules must agree with the blueprint. Shares come with their Wilson interval.

"Refused" are those of the killed whose wrong call the tools refused; "not applicable" are mutants that reach exactly
what an acceptable outcome reaches; "tasks without" have no variant of a kind.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from candidates import make_task, open_bench
from measuring import (
    Figure,
    ask_domain,
    database_name,
    print_columns,
    report,
    share,
    tau2_tables,
    timing,
    wilson,
)

from eigengraph.graphs import Bench, Item
from eigengraph.records import Certificate, Tally


async def certificates(bench: Bench, count: int) -> tuple[list[tuple[str, Certificate]], int, float]:
    """Return certificates with their tasks' ids, how many candidates had no task, and CPU seconds of certifying."""
    issued: list[tuple[str, Certificate]] = []
    missing, index, seconds = 0, 0, 0.0
    while len(issued) < count:
        task = await make_task(bench, index)
        if task is None:
            missing += 1
        else:
            begun = time.process_time()
            issued.append((task.id, await bench.workers["certifier"](Item(index), task)))
            seconds += time.process_time() - begun
        index += 1
    return issued, missing, seconds


def summed(tallies: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Add tallies up by kind."""
    total: dict[str, Tally] = {}
    for by_kind in tallies:
        for kind, more in by_kind.items():
            total[kind] = total.get(kind, Tally()) + more
    return total


def table(tallies: Mapping[str, Tally], untested: Counter[str], word: str) -> None:
    rows: list[Sequence[str]] = [("kind", "tried", word, "95 % interval", "refused", "not applicable", "tasks without")]
    for kind, tally in tallies.items():
        low, high = wilson(tally.good, tally.tried)
        met = tally.tried + tally.not_applicable
        aside = f"{tally.not_applicable / met:.2%}" if met else "-"
        interval, refused = f"[{low:.2%}, {high:.2%}]", f"{tally.refused:,}"
        rows.append((kind, f"{tally.tried:,}", f"{tally.good:,}", interval, refused, aside, f"{untested[kind]:,}"))
    print_columns(f"by kind ({word})", rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_domain(parser)
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    tables = tau2_tables(asked.domain)
    bench = open_bench(asked.domain, asked.seed, tables)
    made, missing, seconds = asyncio.run(certificates(bench, asked.tasks))
    mutants = summed(certificate.mutants for _, certificate in made)
    must_pass = summed(certificate.must_pass for _, certificate in made)
    rules = summed(certificate.rules for _, certificate in made)
    untested = Counter(kind for _, certificate in made for kind in certificate.untested)
    table(mutants, untested, "killed")
    table(must_pass, untested, "passed")
    for name, certificate in made:
        for reason in certificate.reasons:
            print(f"  {name}: {reason}")
    killed, tried = sum(tally.good for tally in mutants.values()), sum(tally.tried for tally in mutants.values())
    passed, right = sum(tally.good for tally in must_pass.values()), sum(tally.tried for tally in must_pass.values())
    refused = sum(tally.refused for tally in mutants.values())
    aside = sum(tally.not_applicable for tally in mutants.values())
    issued = sum(certificate.issued for _, certificate in made)
    idle = sum(not certificate.mutants["do_nothing"].good for _, certificate in made)
    contradictions = sum(len(tally.bad) for tally in rules.values())
    figures = [
        share("certificates issued", issued, len(made)),
        share("right solutions that pass", passed, right, "100 %", passed == right),
        share("applicable mutants killed", killed, tried, "100 %", killed == tried),
        share("killed mutants whose wrong call was refused", refused, killed),
        share("mutants not applicable", aside, tried + aside),
        Figure("tasks in which doing nothing passes", f"{idle:,} of {len(made):,}", "0", not idle),
        Figure("rule contradictions", str(contradictions), "0", contradictions == 0),
        Figure("rulings compared", f"{sum(tally.tried for tally in rules.values()):,}"),
        Figure("candidates without a blueprint", str(missing)),
        timing("CPU a certificate", seconds / len(made) * 1000, "ms"),
    ]
    title = f"certificates of {len(made):,} {asked.domain} tasks, seed {asked.seed}, on {database_name(tables)}"
    return report(title, figures)


if __name__ == "__main__":
    sys.exit(main())
