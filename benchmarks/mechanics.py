"""What each mechanism of the engine does against a weak writer: a test of mechanics, without a language model.

    python benchmarks/mechanics.py [--domain retail] [--seeds 5] [--first-seed 1]
        [--streams 8] [--rounds 6] [--pilot 8] [--tasks 48]

The weak writer makes seven kinds of defects, each in a tenth of what it writes. Which of two dozen sentences prevents
which, and which bring more, is drawn for each seed; the reflector is given the sentences and has to find out by trying.
Arms differ in one mechanism each, with one figure for it:

- validation (checks, certificates, feasibility): accepted tasks without a labelled defect;
- evolution: certified data for 1,000 calls of the writer in scale-up; and for 1,000 calls in all, each message of a
  dialogue counted as one. In all arms, tasks and dialogues are tried once;
- streams: different requests among the accepted tasks (diversity) and kinds of them (coverage), from equally many
  candidates, which are to make 24 tasks; against a writer that repeats itself nine times out of ten, and without
  evolution, which would cure it. Clauses of the policy are shown and nothing is demanded of them: one stream exercises
  nearly all that a domain has;
- pilot rounds against a reflector that does harm: a crude one, whose every version leaks its solution and so yields
  nothing, and a subtle one, whose every version doubles the rate of one more defect.

Figures are means over seeds with 95 % intervals (bootstrap over seeds; Wilson for shares). The command ends with 1
where intervals with and without a mechanism overlap, a version of the crudely harmful reflector is put in force, or the
yield under either falls below that of the first versions by more than its interval.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import fmean

from arms import FULL, HARMED, ONE_STREAM, STREAMS, UNEVOLVED, UNVALIDATED, WORSENED, Arm, Outcome, run_arm
from measuring import Figure, ask_domain, report, wilson

_DRAWS = 4000
Interval = tuple[float, float]


def bootstrap(values: Sequence[float]) -> Interval:
    """Return the 95 % interval of a mean, drawn from the values with replacement."""
    random = Random(0)
    means = sorted(fmean(random.choices(values, k=len(values))) for _ in range(_DRAWS))
    return means[int(0.025 * _DRAWS)], means[int(0.975 * _DRAWS)]


def compared(
    what: str, on: Sequence[Outcome], off: Sequence[Outcome], measure: Callable[[Outcome], float]
) -> list[Figure]:
    """Return what a mechanism does for a figure: with it, and without it."""
    values = [[measure(outcome) for outcome in outcomes] for outcomes in (on, off)]
    return _pair(what, [(fmean(each), bootstrap(each)) for each in values], "{:.1f}")


def shares(what: str, on: Sequence[Outcome], off: Sequence[Outcome]) -> list[Figure]:
    """Return the label-correct share of accepted tasks, with a mechanism and without it."""
    sums = [(sum(one.sound for one in each), sum(one.accepted for one in each)) for each in (on, off)]
    return _pair(what, [(good / of, wilson(good, of)) for good, of in sums], "{:.1%}")


def _pair(what: str, sides: Sequence[tuple[float, Interval]], form: str) -> list[Figure]:
    shown = [f"{form.format(mean)} [{', '.join(map(form.format, interval))}]" for mean, interval in sides]
    apart = sides[0][1][0] > sides[1][1][1]
    return [Figure(f"{what}: on", shown[0], "intervals apart", apart), Figure(f"{what}: off", shown[1])]


def untargeted(figures: Sequence[Figure]) -> list[Figure]:
    """Return figures as they are, with nothing demanded of them."""
    return [replace(figure, target="", met=True) for figure in figures]


def harm(what: str, harmed: Sequence[Outcome], unharmed: Sequence[Outcome], target: str = "") -> list[Figure]:
    """Return what became of the versions of a reflector that does harm, and of the yield.

    Args:
        what: Which harm.
        harmed: Its runs.
        unharmed: Runs in which the first versions stay in force. Scale-up is held against scale-up: repeats become
            more frequent there, under any plans.
        target: For the versions put in force.
    """
    bad = [(run, version) for run, outcome in enumerate(harmed) for version in outcome.versions if version["parent"]]
    taken = [(run, version) for run, version in bad if any(said.startswith("accepted") for said in version["ruled"])]
    streams = len({(run, version["stream"]) for run, version in taken})
    start, now = ((sum(one.accepted for one in each), sum(one.tried for one in each)) for each in (unharmed, harmed))
    (low, high), ends = wilson(*start), wilson(*now)
    share = now[0] / now[1]
    return [
        Figure(
            f"{what} harm, versions put in force",
            f"{len(taken)} of {len(bad)}, in {streams} streams",
            target,
            not target or not taken,
        ),
        Figure(f"{what} harm, yield of first versions", f"{start[0]} of {start[1]} [{low:.1%}, {high:.1%}]"),
        Figure(
            f"{what} harm, yield",
            f"{now[0]} of {now[1]} = {share:.1%} [{ends[0]:.1%}, {ends[1]:.1%}]",
            f">= {low:.1%}",
            share >= low,
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_domain(parser)
    parser.set_defaults(domain="retail")
    for name, size in (("seeds", 5), ("streams", 8), ("rounds", 6), ("pilot", 8), ("tasks", 48)):
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--first-seed", type=int, default=1)
    asked = parser.parse_args()
    sizes = {name: getattr(asked, name) for name in ("streams", "rounds", "pilot", "tasks")}
    begun = time.process_time()

    def outcomes(arm: Arm) -> list[Outcome]:
        found = []
        for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
            with tempfile.TemporaryDirectory() as folder:
                found.append(run_arm(arm, asked.domain, seed, sizes, Path(folder) / "run"))
            print(f"{arm.name}, seed {seed}: {found[-1].accepted} of {found[-1].tried}", file=sys.stderr, flush=True)
        return found

    full, unevolved = outcomes(FULL), outcomes(UNEVOLVED)
    repeated, alone = outcomes(STREAMS), outcomes(ONE_STREAM)
    figures = [
        *shares("validation, sound among accepted", full, outcomes(UNVALIDATED)),
        *compared("evolution, certified a 1,000 calls of the writer", full, unevolved, certified_by_writer),
        *compared("evolution, certified a 1,000 calls in all", full, unevolved, certified_by_call),
        *compared("streams, different sets of requests", repeated, alone, lambda one: len(set(one.requests))),
        *compared("streams, kinds of requests", repeated, alone, kinds_of_requests),
        *untargeted(compared("streams, clauses", repeated, alone, lambda one: len(set(one.clauses)))),
        *harm("crude", outcomes(HARMED), unevolved, "0"),
        *harm("subtle", outcomes(WORSENED), unevolved),
    ]
    title = ", ".join(f"{count} {name}" for name, count in {"seeds": asked.seeds, **sizes}.items())
    spent = f"{time.process_time() - begun:.0f} s of CPU"
    return report(
        f"mechanics against the weak writer, {asked.domain}, from seed {asked.first_seed}, {title}, {spent}", figures
    )


def kinds_of_requests(one: Outcome) -> int:
    """Return how many different intents the accepted tasks cover."""
    return len({intent for request in one.requests for intent in request})


def certified_by_writer(one: Outcome) -> float:
    """Return certified data for 1,000 calls of the writer."""
    return 1000 * one.accepted / one.written


def certified_by_call(one: Outcome) -> float:
    """Return certified data for 1,000 calls of any model."""
    return 1000 * one.accepted / one.calls


if __name__ == "__main__":
    sys.exit(main())
