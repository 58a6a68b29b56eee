"""The ledger as a runner uses it: what was put comes back, once, in order, and is found again on resuming."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.engine.ledger import Entry, Ledger
from eigengraph.errors import ConfigError

storable = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
keys = st.tuples(st.integers(0, 2**63 - 1), st.sampled_from(["task", "rollout", "verdict", "a b"]), st.integers(0, 9))


@st.composite
def distinct_entries(draw: st.DrawFn) -> list[Entry]:
    places = draw(st.lists(keys, unique=True, max_size=12))
    return [
        Entry(*place, draw(storable), draw(st.text(max_size=20)), draw(st.binary(max_size=300)), draw(st.text()))
        for place in places
    ]


def put_all(ledger: Ledger, entries: Iterable[Entry]) -> list[bool]:
    async def gather() -> list[bool]:
        return list(await asyncio.gather(*(ledger.put(entry) for entry in entries)))

    return asyncio.run(gather())


def by_place(entry: Entry) -> tuple[int, str, int]:
    return entry.index, entry.stage, entry.attempt


@settings(max_examples=40, deadline=None)
@given(distinct_entries())
def test_what_is_put_comes_back_in_order_after_reopening(entries: list[Entry]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        with Ledger.open(path) as ledger:
            assert put_all(ledger, entries) == [True] * len(entries)
            assert list(ledger.entries()) == sorted(entries, key=by_place)
        with Ledger.open(path) as ledger:
            assert list(ledger.entries()) == sorted(entries, key=by_place)
            assert list(ledger.entries("task")) == sorted((e for e in entries if e.stage == "task"), key=by_place)
            assert ledger.counts() == Counter((e.stage, e.status, e.reason) for e in entries)


@given(st.data())
def test_equal_entries_have_one_id_and_different_ones_do_not(data: st.DataObject) -> None:
    small, texts = st.integers(0, 12), st.sampled_from(["", "a", "b", "ab"])
    entries = st.builds(Entry, small, texts, small, texts, texts, st.sampled_from([b"", b"a"]), texts)
    one = data.draw(entries)
    two = data.draw(st.just(one).map(replace) | entries)
    assert (one.id == two.id) == (one == two)


def test_a_batch_larger_than_a_transaction_is_stored_whole(tmp_path: Path) -> None:
    entries = [Entry(index, "task", 0, "ok", payload=b"x" * 100) for index in range(950)]
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        assert all(put_all(ledger, entries))
        assert [entry.index for entry in ledger.entries()] == list(range(950))


def test_the_first_entry_of_a_place_stays(tmp_path: Path) -> None:
    first, other, elsewhere = Entry(1, "task", 0, "ok"), Entry(1, "task", 0, "error"), Entry(2, "task", 0, "ok")
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        assert put_all(ledger, [first]) == [True]
        assert put_all(ledger, [first, other, elsewhere, elsewhere]) == [True, False, True, True]
        assert list(ledger.entries()) == [first, elsewhere]


def test_text_that_no_file_can_store_is_escaped_and_not_lost() -> None:
    entry = Entry(0, "task", 0, "error", reason="odd \ud800", detail="\udfff!")
    assert (entry.reason, entry.detail) == ("odd \\ud800", "\\udfff!")


def test_resuming_finds_the_latest_attempt_of_each_stage(tmp_path: Path) -> None:
    made = Entry(7, "task", 0, "ok", payload=b'{"id":"t7"}')
    tries = [Entry(7, "rollout", attempt, status) for attempt, status in enumerate(["error", "rejected", "ok"])]
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        put_all(ledger, [tries[2], made, tries[0], tries[1], Entry(9, "rollout", 0, "rejected")])
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.stages(7) == {"task": made, "rollout": tries[2]}
        assert ledger.stages(8) == {}
        assert list(ledger.statuses("rollout").items()) == [(7, "ok"), (9, "rejected")]


def test_putters_of_several_threads_and_event_loops_share_one_ledger(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        parts = [[Entry(index, f"stage{part}", 0, "ok") for index in range(50)] for part in range(4)]
        threads = [threading.Thread(target=put_all, args=(ledger, part)) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ledger.counts() == {(f"stage{part}", "ok", ""): 50 for part in range(4)}


def test_a_cancelled_putter_disturbs_nobody(tmp_path: Path) -> None:
    async def cancel_some(ledger: Ledger) -> list[int]:
        tasks = [asyncio.create_task(ledger.put(Entry(index, "task", 0, "ok"))) for index in range(60)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return [index for index, task in enumerate(tasks) if not task.cancelled()]

    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        kept = asyncio.run(cancel_some(ledger))
        stored = {entry.index for entry in ledger.entries()}
    assert set(range(1, 60, 2)) <= set(kept) <= stored


def test_closing_writes_what_is_waiting(tmp_path: Path) -> None:
    async def put_and_close(ledger: Ledger) -> list[bool]:
        tasks = [asyncio.create_task(ledger.put(Entry(index, "task", 0, "ok"))) for index in range(300)]
        await asyncio.sleep(0)
        ledger.close()
        return list(await asyncio.wait_for(asyncio.gather(*tasks), timeout=30))

    ledger = Ledger.open(tmp_path / "ledger.sqlite")
    assert asyncio.run(put_and_close(ledger)) == [True] * 300
    with pytest.raises(RuntimeError, match="is closed"):
        put_all(ledger, [Entry(0, "late", 0, "ok")])
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.sqlite"]


def test_a_reader_follows_a_writer_and_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as writer, Ledger.open(path, write=False) as reader:
        put_all(writer, [Entry(0, "task", 0, "ok")])
        assert reader.statuses("task") == {0: "ok"}
        with pytest.raises(RuntimeError, match="reading only"):
            put_all(reader, [Entry(1, "task", 0, "ok")])


def test_writing_goes_on_while_somebody_reads(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        put_all(ledger, [Entry(index, "task", 0, "ok", payload=b"x" * 9000) for index in range(30)])
        reading = ledger.entries()
        first = next(reading)
        assert put_all(ledger, [Entry(99, "task", 0, "ok")]) == [True]
        assert [first.index, *(entry.index for entry in reading)] == list(range(30))


# Files that are not a ledger


def test_text_is_no_ledger_and_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_text("dear diary, " * 100)
    with pytest.raises(ConfigError, match=r"ledger.sqlite' cannot be opened: .*; it is not a ledger, or is damaged"):
        Ledger.open(path)
    assert path.read_text() == "dear diary, " * 100


def test_the_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE entries (a)")
    foreign.close()
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="is not a ledger but some other SQLite file"):
        Ledger.open(path)
    assert path.read_bytes() == before


def test_a_later_format_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger.open(path).close()
    later = sqlite3.connect(path)
    later.execute("PRAGMA user_version = 2")
    later.close()
    with pytest.raises(ConfigError, match="has format 2, and this version knows 1 only"):
        Ledger.open(path)


def test_a_ledger_to_read_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be opened: unable to open database file"):
        Ledger.open(tmp_path / "ledger.sqlite", write=False)
    assert list(tmp_path.iterdir()) == []


def test_a_changed_payload_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        put_all(
            ledger, [Entry(0, "task", 0, "ok", payload=b"kept" * 10), Entry(1, "task", 0, "ok", payload=b"struck" * 10)]
        )
    path.write_bytes(path.read_bytes().replace(b"struckstruck", b"struckStruck"))
    with Ledger.open(path) as ledger:
        assert ledger.stages(0)["task"].payload == b"kept" * 10
        with pytest.raises(
            ConfigError, match="the entry of candidate 1, stage 'task', attempt 0 is not what was stored"
        ):
            list(ledger.entries())


def test_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        put_all(ledger, [Entry(index, "task", 0, "ok", payload=b"x" * 5000) for index in range(50)])
    data = path.read_bytes()
    path.write_bytes(data[:8192] + b"\x55" * (len(data) - 8192))
    with pytest.raises(ConfigError, match="is malformed; restore it from a copy"), Ledger.open(path) as ledger:
        list(ledger.entries())
