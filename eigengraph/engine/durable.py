"""Writing files so that a crash at any moment leaves the old content or the new, never a mixture."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eigengraph.errors import ConfigError


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` in place of a file, or make it; on return it would survive a power cut.

    Raises:
        ConfigError: The disk is full, or the folder cannot be written; the old content is still there.
    """
    temporary = temporary_of(path)
    write_synced(temporary, data)
    with disk_errors(path):
        temporary.replace(path)
    sync_folder(path.parent)


def temporary_of(path: Path) -> Path:
    """Return where the next content of a file is written before it takes its place."""
    return path.with_name(f"{path.name}.tmp")


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it; where that fails, nothing is left of it.

    Raises:
        ConfigError: The disk is full, or the folder cannot be written.
    """
    with disk_errors(path):
        try:
            with path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            if path.is_file():
                path.unlink()
            raise


def sync_folder(folder: Path) -> None:
    """Wait until the disk has a folder's list of names, without which a rename can be lost.

    Raises:
        ConfigError: The folder cannot be opened, or the disk fails.
    """
    with disk_errors(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def disk_errors(
    path: Path, doing: str = "written", mend: str = "free some space or give another folder"
) -> Iterator[None]:
    """Turn what the operating system refuses inside the block into one line.

    Args:
        path: What the block works on, for the message.
        doing: What cannot be done to it, as a participle.
        mend: What to do about it.

    Raises:
        ConfigError: In place of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{str(path)!r} cannot be {doing}: {error.strerror or error}; {mend}") from error
