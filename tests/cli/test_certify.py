"""``eigengraph certify``: certificates of runs and of files, issued again."""

import gzip
import json
import shutil
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from eigengraph.records import Task, encode
from eigengraph.run import Run

TASKS_KEYS = {"tasks", "certified", "mutants", "must_pass"}


@pytest.fixture
def tasks(run) -> list[Task]:
    """The tasks of the run."""
    return [datum.task for datum in Run.open(run).data()]


@pytest.fixture
def tables(run, tmp_path) -> Path:
    """The tables of the run, as a file of their own."""
    path = tmp_path / "tables.json"
    path.write_bytes(gzip.decompress((run / "tables.json.gz").read_bytes()))
    return path


def written(path: Path, tasks: list[Task]) -> Path:
    path.write_bytes(b"\n".join(map(encode, tasks)))
    return path


def unsound(task: Task) -> dict:
    """Return a task whose verifier accepts everything."""
    record = orjson.loads(encode(task))
    record["verifier"]["outcomes"] = [{"name": "anything", "assertions": []}]
    return record


def test_the_certificates_of_a_run_are_as_stored(typed, run):
    code, out, err = typed("certify", run)
    assert code == 0
    assert "3 of 3 tasks certified" in out
    assert "3 certificates are as stored" in out
    assert "dropped_write" in out
    assert "refused: of the good ones, those whose wrong call the tools refused" in out
    assert "certifying" in err


def test_one_line_of_json(typed, run):
    code, out, err = typed("certify --json --quiet", run)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found.keys() >= TASKS_KEYS
    assert (found["tasks"], found["certified"]) == (3, 3)
    assert found["mutants"]["do_nothing"] == {"tried": 3, "killed": 3, "refused": 0, "not_applicable": 0}
    assert found["must_pass"]["gold"] == {"tried": 6, "passed": 6, "refused": 0, "not_applicable": 0}
    assert found["searches"] == found["not_certified"] == found["changed"] == {}


def test_searches_run_when_asked_for(typed, run):
    code, out, _ = typed("certify --json --quiet --search", run)
    assert code == 0
    assert set(json.loads(out)["searches"]) == {"other_ways", "missed_goal", "broken_rule", "renamed_ids"}


def test_the_tasks_of_a_file_stand_on_tables(typed, tasks, tables, tmp_path):
    path = written(tmp_path / "tasks.jsonl", tasks)
    code, out, _ = typed("certify --json --quiet --tables", tables, path)
    assert code == 0
    assert json.loads(out)["certified"] == 3


def test_a_file_may_hold_its_tables(typed, tasks, tables, tmp_path):
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps({"tasks": [orjson.loads(encode(tasks[0]))], "tables": json.loads(tables.read_text())}))
    code, out, _ = typed("certify --quiet", path)
    assert code == 0
    assert "1 of 1 tasks certified" in out
    assert "as stored" not in out  # nothing to compare with


def test_a_task_that_is_not_certified_is_named_with_its_reason(typed, tasks, tables, tmp_path):
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([orjson.loads(encode(tasks[0])), unsound(tasks[1])]))
    code, out, _ = typed("certify --quiet --tables", tables, path)
    assert code == 1
    assert "1 of 2 tasks certified" in out
    assert f"not certified: {tasks[1].id}: mutant_survives: " in out
    code, out, _ = typed("certify --json --quiet --tables", tables, path)
    assert code == 1
    assert list(json.loads(out)["not_certified"]) == [tasks[1].id]


def test_what_has_changed_since_is_said(typed, run, tmp_path, monkeypatch):
    other = tmp_path / "run"
    shutil.copytree(run, other)
    from eigengraph.verify import mutants

    monkeypatch.setattr("eigengraph.host.MUTATORS", mutants.MUTATORS[1:])
    code, out, _ = typed("certify --quiet", other)
    assert code == 0
    assert "dropped_write is no longer tried" in out
    assert "0 certificates are as stored" in out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("tasks.json", "{", "'{path}' is not JSON: "),
        ("tasks.json", "[" * 100_000, "'{path}' is not JSON: it is nested too deeply; give a run folder, or a JSON"),
        ("tasks.json", f"[{'1' * 5000}]", "'{path}' is not JSON: a number in it has more than 4,300 digits; "),
        ("tasks.json", '[{"id": "\\ud800"}]', "'{path}': task number 1: a text in it has half of a surrogate pair; "),
        ("tasks.json", f'[{{"id": {"[" * 400}{"]" * 400}}}]', "'{path}': task number 1: it is nested too deeply"),
        ("tasks.json", "3", "'{path}' holds no list of tasks, nor an object with 'tasks' and 'tables'"),
        ("tasks.json", '{"tasks": [1], "tables": 5}', "'{path}': 'tables' is 5; give an object of tables"),
        ("tasks.json", '{"tasks": [1], "tables": []}', "'{path}': 'tables' is []; give an object of tables"),
        ("tasks.json", "[3]", "'{path}': task number 1: it: Input should be an object, found 3"),
        ("tasks.jsonl", '\n{"id": "t"}', "'{path}': task number 1 (line 2): domain: "),
        ("tasks.jsonl", '{}\n\n{"id": }', "'{path}' is not JSON: Expecting value: line 3 column 8; "),
        ("tasks.jsonl", "", "'{path}' holds no tasks; give at least one"),
        ("tasks.json", "[]", "'{path}' holds no tasks; give at least one"),
        ("absent", None, "'{path}' cannot be read: "),
    ],
)
def test_bad_files_get_one_line(typed, tmp_path, name, text, message):
    path = tmp_path / name
    if text is not None:
        path.write_text(text)
    code, out, err = typed("certify", path)
    assert code == 2
    assert out == ""
    assert err.startswith(f"eigengraph: {message.format(path=path)}")
    assert len(err.splitlines()) == 1


def test_a_file_without_tables_says_how_to_mend_it(typed, tasks, tmp_path):
    path = written(tmp_path / "tasks.jsonl", tasks)
    code, _, err = typed("certify", path)
    assert code == 2
    assert f"{str(path)!r} has no tables; give those that its tasks stand on with --tables" in err


def test_a_folder_that_is_no_run_is_refused(typed, tmp_path):
    code, _, err = typed("certify", tmp_path)
    assert code == 2
    assert "is not a run folder" in err


def test_a_task_that_breaks_certifying_is_named_and_the_others_go_on(typed, tasks, tables, tmp_path):
    broken = orjson.loads(encode(tasks[0]))
    broken["verifier"]["needs"] = []
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([broken, orjson.loads(encode(tasks[1]))]))
    code, out, err = typed("certify --quiet --tables", tables, path)
    assert (code, err) == (1, "")
    assert "1 of 2 tasks certified" in out
    assert f"not certified: {tasks[0].id}: invalid_verifier: 'equals' reads row " in out
    assert "is not among the verifier's needs; add it there" in out


def test_tables_of_another_domain_in_a_run_are_found(typed, run, tmp_path):
    other = tmp_path / "run"
    shutil.copytree(run, other)
    (other / "tables.json.gz").write_bytes(gzip.compress(b'{"flights": {}}'))
    code, out, err = typed("certify --quiet", other)
    assert (code, out) == (2, "")
    assert err.startswith(f"eigengraph: the tables of run {str(other)!r} are not those of domain 'shop': ")
    assert len(err.splitlines()) == 1


def test_a_task_that_is_there_twice_is_refused(typed, tasks, tables, tmp_path):
    path = written(tmp_path / "tasks.jsonl", [*tasks, tasks[0]])
    code, out, err = typed("certify --quiet --tables", tables, path)
    assert (code, out) == (2, "")
    assert f"{str(path)!r}: task id {tasks[0].id!r} is there 2 times; give each one once" in err


def test_a_task_without_its_seed_is_refused(typed, tasks, tables, tmp_path):
    record = orjson.loads(encode(tasks[0]))
    del record["seed"]
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([record]))
    code, out, err = typed("certify --quiet --tables", tables, path)
    assert (code, out) == (2, "")
    assert f"task number 1: {tasks[0].id!r} has no 'seed'; give the one that it was made with" in err


def test_two_checkers_of_one_name_are_refused(typed, tasks, tables, tmp_path):
    record = orjson.loads(encode(tasks[0]))
    record["verifier"]["checkers"] = [{"name": "fair", "code": "def check(view):\n    return True\n"}] * 2
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([record]))
    code, out, err = typed("certify --quiet --tables", tables, path)
    assert (code, out) == (2, "")
    assert "task number 1: checker 'fair' is there 2 times; give each one once" in err


def test_the_tables_of_a_run_are_taken_as_they_lie_in_its_folder(typed, run, tasks, tmp_path):
    path = written(tmp_path / "tasks.jsonl", tasks)
    code, out, _ = typed("certify --json --quiet --tables", run / "tables.json.gz", path)
    assert (code, json.loads(out)["certified"]) == (0, 3)


def test_a_file_of_tasks_may_be_gzipped(typed, tasks, tables, tmp_path):
    path = tmp_path / "tasks.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(map(encode, tasks))))
    code, out, _ = typed("certify --json --quiet --tables", tables, path)
    assert (code, json.loads(out)["certified"]) == (0, 3)


def test_a_text_with_another_end_of_line_in_it_is_one_line(typed, tasks, tables, tmp_path):
    odd = replace(tasks[0], scenario=replace(tasks[0].scenario, persona="one\u2028two\x85three"))
    code, out, _ = typed("certify --json --quiet --tables", tables, written(tmp_path / "tasks.jsonl", [odd]))
    assert (code, json.loads(out)["certified"]) == (0, 1)


def test_tables_that_would_be_ignored_are_refused(typed, run, tasks, tables, tmp_path):
    code, out, err = typed("certify", run, "--tables", tables)
    assert (code, out) == (2, "")
    assert err == f"eigengraph: run {str(run)!r} has tables of its own; leave out --tables {str(tables)!r}\n"
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps({"tasks": [orjson.loads(encode(tasks[0]))], "tables": json.loads(tables.read_text())}))
    code, out, err = typed("certify", path, "--tables", tables)
    assert (code, out) == (2, "")
    assert err == f"eigengraph: {str(path)!r} has tables of its own; leave out --tables {str(tables)!r}\n"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (
            (),
            "unknown field 'scenarios'; did you mean 'scenario'? (known: blueprint, difficulty, domain, id, ",
        ),
        (("verifier",), "verifier: unknown field 'scenarios' (known: checkers, needs, outcomes)"),
        (
            ("blueprint", "goals", 0),
            "blueprint.goals.0: unknown field 'scenarios'; did you mean 'assertions'? (known: ",
        ),
    ],
)
def test_a_field_that_nothing_reads_is_refused(typed, tasks, tables, tmp_path, place, said):
    record = orjson.loads(encode(tasks[0]))
    inner = record
    for step in place:
        inner = inner[step]
    inner["scenarios"] = {}
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([record]))
    code, out, err = typed("certify --quiet --tables", tables, path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"task number 1: {said}" in err


def test_a_verifier_without_outcomes_is_refused(typed, tasks, tables, tmp_path):
    record = orjson.loads(encode(tasks[0]))
    record["verifier"]["outcomes"] = []
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([record]))
    code, out, err = typed("certify --quiet --tables", tables, path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "task number 1: verifier.outcomes is empty, so nothing passes; give at least one outcome" in err
