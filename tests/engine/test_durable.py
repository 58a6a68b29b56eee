"""Replacing files: the old content or the new, never less."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eigengraph.engine.durable import replace_file
from eigengraph.errors import ConfigError

REPLACER = """
import itertools, sys
from pathlib import Path
from eigengraph.engine.durable import replace_file
for number in itertools.count():
    replace_file(Path(sys.argv[1]), b"%d" % (number % 10) * 300_000)
    print(flush=True)
"""


def test_a_file_is_made_and_replaced_with_nothing_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for data in (b"one", b""):
        replace_file(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_writer_leaves_whole_content(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for lines in (1, 7, 20):
        child = subprocess.Popen([sys.executable, "-c", REPLACER, str(path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        for _ in range(lines):
            child.stdout.readline()
        child.kill()
        child.communicate()
        data = path.read_bytes()
        assert len(data) == 300_000
        assert len(set(data)) == 1


def test_a_full_disk_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    replace_file(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match=r"a.json.tmp' cannot be written: No space left on device; free some space"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written: Not a directory; free some space or give another folder"):
        replace_file(tmp_path / "file" / "a.json", b"")
