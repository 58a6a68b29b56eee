"""Whether a run survives a hostile model server, and kill -9 while it talks to one.

    python benchmarks/hostile.py [--domain airline] [--tasks 500] [--kills 20] [--faults 0.2] [--seed 7]

``eigengraph stub serve`` plays every role over HTTP, with every kind of fault in equal shares. One run is left alone.
Another, against the same server in the same port, is killed when the server has seen drawn numbers of requests, and
begun again each time. Demanded: both end by themselves with every candidate accounted for, no reward for what says
nothing of the policy, no request sent more often than allowed; the same data/*.parquet from both; and nothing asked
again that the journal held when a run was killed.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from eigengraph_stub.faults import TRANSPORT
from eigengraph_stub.log import LogLine, read_log
from measuring import Figure, report, timing

import eigengraph as eg
from eigengraph.engine.ledger import Ledger
from eigengraph.records import POLICY_FAILURES, Outcome

POLL = 0.005
SERVER = (
    *("stub", "serve", "--slow", "1", "--drip", "0.001", "--retry-after", "0.05"),
    *("--latency", "0.01"),
)
TIMEOUT = 2.0
"""Seconds for one try at a request: what hangs costs as much."""


def sit(folder: Path, domain: str, tasks: int, seed: int, port: int) -> None:
    """Work on a run in this process, from its beginning or from where it was left."""
    settings = eg.Settings(
        domain=domain,
        tasks=tasks,
        seed=seed,
        model=f"openai:stub@http://127.0.0.1:{port}/v1",
        request_timeout=TIMEOUT,
        out=folder,
    )
    eg.synthesize(eg.Host(), settings)


@contextmanager
def serving(folder: Path, port: int, faults: float, seed: int) -> Iterator[Path]:
    """Serve for the run in a folder; yield the log."""
    log = folder.with_suffix(".log")
    options = (
        "--port",
        str(port),
        "--run",
        str(folder),
        "--faults",
        str(faults),
        "--seed",
        str(seed),
        "--log",
        str(log),
    )
    command = [sys.executable, "-c", "from eigengraph.cli import main; main()", *SERVER, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        if not server.stdout.readline():
            raise SystemExit("the server did not start; see above")
        try:
            yield log
        finally:
            server.terminate()


def begin(asked: argparse.Namespace, folder: Path, port: int) -> subprocess.Popen[bytes]:
    given = {"sitting": folder, "port": port, "domain": asked.domain, "tasks": asked.tasks, "seed": asked.seed}
    options = [part for name, value in given.items() for part in (f"--{name}", str(value))]
    return subprocess.Popen([sys.executable, __file__, *options])


def finish(asked: argparse.Namespace, folder: Path, port: int) -> float:
    """Let a run come to its end and return the seconds that it took."""
    begun = time.perf_counter()
    if begin(asked, folder, port).wait():
        raise SystemExit(f"the run in {str(folder)!r} failed; see above")
    return time.perf_counter() - begun


def journaled(folder: Path) -> set[str]:
    """Return the requests whose replies a journal holds; a line that a kill cut short is none."""
    text = "".join(path.read_text() for path in sorted((folder / "journal").glob("*.jsonl")))
    return {json.loads(line)["key"] for line in text.splitlines(keepends=True) if line.endswith("}\n")}


def kill(process: subprocess.Popen[bytes], log: Path, requests: int) -> bool:
    """Kill a sitting when the server has seen so many requests; return whether it was still at work."""
    while process.poll() is None and len(lines(log)) < requests:
        time.sleep(POLL)
    process.kill()
    return process.wait() < 0


def lines(log: Path) -> list[LogLine]:
    return read_log(log) if log.exists() else []


def dataset(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "data").glob("*.parquet"))}


def of_one_run(folder: Path, log: Path, seconds: float) -> list[Figure]:
    """Return the figures of the run that was left alone."""
    summary, seen = eg.Run.open(folder).summary, lines(log)
    ledger = Ledger.open(folder / "ledger.sqlite", write=False)
    settled = sum(summary.rejected.values()) + summary.certified
    outcomes = {(one.index, one.attempt): json.loads(one.payload)["trajectory"] for one in ledger.entries("rollout")}
    scored = (*POLICY_FAILURES, Outcome.COMPLETED)
    unscored = {key for key, trajectory in outcomes.items() if trajectory["outcome"] not in scored}
    rewards = {
        (one.index, one.attempt): json.loads(one.payload)["verdict"]["reward"] for one in ledger.entries("verdict")
    }
    made_up = [key for key in unscored if rewards.get(key) is not None]
    most = 1 + max(line.attempt for line in seen)
    allowed = eg.Settings(domain="").request_attempts
    faults = Counter(line.fault for line in seen if line.fault)
    found = Counter(trajectory["outcome"] for trajectory in outcomes.values())
    return [
        Figure("requests seen, with faults", f"{len(seen):,}, {faults.total():,} ({len(faults)} kinds)"),
        Figure("certified", f"{summary.certified} of {summary.requested}"),
        Figure("candidates accounted for", f"{settled} of {summary.candidates}", "all", settled == summary.candidates),
        Figure("outcomes", ", ".join(f"{name} {count}" for name, count in found.most_common())),
        Figure("rewards made up", str(len(made_up)), "0", not made_up),
        Figure("most attempts at a request", str(most), f"<= {allowed}", most <= allowed),
        timing("wall, left alone", seconds, "s"),
    ]


def of_kills(asked: argparse.Namespace, whole: Path, broken: Path, port: int, requests: int) -> list[Figure]:
    """Kill a run again and again, let it come to its end, and return the figures."""
    random = Random(asked.seed)
    killed = 0
    marks: list[tuple[int, set[str]]] = []
    begun = time.perf_counter()
    with serving(broken, port, asked.faults, asked.seed) as log:
        for moment in sorted(random.randrange(1, requests) for _ in range(asked.kills)):
            killed += kill(begin(asked, broken, port), log, moment)
            marks.append((len(lines(log)), journaled(broken)))
        finish(asked, broken, port)
        seen = lines(log)
    again = sum(line.request in known for position, known in marks for line in seen[position:])
    sound = Counter(line.request for line in seen if line.fault not in TRANSPORT)
    resent, most = sum(count - 1 for count in sound.values()), killed * eg.Settings(domain="").concurrency
    same = dataset(broken) == dataset(whole)
    return [
        Figure("kills that hit a run at work", str(killed)),
        Figure("data/*.parquet", f"{'the same' if same else 'OTHER'} bytes", "the same", same),
        Figure("journaled replies asked for again", str(again), "0", not again),
        Figure("sound replies sent twice", str(resent), f"<= {most}, the most in flight", resent <= most),
        timing("wall, with all kills and starts", time.perf_counter() - begun, "s"),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def measure(asked: argparse.Namespace, folder: Path) -> list[Figure]:
    """Make both runs in a folder and return the figures."""
    port = free_port()
    whole = folder / "whole"
    with serving(whole, port, asked.faults, asked.seed) as log:
        seconds = finish(asked, whole, port)
    figures = of_one_run(whole, log, seconds)
    return figures + of_kills(asked, whole, folder / "broken", port, len(lines(log))) if asked.kills else figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--domain", default="airline")
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--faults", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sitting", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.sitting:
        sit(asked.sitting, asked.domain, asked.tasks, asked.seed, asked.port)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(asked, Path(folder))
    return report(
        f"{asked.domain} --tasks {asked.tasks}, {asked.faults:.0%} of requests with a fault, seed {asked.seed}", figures
    )


if __name__ == "__main__":
    sys.exit(main())
