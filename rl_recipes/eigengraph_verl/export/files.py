"""Writing parquet files row by row, so that a large dataset needs little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eigengraph.engine.durable import disk_errors
from eigengraph.exporters import WrittenFile
from eigengraph_verl.export.manifest import file_digest

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 500


def rl_schema() -> pa.Schema:
    """Return the columns of a file for reinforcement learning, as verl's RLHFDataset reads them."""
    import pyarrow as pa

    text = pa.string()
    message = pa.struct([("role", text), ("content", text)])
    return pa.schema(
        [
            ("prompt", pa.list_(message)),
            ("data_source", text),
            ("agent_name", text),
            ("ability", text),
            ("reward_model", pa.struct([("style", text), ("ground_truth", text)])),
            (
                "extra_info",
                pa.struct(
                    [
                        ("index", pa.int64()),
                        ("split", text),
                        ("task_id", text),
                        ("domain", text),
                        ("difficulty", pa.float64()),
                        ("task", text),
                    ]
                ),
            ),
        ]
    )


def sft_schema() -> pa.Schema:
    """Return the columns of a file for supervised fine-tuning; messages and tools are JSON text.

    As Arrow structs, tools of different shapes would gain each other's keys, with nulls.
    """
    import pyarrow as pa

    text = pa.string()
    return pa.schema([("id", text), ("messages", text), ("tools", text), ("targets", pa.list_(pa.int64()))])


def write_parquet(path: Path, rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> WrittenFile:
    """Write rows as one parquet file; one without rows where there are none, so that the columns can be read.

    Raises:
        ConfigError: The disk is full, or the folder cannot be written.
    """
    import pyarrow.parquet as pq

    count = 0
    with (
        disk_errors(path, mend="free some space or give another --out"),
        pq.ParquetWriter(path, schema, compression="zstd", version="2.6", data_page_version="1.0") as writer,
    ):
        for table in _tables(rows, schema):
            writer.write_table(table)
            count += table.num_rows
    return WrittenFile(str(path), count, file_digest(path))


def _tables(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> Iterator[pa.Table]:
    import pyarrow as pa

    left = iter(rows)
    while some := list(islice(left, _ROWS_AT_ONCE)):
        yield pa.Table.from_pylist(some, schema=schema)
