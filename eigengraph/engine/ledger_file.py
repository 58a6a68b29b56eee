"""The ledger's SQLite file: opening and checking it, inserting rows, and saying in a line what goes wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from eigengraph.errors import ConfigError

_APPLICATION = 0x45474C44  # "EGLD" in the file's header tells a ledger from any other SQLite file
_FORMAT = 1
_SYNCHRONOUS = "FULL"
BATCH = 100  # rows a transaction; 8 parameters each stay below 999, which the oldest SQLite builds allow
COLUMNS = '"index", stage, attempt, id, status, reason, payload, detail'
_TABLE = """
CREATE TABLE entries (
    "index" INTEGER NOT NULL, stage TEXT NOT NULL, attempt INTEGER NOT NULL, id TEXT NOT NULL,
    status TEXT NOT NULL, reason TEXT NOT NULL, payload BLOB NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY ("index", stage, attempt)
)"""

Row = tuple[int, str, int, str, str, str, bytes, str]


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open the file; ``mode`` is SQLite's: ``rwc`` makes it where there is none, ``ro`` only reads.

    Raises:
        sqlite3.OperationalError: There is no such folder, or with ``ro`` no such file.
    """
    # One thread opens it and another uses it; never two at once.
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)


def check(path: Path, connection: sqlite3.Connection, *, may_create: bool) -> None:
    """Make sure that the file is a ledger, turning an empty one into it; another program's file is not touched.

    Raises:
        ConfigError: It is another program's, or has another format.
        sqlite3.DatabaseError: It is no SQLite file, or cannot be written.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == 0 and tables == 0 and may_create:
        connection.execute("PRAGMA journal_mode = WAL")
        marks = f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_FORMAT}"
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLE}; {marks}; COMMIT")
    elif application != _APPLICATION:
        raise ConfigError(f"{str(path)!r} is not a ledger but some other SQLite file; give another folder")
    (stored,) = connection.execute("PRAGMA user_version").fetchone()
    if stored != _FORMAT:
        raise ConfigError(
            f"ledger {str(path)!r} has format {stored}, and this version knows {_FORMAT} only; use the version that "
            f"made it, or give another folder"
        )
    if may_create:
        connection.execute(f"PRAGMA synchronous = {_SYNCHRONOUS}")


def store(connection: sqlite3.Connection, rows: list[Row]) -> list[bool]:
    """Insert rows in one transaction; say for each whether it is what the ledger now holds in its place.

    Raises:
        sqlite3.DatabaseError: No row was stored.
    """
    places = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(rows))
    insert = f"INSERT INTO entries ({COLUMNS}) VALUES {places} ON CONFLICT DO NOTHING"
    if connection.execute(insert, list(chain.from_iterable(rows))).rowcount == len(rows):
        return [True] * len(rows)
    query = 'SELECT id FROM entries WHERE "index" = ? AND stage = ? AND attempt = ?'
    return [connection.execute(query, row[:3]).fetchone() == (row[3],) for row in rows]


_MENDS = {
    sqlite3.SQLITE_FULL: "free some space and run the same command again",
    sqlite3.SQLITE_IOERR: "check the disk and its free space, and run the same command again",
    sqlite3.SQLITE_READONLY: "make it writable or give another folder",
    sqlite3.SQLITE_CANTOPEN: "give a file in a folder that exists and can be written",
    sqlite3.SQLITE_NOTADB: "it is not a ledger, or is damaged: give another folder",
    sqlite3.SQLITE_CORRUPT: "restore it from a copy or begin in another folder",
}


@contextmanager
def sqlite_errors(path: Path, doing: str) -> Iterator[None]:
    """Turn what SQLite refuses inside the block into one line; ``doing`` is what cannot be done, as a participle.

    Raises:
        ConfigError: In place of any sqlite3.DatabaseError.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The lower byte is the kind of error, the rest says which sort of it.
        mend = _MENDS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "run the same command again")
        raise ConfigError(f"ledger {str(path)!r} cannot be {doing}: {error}; {mend}") from error
