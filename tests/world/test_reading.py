"""Reading tables from files, and the shapes in which a schema takes them."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from eigengraph.errors import ConfigError, TableError
from eigengraph.world import TableSchema, check_tables, read_tables


class Line(BaseModel):
    id: str
    since: date = date(2025, 1, 1)


class Phone(BaseModel):
    battery: int = 80


class Owner(BaseModel):
    name: str


SCHEMA = {"lines": TableSchema(Line, key="id"), "phone": TableSchema(Phone, side="user", single="mine")}
LINE = {"id": "L1", "since": "2025-01-01"}


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def problems_of(schema: dict[str, TableSchema], tables: dict[str, Any]) -> list[str]:
    with pytest.raises(TableError) as caught:
        check_tables(schema, tables)
    return list(caught.value.problems)


# Files


def test_a_toml_file_is_read_with_its_dates(tmp_path: Path) -> None:
    path = write(tmp_path, db__toml='[[lines]]\nid = "é"\nsince = 2024-02-29\n') / "db.toml"
    assert read_tables(path) == {"lines": [{"id": "é", "since": date(2024, 2, 29)}]}
    assert check_tables(SCHEMA, read_tables(path))["lines"] == {"é": {"id": "é", "since": "2024-02-29"}}


@pytest.mark.parametrize(
    ("agent", "user"),
    [
        ({"db__toml": '[[lines]]\nid = "L1"'}, {"user_db__toml": "[phone]\nbattery = 7"}),
        ({"db__json": '{"lines": [{"id": "L1"}]}'}, {"user_db__json": '{"phone": {"battery": 7}}'}),
        ({"db__json": '{"lines": [{"id": "L1"}]}'}, {"user_db__toml": "[phone]\nbattery = 7"}),
    ],
)
def test_a_folder_holds_both_sides(tmp_path: Path, agent: dict[str, str], user: dict[str, str]) -> None:
    folder = write(tmp_path, **agent, **user, tasks__json="[]")
    assert read_tables(folder) == {"lines": [{"id": "L1"}], "phone": {"battery": 7}}


def test_a_folder_need_not_hold_a_file_of_the_users(tmp_path: Path) -> None:
    assert read_tables(write(tmp_path, db__json='{"lines": {}}')) == {"lines": {}}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, r"db\.json' cannot be read: No such file"),
        ({"db__toml": "[lines"}, r"db\.toml' are not TOML: "),
        ({"db__json": "{}", "db__toml": ""}, "db.json and db.toml are both there; drop one"),
        ({"db__json": '{"a": {}}', "user_db__json": '{"a": {}}'}, "both files hold a table 'a'; rename or drop one"),
        ({"db__json": "{}", "user_db__json": "[]"}, r"user_db\.json' must be an object of tables, not list"),
    ],
)
def test_a_folder_that_holds_no_tables(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        read_tables(write(tmp_path, **files))
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize(("name", "text"), [("db.json.gz", '{"lines": {}}'), ("db.toml.gz", "[lines]")])
def test_a_file_may_be_gzipped(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(text.encode()))
    assert read_tables(tmp_path / name) == {"lines": {}}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (gzip.compress(b'{"lines": {}}')[:-6], r"cannot be read: it is cut off \(its gzip stream has no end\)"),
        (b"\x1f\x8b\x00 damaged", "cannot be read: it is a damaged gzip file "),
        (b"[" * 100_000, "are not JSON: "),
        ('{"lines": {}}'.encode("utf-16"), "cannot be read: it is no text: .*; write it as UTF-8"),
    ],
)
def test_a_damaged_file_is_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "db.json").write_bytes(data)
    with pytest.raises(ConfigError, match=message) as caught:
        read_tables(tmp_path / "db.json")
    assert "\n" not in str(caught.value)


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "db.json").write_text('{"lines": {}}', encoding="utf-8-sig")
    assert read_tables(tmp_path / "db.json") == {"lines": {}}


def test_what_is_no_object_of_tables_is_a_problem_of_the_tables() -> None:
    assert problems_of(SCHEMA, []) == ["they are list, no object of tables"]  # type: ignore[arg-type]


def test_a_toml_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "db.toml"
    path.write_bytes('a = "é"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="cannot be read: it is no text: "):
        read_tables(path)


# Shapes


@pytest.mark.parametrize("lines", [[{"id": "L2"}, LINE], {"L2": {"id": "L2"}, "L1": LINE}])
def test_rows_come_as_a_list_or_by_key(lines: Any) -> None:
    checked = check_tables(SCHEMA, {"lines": lines})
    assert list(checked["lines"].items()) == [("L2", {**LINE, "id": "L2"}), ("L1", LINE)]


@pytest.mark.parametrize("phone", [{"battery": 7}, {"mine": {"battery": 7}}])
def test_a_single_row_comes_bare_or_by_key(phone: Any) -> None:
    assert check_tables(SCHEMA, {"lines": {}, "phone": phone})["phone"] == {"mine": {"battery": 7}}


def test_a_single_row_of_defaults_need_not_come() -> None:
    assert check_tables(SCHEMA, {"lines": []}) == {"lines": {}, "phone": {"mine": {"battery": 80}}}
    assert problems_of({"owner": TableSchema(Owner, single="me")}, {}) == ["owner['me'].name: Field required"]


def test_rows_of_a_list_must_have_keys_of_their_own() -> None:
    lines = [LINE, {"since": "2025-01-01"}, {"id": 5}, "L3", LINE]
    assert problems_of(SCHEMA, {"lines": lines}) == [
        "lines[1].id: must be the row's key, found None",
        "lines[2].id: must be the row's key, found 5",
        "lines[3].id: must be the row's key, found None",
        "lines[4].id: 'L1' is the key of an earlier row",
    ]


def test_a_list_needs_a_schema_that_says_what_its_key_is() -> None:
    said = "lines: must be an object of rows by key, not list"
    assert problems_of({"lines": TableSchema(Line)}, {"lines": [LINE]}) == [said]
    assert problems_of({}, {"lines": [LINE]}) == [said]


def test_references_reach_into_what_came_as_a_list() -> None:
    schema = {**SCHEMA, "owners": TableSchema(dict[str, str], references={"line": "lines"})}
    owners = {"ann": {"line": "L1"}, "bob": {"line": "L9"}}
    assert problems_of(schema, {"lines": [LINE], "owners": owners}) == [
        "owners['bob'].line: 'L9' is not a key of lines"
    ]
