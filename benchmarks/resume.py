"""Whether a run survives kill -9: killed at random moments and resumed each time, its dataset must come out the same.

    python benchmarks/resume.py [--domain airline] [--tasks 500] [--kills 20] [--seed 7]

An uninterrupted run is the yardstick. The other one is killed once while it starts, once when the dataset is being
written, and otherwise when it has come as far as drawn moments of the first one; after each kill the same settings are
run again. Its data/*.parquet must have the same bytes and its ledger the same counts. Work done twice is counted by the
calls of workers: blueprint, scenario, verifier, certificate, feasibility, casting, attribution.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from measuring import Figure, ask_domain, database_name, report, share, tau2_tables, timing

from eigengraph.api import synthesize
from eigengraph.config import Settings
from eigengraph.hookspecs import hookimpl
from eigengraph.host import Host

POLL = 0.002
START, WORKING, WRITING = 2.0, 0.1, 0.02
"""Seconds that a kill comes at most after the start, a moment of the work, or the first byte of the dataset."""


class CountedWork:
    """A plugin that adds a byte to a file whenever a worker is called, which no kill can take back."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    @hookimpl(wrapper=True)
    def make_worker(self) -> Generator[None, Callable[..., Any], Callable[..., Any]]:
        """Count the calls of every worker."""
        worker = yield

        def counted(*arguments: Any) -> Any:
            os.write(self._file, b".")
            return worker(*arguments)

        return counted


@dataclass(frozen=True, slots=True)
class Work:
    """What both runs do."""

    domain: str
    tasks: int
    seed: int

    def options(self) -> tuple[str, ...]:
        """Return it as options of this script."""
        return ("--domain", self.domain, "--tasks", str(self.tasks), "--seed", str(self.seed))

    def settings(self, folder: Path) -> Settings:
        """Return it as settings of a run."""
        return Settings(
            domain=self.domain, tasks=self.tasks, seed=self.seed, out=folder, tables=tau2_tables(self.domain)
        )


class Sitting:
    """One process that works on a run, from its start to its end or to a kill."""

    def __init__(self, work: Work, folder: Path) -> None:
        self.folder = folder
        self._process = subprocess.Popen([sys.executable, __file__, "--sitting", str(folder), *work.options()])

    def wait(self) -> None:
        """Let it come to its end.

        Raises:
            SystemExit: It failed.
        """
        if self._process.wait():
            raise SystemExit(f"the run in {str(self.folder)!r} failed; see above")

    def kill_when(self, moment: Callable[[], bool], delay: float) -> bool:
        """Kill it so long after a moment; return whether it was still at work then."""
        while self._process.poll() is None and not moment():
            time.sleep(POLL)
        time.sleep(delay)
        self._process.kill()
        return self._process.wait() < 0


def tally(folder: Path) -> Path:
    return folder.with_suffix(".calls")


def calls(folder: Path) -> int:
    """Return how many calls of workers a run has cost so far."""
    return tally(folder).stat().st_size if tally(folder).exists() else 0


def sit(work: Work, folder: Path) -> None:
    """Work on a run in this process, from its beginning or from where it was left."""
    synthesize(Host(plugins=[CountedWork(tally(folder))]), work.settings(folder))


def moments(folder: Path, kills: int, whole: int, random: Random) -> list[Callable[[], bool]]:
    """Return when to kill: at the start, as far into the work as drawn, and when the dataset is being written."""
    drawn = sorted(random.randrange(1, whole) for _ in range(max(0, kills - 2)))
    working = [lambda calls_made=made: calls(folder) >= calls_made for made in drawn]
    return [lambda: True, *working, lambda: any((folder / "data").glob("*"))][:kills]


def dataset(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "data").glob("*.parquet"))}


def counts(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text())["counts"]


def measure(work: Work, kills: int, folder: Path) -> list[Figure]:
    """Make both runs in a folder and return the figures."""
    whole, broken = folder / "whole", folder / "broken"
    begun = time.perf_counter()
    Sitting(work, whole).wait()
    uninterrupted = time.perf_counter() - begun
    random = Random(work.seed)
    killed = 0
    begun = time.perf_counter()
    for number, moment in enumerate(moments(broken, kills, calls(whole), random)):
        delay = random.random() * (START if number == 0 else WRITING if number == kills - 1 else WORKING)
        killed += Sitting(work, broken).kill_when(moment, delay)
    Sitting(work, broken).wait()
    interrupted = time.perf_counter() - begun
    same, known = dataset(broken) == dataset(whole), counts(broken) == counts(whole)
    again = calls(broken) - calls(whole)
    size = sum(map(len, dataset(whole).values()))
    return [
        Figure("kills that hit a run at work", str(killed), str(kills), killed == kills),
        Figure("data/*.parquet", f"{'the same' if same else 'OTHER'} bytes ({size:,})", "the same", same),
        Figure("ledger", f"{'the same' if known else 'OTHER'} counts", "the same", known),
        share("calls of workers made again", again, calls(whole)),
        Figure("  a kill", f"{again / max(1, killed):.1f}"),
        timing("wall, uninterrupted", uninterrupted, "s"),
        timing("wall, with all kills and starts", interrupted, "s"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_domain(parser)
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sitting", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    work = Work(asked.domain, asked.tasks, asked.seed)
    if asked.sitting:
        sit(work, asked.sitting)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(work, asked.kills, Path(folder))
    where = database_name(tau2_tables(work.domain))
    return report(f"kill -9 of synthesize {work.domain} --tasks {work.tasks} --seed {work.seed}, on {where}", figures)


if __name__ == "__main__":
    sys.exit(main())
