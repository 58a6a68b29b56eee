"""Run folders: made, reopened, refused; one writer at a time."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.engine.folder import RunFolder, check_settings
from eigengraph.errors import ConfigError, RunMismatchError

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
json_objects = st.dictionaries(st.text(max_size=8), json_values, max_size=4)

HOLDER = """
import os, sys, time
from pathlib import Path
from eigengraph.engine.folder import RunFolder
with RunFolder.claim(Path(sys.argv[1])):
    print(flush=True)
    time.sleep(600)
"""


# Opening


def test_a_new_folder_is_made_with_its_parents_and_reopened(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "first"
    with RunFolder.claim(path) as folder:
        assert folder.read_manifest() == {}
        folder.write_manifest({"seed": 7})
        folder.data.mkdir()
        folder.ledger.write_bytes(b"")
    with RunFolder.claim(path) as folder:
        assert folder.read_manifest() == {"seed": 7}
    assert sorted(item.name for item in path.iterdir()) == [".lock", "data", "ledger.sqlite", "manifest.json"]


def test_a_run_killed_before_its_first_manifest_is_begun_anew(tmp_path: Path) -> None:
    with RunFolder.claim(tmp_path) as folder:
        folder.save_tables({"orders": {}})
    (tmp_path / "manifest.json.tmp").write_text('{"eigengraph_r')
    (tmp_path / "tables.json.gz.tmp").write_bytes(b"half")
    with RunFolder.claim(tmp_path) as folder:
        assert folder.read_manifest() == {}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("thesis.tex", "mine", "is not a run folder and not empty .'thesis.tex'.; give an empty or new folder"),
        ("ledger.sqlite", "", "is not a run folder and not empty .'ledger.sqlite'."),
        ("manifest.json", '{"name": "a browser extension"}', "is no manifest of an EigenGraph run"),
        ("manifest.json", "[]", "is no manifest of an EigenGraph run"),
        ("manifest.json", "{", "manifest.json' is not JSON"),
    ],
)
def test_a_folder_of_something_else_is_refused_and_left_alone(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ConfigError, match=said):
        RunFolder.claim(tmp_path)
    assert [(item.name, item.read_text()) for item in tmp_path.iterdir()] == [(name, content)]


def test_only_a_run_can_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"is not a run folder: it has no manifest.json"):
        RunFolder.look(tmp_path)
    with RunFolder.claim(tmp_path) as folder:
        folder.write_manifest({"seed": 7})
        assert RunFolder.look(tmp_path).read_manifest() == {"seed": 7}


def test_a_place_that_cannot_be_a_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "run"):
        with pytest.raises(ConfigError, match=r"cannot be made a run folder: .*; give another folder"):
            RunFolder.claim(path)


def test_a_read_only_folder_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ConfigError, match="cannot be made a run folder: Read-only file system; give another folder"):
        RunFolder.claim(tmp_path)


# The lock


def test_two_writers_cannot_share_a_folder_and_the_second_is_told_whose_it_is(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    try:
        with pytest.raises(ConfigError, match=f"is in use by process {child.pid}; wait until it ends"):
            RunFolder.claim(tmp_path)
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    RunFolder.claim(tmp_path).close()


def test_the_lock_holds_inside_one_process_too_and_ends_with_close(tmp_path: Path) -> None:
    folder = RunFolder.claim(tmp_path)
    with pytest.raises(ConfigError, match=f"in use by process {os.getpid()}"):
        RunFolder.claim(tmp_path)
    folder.close()
    folder.close()
    RunFolder.claim(tmp_path).close()


# Manifest and tables


@settings(max_examples=50, deadline=None)
@given(json_objects)
def test_a_manifest_comes_back(manifest: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as path, RunFolder.claim(Path(path)) as folder:
        folder.write_manifest(manifest)
        assert folder.read_manifest() == manifest


def test_a_full_disk_keeps_the_old_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with RunFolder.claim(tmp_path) as folder:
        folder.write_manifest({"seed": 7})
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ConfigError, match=r"manifest.json.tmp' cannot be written: No space left on device"):
            folder.write_manifest({"seed": 8})
        assert folder.read_manifest() == {"seed": 7}


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=5), st.dictionaries(st.text(max_size=5), json_objects, max_size=3), max_size=3))
def test_tables_come_back_with_their_rows_in_order(tables: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as path, RunFolder.claim(Path(path)) as folder:
        folder.save_tables(tables)
        loaded, first = folder.load_tables(), folder.tables.read_bytes()
        assert loaded == tables
        assert [list(rows) for rows in loaded.values()] == [list(rows) for rows in tables.values()]
        folder.save_tables(loaded)
        assert folder.tables.read_bytes() == first


def test_tables_hold_no_time(tmp_path: Path) -> None:
    with RunFolder.claim(tmp_path) as folder:
        folder.save_tables({"orders": {"A1": {"total": 3}}})
        data = folder.tables.read_bytes()
    assert data[4:8] == bytes(4)  # RFC 1952: the four bytes of the time of writing
    assert data[3] == 0  # no flags, so no file name
    assert gzip.decompress(data) == b'{"orders":{"A1":{"total":3}}}'


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: b"{", lambda data: gzip.compress(b"{")])
def test_missing_or_damaged_tables_are_named(tmp_path: Path, damage: Any) -> None:
    with RunFolder.claim(tmp_path) as folder:
        with pytest.raises(ConfigError, match=r"tables.json.gz' cannot be read: No such file"):
            folder.load_tables()
        folder.save_tables({"orders": {"A1": {"total": 3}}})
        folder.tables.write_bytes(damage(folder.tables.read_bytes()))
        with pytest.raises(ConfigError, match=r"tables.json.gz' (is not JSON|cannot be read): .*; .*begin in another"):
            folder.load_tables()


# Settings


def test_the_same_settings_are_accepted() -> None:
    check_settings(
        {"seed": 7, "goals": (1, 5), "models": {"agent": "offline"}},
        {"models": {"agent": "offline"}, "seed": 7, "goals": [1, 5]},
    )


@given(json_objects)
def test_settings_read_back_from_a_manifest_are_accepted(given_settings: dict[str, Any]) -> None:
    check_settings(given_settings, given_settings)


def test_other_settings_are_shown_line_by_line() -> None:
    stored = {"domain": "airline", "seed": 7, "models": {"agent": "offline", "user": None}, "old": 1}
    mine = {"domain": "airline", "seed": 8, "models": {"agent": "openai:m@u", "user": None}, "options": {}}
    with pytest.raises(RunMismatchError) as caught:
        check_settings(mine, stored)
    assert str(caught.value).splitlines() == [
        "the run folder was made with other settings (stored -> given):",
        '  models.agent: "offline" -> "openai:m@u"',
        "  old: 1 -> (absent)",
        "  options: (absent) -> {}",
        "  seed: 7 -> 8",
        "give the stored settings, or another folder",
    ]
