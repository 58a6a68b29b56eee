"""The log of requests: what was asked, how often, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eigengraph.errors import ConfigError
from eigengraph.records import decode, encode


@dataclass(frozen=True, slots=True)
class LogLine:
    """One request that reached the server.

    Attributes:
        request: Its ``Idempotency-Key``, which is its digest in the journal of a run; SHA-256 of its body where it has
            none.
        attempt: 0 for the first.
        role: The role it was placed as; empty for a request of no run.
        index: The candidate it belongs to; -1 for none.
        fault: What went wrong on purpose; empty for a sound reply.
        labels: Faults that the offline backend made in what it said.
    """

    request: str
    attempt: int
    role: str = ""
    index: int = -1
    fault: str = ""
    labels: tuple[str, ...] = ()


class Log:
    """Appends lines to a file; whatever happens to the process, a line that was written is whole.

    Args:
        path: The file; None keeps no log.

    Raises:
        ConfigError: It cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            self._file = path.open("ab", buffering=0) if path is not None else None
        except OSError as error:
            raise ConfigError(f"log {str(path)!r} cannot be written: {error.strerror}; give another file") from None

    def add(self, line: LogLine) -> None:
        """Append a line."""
        if self._file is not None:
            self._file.write(encode(line) + b"\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def read_log(path: Path) -> list[LogLine]:
    """Return every line of a log, in the order in which requests came."""
    return [decode(LogLine, line) for line in path.read_bytes().splitlines()]
