"""What every measurement needs: figures with their targets, one table, intervals, and child processes.

Times are CPU times wherever that is what counts, since wall times tell more about the machine's other tenants.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TAU2_VARIABLE = "EIGENGRAPH_TAU2_DATA"
TAU2_TABLES: Mapping[str, str] = {"airline": "airline/db.json", "retail": "retail/db.json", "telecom": "telecom"}
"""Where each domain's tables lie in tau2-bench's data; telecom has a file for each side."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table.

    Attributes:
        what: What was measured.
        value: What came out.
        target: What should come out; empty where nothing is demanded.
        met: Whether it did.
        strict: Whether a miss makes the script fail; timings never do.
    """

    what: str
    value: str
    target: str = ""
    met: bool = True
    strict: bool = True


def timing(what: str, value: float, unit: str, at_most: float | None = None) -> Figure:
    """Return a figure that is the better the smaller it is, and that never fails a script."""
    target = "" if at_most is None else f"<= {at_most:g} {unit}".strip()
    return Figure(what, f"{value:,.2f} {unit}".strip(), target, at_most is None or value <= at_most, strict=False)


def share(what: str, good: int, tried: int, target: str = "", met: bool = True) -> Figure:
    """Return a share as a figure, with its Wilson interval."""
    low, high = wilson(good, tried)
    rate = f"{good / tried:.2%}" if tried else "none tried"
    return Figure(what, f"{good:,} of {tried:,} = {rate} [{low:.2%}, {high:.2%}]", target, met)


def report(title: str, figures: Sequence[Figure]) -> int:
    """Print figures as a table and return the exit code: 1 if a target was missed that is not a timing."""
    rows = [("figure", "measured", "target", "")]
    rows += [(figure.what, figure.value, figure.target, _mark(figure)) for figure in figures]
    print_columns(title, rows)
    return int(any(figure.strict and not figure.met for figure in figures))


def print_columns(title: str, rows: Sequence[Sequence[str]]) -> None:
    """Print rows as aligned columns; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    print(f"\n{title}")
    for number, row in enumerate(rows):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))


def _mark(figure: Figure) -> str:
    if not figure.target:
        return ""
    return "ok" if figure.met else "MISSED"


def wilson(good: int, tried: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson interval of a share, at 95 % for the default ``z``; (0, 1) where nothing was tried."""
    if not tried:
        return 0.0, 1.0
    rate = good / tried
    middle = (rate + z * z / (2 * tried)) / (1 + z * z / tried)
    half = z * math.sqrt(rate * (1 - rate) / tried + z * z / (4 * tried * tried)) / (1 + z * z / tried)
    return max(0.0, middle - half), min(1.0, middle + half)


def ask_domain(parser: argparse.ArgumentParser) -> None:
    """Let a script's caller choose the domain."""
    parser.add_argument("--domain", choices=sorted(TAU2_TABLES), default="airline")


def tau2_tables(domain: str) -> Path | None:
    """Return where tau2-bench's tables of a domain lie, or None where ``EIGENGRAPH_TAU2_DATA`` is not set.

    Raises:
        SystemExit: The variable names a folder without them.
    """
    given = os.environ.get(TAU2_VARIABLE, "")
    if not given:
        return None
    path = Path(given).resolve() / TAU2_TABLES[domain]
    if not path.exists():
        raise SystemExit(f"{TAU2_VARIABLE} is {given!r}, which holds no {TAU2_TABLES[domain]}; unset it or mend it")
    return path


def tau2_airline() -> Path | None:
    """Return tau2-bench's airline database; see ``tau2_tables``."""
    return tau2_tables("airline")


def database_name(tables: Path | None) -> str:
    """Name the database that a script worked on."""
    return "a generated database" if tables is None else "tau2-bench's database"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child process fared.

    Attributes:
        code: Its exit code.
        wall: Seconds from start to end.
        cpu: Seconds of CPU, of user and system together.
        peak: Most memory it held at once, in MB.
        output: Its stdout.
        errors: Its stderr.
    """

    code: int
    wall: float
    cpu: float
    peak: float
    output: str
    errors: str


def run_child(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Ended:
    """Run a command to its end and return what it printed and what it cost; ``peak`` is exact for the first child."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(environment or {})})
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ended(done.returncode, wall, cpu, after.ru_maxrss / 1024, done.stdout, done.stderr)
