"""Shards: rows come back as they were, in order, and equal rows are equal bytes."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.engine import durable, shards
from eigengraph.engine.shards import read_shards, write_shards
from eigengraph.errors import ConfigError

FIELDS: list[pa.Field[Any]] = [
    pa.field("index", pa.int64(), nullable=False),
    pa.field("task", pa.string()),
    pa.field("reward", pa.float64()),
    pa.field("messages", pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))),
]
SCHEMA = pa.schema(FIELDS)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
rows_of = st.lists(
    st.fixed_dictionaries(
        {
            "index": st.integers(-(2**63), 2**63 - 1),
            "task": st.none() | text,
            "reward": st.none() | st.floats(allow_nan=False),
            "messages": st.lists(st.fixed_dictionaries({"role": text, "content": st.none() | text}), max_size=3),
        }
    ),
    max_size=9,
)


def row(index: int) -> dict[str, Any]:
    said = [{"role": "user", "content": f"hello {index}"}]
    return {"index": index, "task": "t" * (index % 7), "reward": 1.0, "messages": said}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@settings(max_examples=40, deadline=None)
@given(rows_of, st.integers(1, 4))
def test_rows_come_back_in_order(rows: list[dict[str, Any]], size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = write_shards(Path(folder), iter(rows), SCHEMA, rows_per_shard=size)
        assert list(read_shards(Path(folder))) == rows
        assert sum(shard.rows for shard in written) == len(rows)
        assert all(shard.rows == size for shard in written[:-1])


def test_equal_rows_give_equal_bytes(tmp_path: Path) -> None:
    one = write_shards(tmp_path / "one", map(row, range(250)), SCHEMA, rows_per_shard=100)
    two = write_shards(tmp_path / "two", [row(index) for index in range(250)], SCHEMA, rows_per_shard=100)
    assert [shard.path.read_bytes() for shard in one] == [shard.path.read_bytes() for shard in two]
    assert [shard.digest for shard in one] == [shard.digest for shard in two]
    assert [shard.digest for shard in one] == [hashlib.sha256(shard.path.read_bytes()).hexdigest() for shard in one]
    assert len({shard.digest for shard in one}) == 3


def test_a_shorter_write_removes_the_stale_shards_and_nothing_else(tmp_path: Path) -> None:
    write_shards(tmp_path, map(row, range(50)), SCHEMA, rows_per_shard=10)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "data-00009.parquet.tmp").write_text("left by a crash")
    write_shards(tmp_path, map(row, range(15)), SCHEMA, rows_per_shard=10)
    assert names(tmp_path) == ["data-00000.parquet", "data-00001.parquet", "notes.txt"]
    assert [found["index"] for found in read_shards(tmp_path)] == list(range(15))


def test_no_rows_still_tell_their_schema(tmp_path: Path) -> None:
    (shard,) = write_shards(tmp_path, [], SCHEMA)
    assert shard.rows == 0
    assert list(read_shards(tmp_path)) == []
    assert pa.parquet.read_schema(shard.path).names == SCHEMA.names


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({**row(12), "index": "twelve"}, "rows 10 to 12 do not fit the schema: .*'twelve'"),
        ({**row(12), "index": None}, "rows 10 to 12 do not fit the schema: .*index"),
        ({**row(12), "index": 2**70}, "rows 10 to 12 do not fit the schema: "),
        ({**row(12), "extra": 1}, "row 12 has the fields .*'extra'.*, but the schema has "),
        ({"index": 12}, "row 12 has the fields .'index'., but the schema has "),
    ],
)
def test_a_row_that_does_not_fit_leaves_the_old_shards(tmp_path: Path, bad: dict[str, Any], said: str) -> None:
    before = write_shards(tmp_path, map(row, range(20)), SCHEMA, rows_per_shard=10)
    with pytest.raises(ConfigError, match=said) as caught:
        write_shards(tmp_path, [*map(row, range(100, 112)), bad], SCHEMA, rows_per_shard=10)
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == ["data-00000.parquet", "data-00001.parquet"]
    assert [hashlib.sha256(shard.path.read_bytes()).hexdigest() for shard in before] == [s.digest for s in before]


def test_a_full_disk_leaves_the_old_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_shards(tmp_path, map(row, range(20)), SCHEMA, rows_per_shard=10)
    calls = iter(range(10))

    def full_at_the_second(path: Path, data: bytes) -> None:
        with durable.disk_errors(path):
            if next(calls) == 1:
                raise OSError(28, "No space left on device")
        durable.write_synced(path, data)

    monkeypatch.setattr(shards, "write_synced", full_at_the_second)
    with pytest.raises(ConfigError, match=r"data-00001.parquet.tmp' cannot be written: No space left on device"):
        write_shards(tmp_path, map(row, range(100, 120)), SCHEMA, rows_per_shard=10)
    assert [found["index"] for found in read_shards(tmp_path)] == list(range(20))
    assert names(tmp_path) == ["data-00000.parquet", "data-00001.parquet"]


def test_an_error_of_the_source_is_passed_on_and_nothing_is_left(tmp_path: Path) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield row(0)
        raise KeyError("source")

    with pytest.raises(KeyError, match="source"):
        write_shards(tmp_path, rows(), SCHEMA, rows_per_shard=1)
    assert names(tmp_path) == []


def test_bad_places_and_sizes_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="file/data' cannot be written: Not a directory"):
        write_shards(tmp_path / "file" / "data", [], SCHEMA)
    with pytest.raises(ConfigError, match="rows_per_shard is 0 but must be at least 1"):
        write_shards(tmp_path, [], SCHEMA, rows_per_shard=0)
    with pytest.raises(ConfigError, match="holds no shards"):
        read_shards(tmp_path)


def test_a_damaged_shard_is_named(tmp_path: Path) -> None:
    _, second = write_shards(tmp_path, map(row, range(20)), SCHEMA, rows_per_shard=10)
    second.path.write_bytes(second.path.read_bytes()[:-20])
    reading = read_shards(tmp_path)
    assert [next(reading)["index"] for _ in range(10)] == list(range(10))
    with pytest.raises(ConfigError, match=r"data-00001.parquet'"):
        next(reading)
