"""The ledger: what became of every candidate at every stage; the truth of a run.

One SQLite file in WAL mode, written by one thread. Whatever entries are waiting when that thread is free go into one
statement, and so into one transaction and one sync of the disk: each entry alone costs a sync, a hundred together
cost about the same.

Two choices rest on measurement (``benchmarks/ledger.py``). ``PRAGMA synchronous`` is FULL: an acknowledged entry
survives a power cut as well as ``kill -9``, and with group commit no difference in speed to NORMAL, which survives
``kill -9`` only, stands out from the noise. And a batch is one INSERT with many rows, answered by one callback: each
step of SQLite and each callback gives up the interpreter lock and queues for it again behind a busy event loop, 5 ms a
time, so that row by row was 28 times slower.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from eigengraph.engine.ledger_file import BATCH, COLUMNS, Row, check, connect, sqlite_errors, store
from eigengraph.errors import ConfigError
from eigengraph.records import digest

_EVERY = 2**63 - 1  # no attempt has a higher number: it is the largest that SQLite stores


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one candidate at one attempt at one stage.

    Attributes:
        index: The candidate's index, 0 and up.
        stage: The stage, by name.
        attempt: 0 for the first.
        status: ``ok``, ``rejected``, ``error``, …
        reason: Why, as a short phrase that can be counted.
        payload: The record that the stage made, as JSON bytes; empty where it made none.
        detail: For a person to read, such as a traceback.
    """

    index: int
    stage: str
    attempt: int
    status: str
    reason: str = ""
    payload: bytes = b""
    detail: str = ""

    def __post_init__(self) -> None:
        # A model's text can hold half a surrogate pair, which no file can store and must not end a run.
        object.__setattr__(self, "reason", _storable(self.reason))
        object.__setattr__(self, "detail", _storable(self.detail))

    @property
    def id(self) -> str:
        """The SHA-256 of everything else, in hexadecimal; computed at each access, O(payload)."""
        key = f"{self.index} {self.attempt}".encode()
        texts = (text.encode() for text in (self.stage, self.status, self.reason, self.detail))
        return digest(key, *texts, self.payload)


_Answer = bool | Exception


@dataclass(frozen=True, slots=True)
class _Put:
    """An entry on its way: ``stored`` belongs to ``loop`` and may be touched there only."""

    row: Row
    stored: asyncio.Future[bool]
    loop: asyncio.AbstractEventLoop


class Ledger:
    """The entries of one run. Made by ``open``; a context manager that closes itself.

    ``put`` may be awaited by any number of tasks, in any event loop of the process; readers never wait for it, nor it
    for them. After ``kill -9`` at any moment, every entry whose ``put`` returned is there, once and whole.

    Attributes:
        path: The SQLite file.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None) -> None:
        self.path = path
        self._waiting: deque[_Put] = deque()
        self._changed = threading.Condition()
        self._closed = connection is None
        self._writer: threading.Thread | None = None
        if connection is not None:
            # A daemon, so that a ledger nobody closed cannot keep the process alive.
            self._writer = threading.Thread(target=self._write, args=(connection,), name="ledger", daemon=True)
            self._writer.start()

    @classmethod
    def open(cls, path: Path, *, write: bool = True) -> Self:
        """Open a ledger, and make it where there is none.

        Args:
            path: The SQLite file; its folder must exist.
            write: False to read a ledger, which another process may be writing.

        Raises:
            ConfigError: The folder cannot be written, there is nothing to read, or the file is damaged, no ledger, or
                one of another format.
        """
        with sqlite_errors(path, "opened"):
            connection = connect(path, "rwc" if write else "ro")
            try:
                check(path, connection, may_create=write)
            except BaseException:
                connection.close()
                raise
        if not write:
            connection.close()
            return cls(path, None)
        return cls(path, connection)

    def close(self) -> None:
        """Write what is waiting and close the file; may be called twice."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._writer is not None:
            self._writer.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def put(self, entry: Entry) -> bool:
        """Store an entry; when this returns it is committed and on the disk.

        Returns:
            True if the ledger now holds this entry, as it also does when the same entry was put before. False if
            another entry has its index, stage and attempt: that one came first and stays. An entry whose ``put`` was
            cancelled may or may not be stored.

        Raises:
            ConfigError: The disk is full, or the file can no longer be written. Nothing was stored by this call;
                what was acknowledged before is there.
            RuntimeError: The ledger is closed, or open for reading only.
        """
        loop = asyncio.get_running_loop()
        put = _Put(_row(entry), loop.create_future(), loop)
        with self._changed:
            if self._closed:
                raise RuntimeError(f"ledger {str(self.path)!r} is closed, or was opened for reading only")
            self._waiting.append(put)
            self._changed.notify()
        return await put.stored

    # Reading: a connection for each call, so any thread may read and a slow reader holds up nobody.

    def entries(self, stage: str | None = None) -> Iterator[Entry]:
        """Yield every entry as of now, ordered by index, stage and attempt.

        Args:
            stage: Only entries of this stage.

        Raises:
            ConfigError: The file is damaged.
        """
        where, values = ("WHERE stage = ?", (stage,)) if stage is not None else ("", ())
        order = 'ORDER BY "index", stage, attempt'
        for row in self._select(f"SELECT {COLUMNS} FROM entries {where} {order}", *values):
            yield self._entry(row)

    def stages(self, index: int, by: int = _EVERY) -> dict[str, Entry]:
        """Return the latest attempt at each stage that a candidate has been through, by stage.

        Args:
            index: The candidate's.
            by: The latest attempt that is looked at.

        Raises:
            ConfigError: The file is damaged.
        """
        found = self._select(
            f'SELECT {COLUMNS} FROM entries WHERE "index" = ? AND attempt <= ? ORDER BY stage, attempt', index, by
        )
        return {entry.stage: entry for entry in map(self._entry, found)}

    def statuses(self, stage: str) -> dict[int, str]:
        """Return the status of the latest attempt at a stage by candidate index, ascending; reads no payloads.

        Raises:
            ConfigError: The file is damaged.
        """
        query = 'SELECT "index", status FROM entries WHERE stage = ? ORDER BY "index", attempt'
        return dict(self._select(query, stage))

    def counts(self) -> dict[tuple[str, str, str], int]:
        """Return how many entries there are of each stage, status and reason, every attempt counted; reads no payloads.

        What was put first stands first, so stages come in the order in which they were first done.

        Raises:
            ConfigError: The file is damaged.
        """
        query = "SELECT stage, status, reason, count(*) FROM entries GROUP BY 1, 2, 3 ORDER BY min(rowid)"
        return {(stage, status, reason): count for stage, status, reason, count in self._select(query)}

    def _select(self, query: str, *values: object) -> Iterator[Any]:
        with sqlite_errors(self.path, "read"), closing(connect(self.path, "ro")) as connection:
            yield from connection.execute(query, values)

    def _entry(self, row: Row) -> Entry:
        index, stage, attempt, stored, status, reason, payload, detail = row
        entry = Entry(index, stage, attempt, status, reason, payload, detail)
        if entry.id != stored:
            raise ConfigError(
                f"ledger {str(self.path)!r} is damaged: the entry of candidate {index}, stage {stage!r}, attempt "
                f"{attempt} is not what was stored; restore the file from a copy or begin in another folder"
            )
        return entry

    # The writer thread

    def _write(self, connection: sqlite3.Connection) -> None:
        with closing(connection):
            while batch := self._take():
                answers: list[_Answer]
                try:
                    with sqlite_errors(self.path, "written"):
                        answers = [*store(connection, [put.row for put in batch])]
                except Exception as error:  # noqa: BLE001  whatever it is, those who wait must hear of it
                    answers = [_copy(error) for _ in batch]
                _answer(batch, answers)

    def _take(self) -> list[_Put]:
        """Wait for entries and take as many as one transaction holds; none once the ledger is closed and drained."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]


def _answer(batch: list[_Put], answers: list[_Answer]) -> None:
    """Wake every putter, with one callback for each event loop."""

    def wake(woken: list[tuple[_Put, _Answer]]) -> None:
        for put, answer in woken:
            if put.stored.done():  # its task was cancelled
                continue
            if isinstance(answer, Exception):
                put.stored.set_exception(answer)
            else:
                put.stored.set_result(answer)

    for loop, group in groupby(zip(batch, answers, strict=True), lambda pair: pair[0].loop):
        # A loop that was closed meanwhile has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(wake, list(group))


def _row(entry: Entry) -> Row:
    return (
        entry.index, entry.stage, entry.attempt, entry.id, entry.status, entry.reason, entry.payload, entry.detail
    )  # fmt: skip


def _copy(error: Exception) -> Exception:
    """Give each putter an error of its own: one raised in many tasks would gather the tracebacks of all."""
    mine = ConfigError(str(error)) if isinstance(error, ConfigError) else RuntimeError(f"the ledger failed: {error!r}")
    mine.__cause__ = error
    return mine


def _storable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
