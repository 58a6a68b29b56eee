"""Finding tau2-bench's data, and telling what is missing or wrong in it."""

import json
import re
from pathlib import Path

import pytest
from eigengraph_tau2.data import FILES, open_data, world_name
from eigengraph_tau2.mock import MOCK

from eigengraph.errors import ConfigError, UnknownNameError


def test_a_folder_holds_tasks_splits_database_and_policy(data):
    folder = open_data(data, "mock")
    assert [task.id for task in folder.tasks()] == ["t1"]
    assert [task.id for task in folder.tasks("none")] == []
    assert folder.policy() == "Be kind."
    base = folder.ground(MOCK).base
    assert base.tables["tasks"]["task_1"]["description"] is None
    assert base.sides == {"tasks": "agent", "users": "agent", "notifications": "user"}


def test_tau2s_own_folder_will_do(data, tmp_path):
    own = tmp_path / "own" / "tau2" / "domains"
    own.mkdir(parents=True)
    (data / "mock").rename(own / "mock")
    assert open_data(tmp_path / "own", "mock").policy() == "Be kind."


def test_the_variable_names_the_folder(data, monkeypatch):
    monkeypatch.setenv("EIGENGRAPH_TAU2_DATA", str(data))
    assert open_data(None, "mock").policy() == "Be kind."
    monkeypatch.chdir(data)
    monkeypatch.delenv("EIGENGRAPH_TAU2_DATA")
    assert open_data(Path(), "mock").policy() == "Be kind."
    with pytest.raises(ConfigError, match=r"Give its folder with --data, or set EIGENGRAPH_TAU2_DATA"):
        open_data(None, "mock")


def test_another_policy_text_is_the_same_world(tmp_path):
    (tmp_path / "telecom").mkdir()
    assert open_data(tmp_path, "telecom-workflow").domain == "telecom"


def test_a_prefix_asks_for_tau2_benchs_own_environment():
    assert [world_name(name) for name in ("telecom-workflow", "tau2:telecom-workflow")] == ["telecom", "tau2:telecom"]
    with pytest.raises(UnknownNameError, match="unknown tau2-bench domain 'mok'"):
        world_name("tau2:mok")


def test_a_policy_in_parts_is_tagged(tmp_path):
    folder = tmp_path / "telecom"
    folder.mkdir()
    for number, name in enumerate(FILES["telecom"].policy.values()):
        (folder / name).write_text(f"part {number}", "utf-8")
    assert open_data(tmp_path, "telecom").policy() == (
        "<main_policy>\npart 0\n</main_policy>\n<tech_support_policy>\npart 1\n</tech_support_policy>"
    )


@pytest.mark.parametrize("name", ["db.json", "user_db.json", "tasks.json", "split_tasks.json", "policy.md"])
def test_a_missing_file_is_named(data, name):
    (data / "mock" / name).unlink()
    folder = open_data(data, "mock")
    told = f"tau2-bench's data for 'mock' lacks {name!r}: there is no '{data / 'mock' / name}'; give the folder"
    with pytest.raises(ConfigError, match=re.escape(told)):
        (folder.ground(MOCK), folder.tasks("base"), folder.policy())


def test_unknown_names_are_told_with_the_known_ones(data, tmp_path):
    with pytest.raises(UnknownNameError, match=r"unknown tau2-bench domain 'mok'; did you mean 'mock'\?"):
        open_data(data, "mok")
    with pytest.raises(UnknownNameError, match=r"unknown split of mock 'bas'; did you mean 'base'\?"):
        open_data(data, "mock").tasks("bas")
    with pytest.raises(ConfigError, match=r"split_tasks\.json': odd: there is no task 't7'"):
        open_data(data, "mock").tasks("odd")
    with pytest.raises(ConfigError, match="holds no folder 'retail'"):
        open_data(data, "retail")


def test_a_database_that_breaks_the_schema_is_told_in_a_line(data):
    path = data / "mock" / "db.json"
    tables = json.loads(path.read_text("utf-8"))
    del tables["tasks"]["task_1"]["title"]
    tables["users"]["user_1"]["name"] = 5
    path.write_text(json.dumps(tables), "utf-8")
    with pytest.raises(ConfigError) as caught:
        open_data(data, "mock").ground(MOCK)
    assert str(caught.value) == f"'{path}': tasks['task_1'].title: Field required (and 1 more)"


def test_the_users_database_is_named_for_what_is_wrong_in_it(data):
    path = data / "mock" / "user_db.json"
    path.write_text(json.dumps({"notifications": {"n": {"notification_id": "n"}}}), "utf-8")
    with pytest.raises(ConfigError) as caught:
        open_data(data, "mock").ground(MOCK)
    assert str(caught.value) == f"'{path}': notifications['n'].message: Field required"
