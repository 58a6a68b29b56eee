"""Reading files: what is wrong with one is told in a line that names it, whatever it is called."""

import gzip
import re
from pathlib import Path

import pytest

from eigengraph.errors import ConfigError
from eigengraph.files import parse_json, read_json, read_text


@pytest.mark.parametrize("name", ["a.json", "a.json.gz", "results"])
def test_gzip_and_byte_order_marks_do_not_matter(tmp_path: Path, name: str) -> None:
    for data in (b"[1]", b"\xef\xbb\xbf[1]", gzip.compress(b"\xef\xbb\xbf[1]", mtime=0)):
        (tmp_path / name).write_bytes(data)
        assert read_json(tmp_path / name) == [1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"= nothing of the kind", "is not JSON: Expecting value: line 1 column 1"),
        (b"[" * 100_000, "is not JSON: it is nested too deeply"),
        (b"1" * 5000, "is not JSON: a number in it has more than 4,300 digits"),
        (
            gzip.compress(b"[1]", mtime=0)[:-6],
            "cannot be read: it is cut off (its gzip stream has no end); copy it again",
        ),
        (b"\x1f\x8b\x00 damaged", "cannot be read: it is a damaged gzip file ("),
        ("[1]".encode("utf-16"), "cannot be read: it is no text: invalid start byte at byte 0; write it as UTF-8"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "odd"
    path.write_bytes(data)
    with pytest.raises(ConfigError, match=re.escape(f"thing {str(path)!r} {said}")) as caught:
        read_json(path, "thing")
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^'.*none' cannot be read: No such file or directory$"):
        read_text(tmp_path / "none")
    with pytest.raises(ConfigError, match=r"^'.*' cannot be read: Is a directory$"):
        read_text(tmp_path)


def test_lines_are_counted_from_where_a_text_stands_in_its_file() -> None:
    with pytest.raises(ConfigError, match=r"^it is not JSON: Expecting value: line 8 column 1$"):
        parse_json("[\n}", "it", 7)
