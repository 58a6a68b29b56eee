"""The journal: every reply of a run under the digest of its request, so that none is paid for twice.

A folder of files, one for each sitting, a line of JSON for each reply. A line is written when the reply comes and on
the disk before anyone sees it; replies that come while the disk is busy share the next sync. A line that a crash cut
short is the last of its file and is left out: that reply was never used.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from eigengraph.errors import ConfigError, PolicyFault
from eigengraph.models.digest import request_digest
from eigengraph.models.protocol import Model, Reply, Request
from eigengraph.records import decode, encode

_Place = tuple[int, int, int]  # of a line: file handle, offset, length
_Key = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class _Line:
    key: _Key
    model: str
    role: str
    reply: Reply


Heard = Callable[[str, Reply], None]


class Journal:
    """The replies of one run. Opened by its first use; for one event loop.

    Args:
        folder: Made where there is none; its parent must exist.
        replay: Whether it only answers: a request that it does not know is an error, and nothing is written.
        heard: Called with model spec and reply for each one from an earlier sitting, to count what was spent.
    """

    def __init__(self, folder: Path, *, replay: bool = False, heard: Heard = lambda _model, _reply: None) -> None:
        self.folder = folder
        self.replay = replay
        self._heard = heard
        self._places: dict[bytes, _Place] | None = None
        self._handles: list[int] = []
        self._file: int | None = None
        self._end = 0
        self._syncing = False
        self._waiting: list[asyncio.Future[None]] = []

    def open(self) -> None:
        """Read what earlier sittings left; done already when it is called again.

        Raises:
            ConfigError: The folder cannot be read, a line is damaged, or there is nothing to replay.
        """
        if self._places is not None:
            return
        if self.replay and not self.folder.is_dir():
            raise ConfigError(f"{str(self.folder)!r} is no journal to replay; give a run folder that has one")
        self._places = {}
        with self._disk_errors():
            for path in sorted(self.folder.glob("*.jsonl")):
                self._read(path)

    def close(self) -> None:
        """Close the files; may be called twice."""
        for handle in self._handles:
            os.close(handle)
        self._handles, self._places, self._file = [], None, None
        self._waiting, self._syncing = [], False

    def get(self, key: str) -> Reply | None:
        """Return the reply to the request of this digest, or None.

        Raises:
            ConfigError: See ``open``; or the journal only replays and does not know the request.
        """
        self.open()
        assert self._places is not None
        place = self._places.get(bytes.fromhex(key))
        if place is not None:
            handle, offset, length = place
            return decode(_Line, os.pread(handle, length, offset)).reply
        if self.replay:
            raise ConfigError(
                f"journal {str(self.folder)!r} has no reply to request {key[:16]!r}, and nothing else may be asked; "
                "replay with the settings, tables and code that it was made with"
            )
        return None

    async def keep(self, key: str, model: str, role: str, reply: Reply) -> Reply:
        """Store a reply; when this returns it is on the disk.

        Args:
            key: The request's digest.
            model: The model spec.
            role: Who was asked.
            reply: What came.

        Returns:
            The reply that the journal holds for this digest: the one that came first.

        Raises:
            ConfigError: The disk is full, or the folder cannot be written.
        """
        self.open()
        assert self._places is not None
        name = bytes.fromhex(key)
        if name in self._places:
            return self.get(key) or reply
        line = encode(_Line(key, model, role, reply)) + b"\n"
        with self._disk_errors():
            handle = self._file if self._file is not None else self._create()
            _write_all(handle, line)
            self._places[name] = (handle, self._end, len(line))
            self._end += len(line)
            await self._synced(handle)
        return reply

    def _create(self) -> int:
        """Make this sitting's file."""
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{len(self._handles):05}.jsonl"
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        self._handles.append(self._file)
        for folder in (self.folder, self.folder.parent):
            _sync_folder(folder)
        return self._file

    async def _synced(self, handle: int) -> None:
        """Wait for a sync that begins after now; all who wait meanwhile share it."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        self._waiting.append(waiter)
        if not self._syncing:
            self._sync(loop, handle)
        await waiter

    def _sync(self, loop: asyncio.AbstractEventLoop, handle: int) -> None:
        """Begin a sync for all who wait; by callbacks, since each step of a task queues behind a busy event loop."""
        served, self._waiting, self._syncing = self._waiting, [], True

        def done(synced: asyncio.Future[None]) -> None:
            self._syncing = False
            error = synced.exception()
            for waiter in served:
                if waiter.done():  # its task was cancelled
                    continue
                if isinstance(error, OSError):
                    waiter.set_exception(OSError(error.errno, error.strerror))
                elif error is not None:
                    waiter.set_exception(error)
                else:
                    waiter.set_result(None)
            if self._waiting:
                self._sync(loop, handle)

        loop.run_in_executor(None, os.fdatasync, handle).add_done_callback(done)

    def _read(self, path: Path) -> None:
        assert self._places is not None
        handle = os.open(path, os.O_RDONLY)
        self._handles.append(handle)
        offset = 0
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.endswith(b"\n"):  # else it was cut short
                    kept = _parsed(path, number, line)
                    self._places.setdefault(bytes.fromhex(kept.key), (handle, offset, len(line)))
                    self._heard(kept.model, kept.reply)
                offset += len(line)

    @contextmanager
    def _disk_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ConfigError(
                f"journal {str(self.folder)!r} cannot be used: {error.strerror or error}; free some space or give "
                "another folder"
            ) from error


def _parsed(path: Path, number: int, line: bytes) -> _Line:
    try:
        return decode(_Line, line)
    except ValidationError as error:
        raise ConfigError(
            f"journal {str(path)!r} is damaged at line {number}; restore it from a copy, or remove the line to ask its "
            "request again"
        ) from error


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class Journaled:
    """A model whose replies are journaled, and come from the journal where it has them.

    Attributes:
        model: Answers what the journal does not know.
        name: Its spec, which is part of every digest.
        journal: Shared by all models of a run.
    """

    model: Model
    name: str
    journal: Journal

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            PolicyFault: The model wrote what cannot be used, now or when the reply was journaled.
            ConfigError: The journal cannot be written, or only replays and does not know the request.
        """
        key = request_digest(self.name, request)
        reply = self.journal.get(key)
        if reply is None:
            reply = await self.model.complete(replace(request, key=key))
            reply = await self.journal.keep(key, self.name, request.role, reply)
        if reply.fault:
            raise PolicyFault(reply.fault)
        return reply
