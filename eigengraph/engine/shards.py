"""Shards: the rows of a dataset as parquet files.

Equal rows give equal bytes under one version of pyarrow (which writes its version, but no time, into each file): all
that shapes the bytes is fixed here, whatever the library's defaults become.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eigengraph.engine.durable import disk_errors, sync_folder, temporary_of, write_synced
from eigengraph.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of a dataset.

    Attributes:
        path: The file.
        rows: How many rows it holds.
        digest: The SHA-256 of its bytes, in hexadecimal.
    """

    path: Path
    rows: int
    digest: str


def write_shards(
    folder: Path, rows: Iterable[Mapping[str, Any]], schema: pa.Schema, rows_per_shard: int = 1000
) -> list[Shard]:
    """Write rows as ``data-00000.parquet`` and on, in place of whatever shards the folder holds.

    Every shard is written and synced under a temporary name before the first takes its place, so a full disk or a bad
    row leaves the old shards as they were. A crash during the renaming can leave some old and some new, each of them
    whole: write again, or compare with the digests.

    Args:
        folder: Made where it is missing.
        rows: Each has exactly the schema's fields. Read once; one shard's worth is held in memory.
        schema: The columns.
        rows_per_shard: At most so many rows a shard.

    Returns:
        The shards in order; one without rows where there are no rows, so that the schema can be read.

    Raises:
        ConfigError: A row does not fit the schema, the disk is full, or the folder cannot be written.
    """
    if rows_per_shard < 1:
        raise ConfigError(f"rows_per_shard is {rows_per_shard!r} but must be at least 1")
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        shards = list(_stage(folder, iter(rows), schema, rows_per_shard))
        _publish(folder, shards)
    finally:
        for leftover in folder.glob("data-*.parquet.tmp"):
            leftover.unlink(missing_ok=True)
    return shards


def read_shards(folder: Path) -> Iterator[dict[str, Any]]:
    """Return an iterator over the rows of every shard, in order; one shard's rows are held in memory.

    Raises:
        ConfigError: The folder has no shards; or, on reading, a shard is damaged.
    """
    paths = sorted(folder.glob("data-*.parquet"))
    if not paths:
        raise ConfigError(f"{str(folder)!r} holds no shards (data-*.parquet); give the data folder of a finished run")
    return _read(paths)


def _read(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for path in paths:
        try:
            with disk_errors(path, "read", "write the shards again"):
                rows = pq.ParquetFile(path).read().to_pylist()
        except pa.ArrowException as error:
            raise ConfigError(f"shard {str(path)!r} is damaged: {_line(error)}; write the shards again") from error
        yield from rows


def _stage(folder: Path, rows: Iterator[Mapping[str, Any]], schema: pa.Schema, size: int) -> Iterator[Shard]:
    """Write each shard under its temporary name."""
    number = 0
    while (batch := list(islice(rows, size))) or number == 0:
        path = folder / f"data-{number:05d}.parquet"
        data = _encode(batch, schema, first=number * size)
        write_synced(temporary_of(path), data)
        yield Shard(path, len(batch), hashlib.sha256(data).hexdigest())
        number += 1


def _publish(folder: Path, shards: list[Shard]) -> None:
    """Put staged shards in place and remove those of a longer write before."""
    with disk_errors(folder):
        for shard in shards:
            temporary_of(shard.path).replace(shard.path)
        for stale in set(folder.glob("data-*.parquet")) - {shard.path for shard in shards}:
            stale.unlink()
    sync_folder(folder)


def _encode(batch: list[Mapping[str, Any]], schema: pa.Schema, first: int) -> bytes:
    """Return rows as the bytes of a parquet file; ``first`` is the number of the first one, for errors."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = set(schema.names)
    for number, row in enumerate(batch, first):
        if row.keys() != fields:  # pyarrow would drop what it does not know and make up nulls for what is missing
            raise ConfigError(f"row {number} has the fields {sorted(row)!r}, but the schema has {sorted(fields)!r}")
    try:
        table = pa.Table.from_pylist(batch, schema=schema)
        sink = pa.BufferOutputStream()
        pq.write_table(
            table, sink, version="2.6", data_page_version="1.0", compression="zstd", compression_level=3,
            row_group_size=max(1, len(batch)),
        )  # fmt: skip
    except (pa.ArrowException, TypeError, OverflowError) as error:
        last = first + len(batch) - 1
        raise ConfigError(f"rows {first} to {last} do not fit the schema: {_line(error)}") from error
    return sink.getvalue().to_pybytes()


def _line(error: Exception) -> str:
    """Return the first line of an error: pyarrow adds its C++ call stack to some."""
    return str(error).partition("\n")[0]
