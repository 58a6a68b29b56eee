"""A desk with one user, one task and an inbox: the mock domain over tables of these tests' own."""

import json
import stat
import sys
from pathlib import Path

import eigengraph_retail
import eigengraph_tau2
import eigengraph_telecom
import pytest
from eigengraph_tau2.mock import MOCK
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.tasks import Tau2Task, parse_tasks

from eigengraph.host import Host
from eigengraph.world import Base, check_tables
from tests.plugins.tau2.dialogues import COMPLETE

TABLES = {
    "tasks": {"task_1": {"task_id": "task_1", "title": "Count the chairs", "status": "pending"}},
    "users": {"user_1": {"user_id": "user_1", "name": "Ivo Lang", "tasks": ["task_1"]}},
    "notifications": {"note_1": {"notification_id": "note_1", "message": "Chairs!"}},
}


@pytest.fixture(scope="session")
def host() -> Host:
    return Host([eigengraph_tau2, eigengraph_retail, eigengraph_telecom])


@pytest.fixture
def ground() -> Ground:
    return Ground(MOCK, Base(check_tables(MOCK.schema, TABLES), MOCK.sides()))


@pytest.fixture
def task():
    """Make a task from its criteria and other fields, in tau2-bench's terms."""

    def make(criteria: dict | None = None, **fields) -> Tau2Task:
        raw = {"id": "t1", "user_scenario": {"instructions": "Count."}, "evaluation_criteria": criteria, **fields}
        return parse_tasks([raw], "tasks.json")[0]

    return make


@pytest.fixture
def data(tmp_path) -> Path:
    """A folder of tau2-bench's data with one domain, ``mock``."""
    folder = tmp_path / "data" / "mock"
    folder.mkdir(parents=True)
    tasks = [{"id": "t1", "user_scenario": {"instructions": "Count."}, "evaluation_criteria": {"actions": [COMPLETE]}}]
    for name, value in {
        "db.json": {name: TABLES[name] for name in ("tasks", "users")},
        "user_db.json": {"notifications": TABLES["notifications"]},
        "tasks.json": tasks,
        "split_tasks.json": {"base": ["t1"], "none": [], "odd": ["t7"]},
    }.items():
        (folder / name).write_text(json.dumps(value), "utf-8")
    (folder / "policy.md").write_text("Be kind.", "utf-8")
    return folder.parent


@pytest.fixture
def interpreter(tmp_path):
    """Make an interpreter that runs a program of ours, whatever script it is given."""

    def make(program: str) -> str:
        path = tmp_path / "python"
        path.write_text(f"#!{sys.executable}\n{program}", "utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make
