"""A process that works on a run again and again, each time until a given moment; for ``test_resume.py``.

    python sittings.py SHOP TASKS FOLDER MOMENT [FOLDER MOMENT]...

Each sitting is a fork of this process, which has loaded everything already. A moment says when it is killed (signal 9):
``result N`` once N results are durable, ``sync N`` before the Nth sync of a file or folder, ``time S`` after S seconds,
``never``. Prints a line of JSON for each sitting: how it ended, what stood in the ledger when it began, and which
workers were called for what.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, sys.argv[1])

import eigengraph_shop
import pyarrow.parquet  # noqa: F401 - loaded before the forks

import eigengraph as eg
from eigengraph.engine.ledger import Ledger

FAULTS = {"agent_faults": {"skipped_step": 0.3}, "user_faults": {"early_stop": 0.2}}
SETTINGS = eg.Settings(domain="shop", tasks=int(sys.argv[2]), batch=4, options={"offline": FAULTS})
eg.compose(eg.Host([eigengraph_shop]), SETTINGS)  # loads every module that a run needs


class Noted:
    """Notes every call of a worker in a file, which no kill can take back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @eg.hookimpl(wrapper=True)
    def make_worker(self, role: str) -> Any:
        worker = yield
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

        def noted(item: Any, *arguments: Any) -> Any:
            os.write(handle, f"{json.dumps([item.index, role, item.attempt])}\n".encode())
            return worker(item, *arguments)

        return noted


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_sync(number: int) -> None:
    """Die before a file or folder is synced for the ``number``th time."""
    really, seen = os.fsync, []

    def fsync(handle: int) -> None:
        seen.append(handle)
        if len(seen) == number:
            die()
        really(handle)

    os.fsync = fsync


def work(moment: str, folder: Path, calls: Path) -> None:
    kind, _, value = moment.partition(" ")
    watch: Callable[[Any], None] | None = None
    if kind == "result":
        seen: list[Any] = []

        def watch(snapshot: Any) -> None:
            seen.append(snapshot)
            if len(seen) == int(value):
                die()

    elif kind == "sync":
        at_sync(int(value))
    elif kind == "time":
        timer = threading.Timer(float(value), die)
        timer.daemon = True
        timer.start()
    settings = SETTINGS.model_copy(update={"out": folder})
    eg.synthesize(eg.Host([eigengraph_shop, Noted(calls)]), settings, watch=watch)


def finished(folder: Path) -> list[tuple[int, str, int]]:
    if not (folder / "ledger.sqlite").exists():
        return []
    with Ledger.open(folder / "ledger.sqlite", write=False) as ledger:
        return [(entry.index, entry.stage, entry.attempt) for entry in ledger.entries()]


def sit(folder: Path, moment: str) -> dict[str, Any]:
    before = finished(folder)
    calls = folder.with_suffix(".calls")
    calls.write_text("")
    child = os.fork()
    if child == 0:
        try:
            work(moment, folder, calls)
        finally:  # whatever happened, a fork must not go on with the loop below
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
            os._exit(sys.exc_info()[0] is not None)
    _, status = os.waitpid(child, 0)
    made = [json.loads(line) for line in calls.read_text().splitlines()]
    return {"ended": os.waitstatus_to_exitcode(status), "before": before, "calls": made}


for folder, moment in zip(sys.argv[3::2], sys.argv[4::2], strict=True):
    print(json.dumps(sit(Path(folder), moment)), flush=True)
