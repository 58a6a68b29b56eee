"""How many entries of 8 KB a second the ledger takes, for choosing its settings and for catching regressions.

    python benchmarks/ledger.py [entries]

Prints entries a second and CPU microseconds an entry for some numbers of concurrent putters, for reading back, and for
putters that also work in the event loop, as scripted dialogues do. Beside the ledger's own setting of ``synchronous``,
FULL, stands NORMAL, which would not survive a power cut.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from eigengraph.engine import ledger_file
from eigengraph.engine.ledger import Entry, Ledger

PAYLOAD = os.urandom(8 * 1024)


async def put_all(ledger: Ledger, count: int, putters: int, steps: int = 0) -> None:
    """Put entries from some tasks, each after so many milliseconds of work in the event loop."""
    indices: Iterator[int] = iter(range(count))

    async def putter() -> None:
        for index in indices:
            for _ in range(steps):
                end = time.thread_time() + 0.001
                while time.thread_time() < end:
                    pass
                await asyncio.sleep(0)
            await ledger.put(Entry(index, "task", 0, "ok", payload=PAYLOAD))

    await asyncio.gather(*(putter() for _ in range(putters)))


def measure(what: str, count: int, putters: int, steps: int = 0, *, read: bool = False) -> None:
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "ledger.sqlite") as ledger:
        wall, cpu = time.perf_counter(), time.process_time()
        asyncio.run(put_all(ledger, count, putters, steps))
        report(what, count, wall, cpu)
        wall, cpu = time.perf_counter(), time.process_time()
        assert sum(1 for _ in ledger.entries()) == count
        if read:
            report("reading back, ids checked", count, wall, cpu)


def report(what: str, count: int, wall: float, cpu: float) -> None:
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:50} {count / wall:8,.0f} entries/s {cpu / count * 1e6:6.0f} us CPU an entry")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    measure("FULL, 1 putter", count // 10, 1)
    for putters in (16, 64, 256):
        measure(f"FULL, {putters} putters", count, putters, read=putters == 256)
    with patch.object(ledger_file, "_SYNCHRONOUS", "NORMAL"):
        measure("NORMAL, 64 putters", count, 64)
    measure("FULL, 64 putters, 2 ms work an entry (ideal: 500)", count // 20, 64, steps=2)


if __name__ == "__main__":
    main()
