"""The ledger when the process is killed or the disk gives out: what was acknowledged is there, once and whole."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eigengraph.engine.ledger import Entry, Ledger
from eigengraph.engine.ledger_file import connect
from eigengraph.errors import ConfigError

# Puts entries until it is killed, from many tasks, and prints each index once its put has returned. As a resuming
# runner does, it leaves out what is there. An optional limit on the size of files stands in for a full disk.
PUTTER = """
import asyncio, hashlib, os, resource, sys
from pathlib import Path
from eigengraph.engine.ledger import Entry, Ledger
from eigengraph.engine.ledger_file import connect
from eigengraph.errors import ConfigError

def entry(index):
    return Entry(index, "task", 0, "ok", payload=hashlib.sha256(str(index).encode()).digest() * 200)

async def main(path, putters, last, limit):
    with Ledger.open(path) as ledger:
        done = ledger.statuses("task")
        indices = iter(index for index in range(last) if index not in done)
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        async def putter():
            for index in indices:
                await ledger.put(entry(index))
                os.write(1, b"%d\\n" % index)
        results = await asyncio.gather(*(putter() for _ in range(putters)), return_exceptions=True)
        for result in results:
            os.write(2, f"{type(result).__name__}: {result}\\n".encode())

path, *numbers = sys.argv[1:]
asyncio.run(main(Path(path), *map(int, numbers)))
"""


def start(path: Path, putters: int, last: int, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PUTTER, str(path), str(putters), str(last), str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def acknowledged(printed: str) -> list[int]:
    return [int(line) for line in printed.splitlines(keepends=True) if line.endswith("\n")]


def stored(path: Path) -> list[int]:
    """The indices in a ledger; reading checks each entry against its id, and SQLite's own check runs too."""
    with Ledger.open(path) as ledger:
        found = [entry.index for entry in ledger.entries()]
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    return found


def test_nothing_acknowledged_is_lost_and_nothing_doubled_by_kill_9(tmp_path: Path) -> None:
    path, draw = tmp_path / "ledger.sqlite", random.Random(5)
    before: set[int] = set()
    told: set[int] = set()
    for _ in range(8):
        child = start(path, putters=40, last=100_000)
        assert child.stdout is not None
        first = child.stdout.readline()  # from here on it puts
        time.sleep(draw.uniform(0, 0.08))
        child.kill()
        rest, errors = child.communicate()
        assert child.returncode == -signal.SIGKILL, errors
        fresh = acknowledged(first + rest)
        assert len(fresh) == len(set(fresh))
        assert not before & set(fresh), "a resumed child did again what was there"
        told |= set(fresh)
        found = stored(path)
        before = set(found)
        assert len(found) == len(before)
        assert told <= before
    assert len(told) > 100, "the children were killed before they did anything"


def test_a_resumed_run_ends_with_every_entry_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    child = start(path, putters=8, last=1500)
    assert child.stdout is not None
    child.stdout.readline()
    child.kill()
    child.communicate()
    half = stored(path)
    assert 0 < len(half) < 1500
    printed, errors = start(path, putters=8, last=1500).communicate()
    assert sorted(half + acknowledged(printed)) == list(range(1500)), errors
    assert stored(path) == list(range(1500))


def test_a_file_that_cannot_grow_ends_every_putter_with_one_line(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    printed, errors = start(path, putters=30, last=10_000, limit=600_000).communicate(timeout=60)
    told = acknowledged(printed)
    assert told
    assert set(told) <= set(stored(path))
    lines = errors.splitlines()
    assert len(lines) == 30
    assert all(line.startswith(f"ConfigError: ledger {str(path)!r} cannot be written: ") for line in lines), errors
    assert all("run the same command again" in line for line in lines)


def test_a_full_disk_keeps_what_was_acknowledged_and_a_resume_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.sqlite"

    first = Entry(0, "first", 0, "ok", payload=b"x" * 9000)

    def small(where: Path, mode: str) -> sqlite3.Connection:
        connection = connect(where, mode)
        connection.execute("PRAGMA max_page_count = 60")  # SQLite then answers as it does on a full disk
        return connection

    async def fill(ledger: Ledger) -> list[bool | BaseException]:
        puts = (ledger.put(Entry(index, "task", 0, "ok", payload=b"x" * 9000)) for index in range(300))
        return await asyncio.gather(*puts, return_exceptions=True)

    with monkeypatch.context() as patch:
        patch.setattr("eigengraph.engine.ledger.connect", small)
        with Ledger.open(path) as ledger:
            assert asyncio.run(ledger.put(first))
            results = asyncio.run(fill(ledger))
        assert next(ledger.entries("first")) == first
    refused = [index for index, result in enumerate(results) if result is not True]
    assert stored(path) == sorted([0, *(index for index, result in enumerate(results) if result is True)])
    assert len(refused) >= 200
    errors = [results[index] for index in refused]
    assert all(isinstance(error, ConfigError) for error in errors)
    line = "cannot be written: database or disk is full; free some space and run the same command again"
    assert str(errors[0]) == f"ledger {str(path)!r} {line}"
    assert len({id(error) for error in errors}) == len(errors)
    with Ledger.open(path) as ledger:
        assert all(result is True for result in asyncio.run(fill(ledger)))


def test_a_failure_nobody_foresaw_reaches_every_putter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[bool]:
        raise MemoryError("no room")

    async def put_two(ledger: Ledger) -> list[bool | BaseException]:
        puts = (ledger.put(Entry(index, "task", 0, "ok")) for index in range(2))
        return await asyncio.wait_for(asyncio.gather(*puts, return_exceptions=True), timeout=30)

    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        with monkeypatch.context() as patch:
            patch.setattr("eigengraph.engine.ledger.store", fail)
            results = asyncio.run(put_two(ledger))
        assert [str(result) for result in results] == ["the ledger failed: MemoryError('no room')"] * 2
        assert asyncio.run(put_two(ledger)) == [True, True]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        ConfigError, match=r"file/ledger.sqlite' cannot be opened: .*; give a file in a folder that exists"
    ):
        Ledger.open(tmp_path / "file" / "ledger.sqlite")


def test_a_file_that_may_only_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger.open(path).close()
    monkeypatch.setattr("eigengraph.engine.ledger.connect", lambda where, _: connect(where, "ro"))
    with Ledger.open(path) as ledger, pytest.raises(ConfigError, match="readonly database; make it writable or give"):
        asyncio.run(ledger.put(Entry(0, "task", 0, "ok")))
