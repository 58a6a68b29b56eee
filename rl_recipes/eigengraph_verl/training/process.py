"""A trainer as a process: its words in a log, signals passed on, its exit code kept."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
# The last line of a traceback, such as ``ValueError: no``; Ray writes whose it is before it.
_ERROR = re.compile(r"(?:\([^)]*pid=[^)]*\) )?([A-Za-z_][\w.]*(?:Error|Exception|Failed|Interrupt)\b.*: .*)")
_HEARSAY = "ChildFailedError"  # torchrun's, which says only that a worker had an error
_LAST_WORDS = 5.0  # seconds that whoever outlives the trainer may still write


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended.

    Attributes:
        code: Its exit code; 128 and the signal's number where a signal ended it, as shells have it.
        stopped: The name of the last signal that was passed on to it; empty where none was.
    """

    code: int
    stopped: str = ""


def run(words: Sequence[str], variables: Mapping[str, str], log: Path) -> Ended:
    """Run a command in a group of its own and wait for it.

    What it prints goes to a log and to standard error. SIGINT and SIGTERM that this process gets, from the main thread,
    go to the whole group. When it has ended, whoever is left of the group is told to end too.

    Args:
        words: The command.
        variables: Added to the environment.
        log: A file; what is in it stays.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        _passed_on() as passing,  # before it starts: a signal that is ignored here would be ignored there
        log.open("ab") as kept,
        subprocess.Popen(
            words,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        assert process.stdout is not None
        passing.to(process.pid)
        copying = threading.Thread(target=_copy, args=(process.stdout, kept), daemon=True)
        copying.start()
        code = process.wait()
        _tell_group(process.pid, signal.SIGTERM)
        copying.join(_LAST_WORDS)
        if copying.is_alive():
            _tell_group(process.pid, signal.SIGKILL)
            copying.join()
    return Ended(128 - code if code < 0 else code, passing.last)


def last_words(log: Path, most: int = 65536) -> str:
    """Return what a trainer said last that looks like an error; its last line where nothing does."""
    with log.open("rb") as lines:
        lines.seek(max(0, log.stat().st_size - most))
        text = _COLOURS.sub("", lines.read().decode("utf-8", "replace"))
    said = [line for line in text.splitlines() if line.strip()]
    errors = [found[1] for line in said if _HEARSAY not in line and (found := _ERROR.match(line))]
    return (errors or said or [""])[-1].strip()


def _copy(source: IO[bytes], kept: IO[bytes]) -> None:
    for line in source:
        kept.write(line)
        kept.flush()
        sys.stderr.write(line.decode("utf-8", "replace"))
        sys.stderr.flush()


class _Passing:
    """Signals on their way to a group of processes, which may not be there yet."""

    def __init__(self) -> None:
        self._group: int | None = None
        self._numbers: list[int] = []

    @property
    def last(self) -> str:
        return signal.Signals(self._numbers[-1]).name if self._numbers else ""

    def to(self, group: int) -> None:
        """Pass on what came, and what comes."""
        self._group = group
        for number in self._numbers:
            _tell_group(group, number)

    def take(self, number: int, _frame: object) -> None:
        """Take a signal."""
        self._numbers.append(number)
        if self._group is not None:
            _tell_group(self._group, number)


@contextmanager
def _passed_on() -> Iterator[_Passing]:
    """Take signals to pass them on; only the main thread can."""
    passing = _Passing()
    if threading.current_thread() is not threading.main_thread():
        yield passing
        return
    before = {number: signal.signal(number, passing.take) for number in _SIGNALS}
    try:
        yield passing
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell_group(group: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
