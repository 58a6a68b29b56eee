"""Where tasks come from: runs and their splits, files, sources."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

import eigengraph as eg
from eigengraph.engine.reopen import reopen
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.evaluation import open_exam
from eigengraph.records import encode
from eigengraph.world import Remark, TaskSet, TaskSource


def ids(tasks) -> set[str]:
    return {task.id for task in tasks}


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_splits_of_a_run(host, settings, run, split):
    wanted = {datum.task.id for datum in run.split(split)}
    if wanted:
        assert ids(open_exam(host, settings, f"{run.path}:{split}").tasks) == wanted
    else:
        with pytest.raises(ConfigError, match=f"has no tasks in its split '{split}' .*; write '.*:all'"):
            open_exam(host, settings, f"{run.path}:{split}")


def test_test_split_is_the_default_and_all_is_all(host, settings, run):
    assert ids(open_exam(host, settings, str(run.path)).tasks) == {datum.task.id for datum in run.test}
    exam = open_exam(host, settings, f"{run.path}:all")
    assert ids(exam.tasks) == {datum.task.id for datum in run.data()}
    assert (exam.source, exam.domain.policy_text) == (f"{run.path}:all", run.policy)


def test_a_policy_text_outweighs_that_of_the_tasks(host, settings, run, tmp_path):
    (tmp_path / "policy.md").write_text("Be brief.")
    chosen = settings.model_copy(update={"policy": tmp_path / "policy.md"})
    assert open_exam(host, chosen, run.path).domain.policy_text == "Be brief."


def test_a_file_of_tasks_with_its_tables(host, settings, run, tmp_path):
    tasks = [datum.task for datum in run.data()]
    tables = reopen(host, run.path)[1].tables
    path = tmp_path / "tasks.json"
    path.write_text(
        json.dumps({"tasks": [json.loads(encode(task)) for task in tasks], "tables": json.loads(encode(tables))})
    )
    exam = open_exam(host, settings, path)
    assert exam.tasks == tuple(tasks)


def source(host, run, repeated=False) -> SimpleNamespace:
    tasks = tuple(datum.task for datum in run.data())
    asked: list[str] = []

    def load(_domain, _folder, split):
        asked.append(split)
        base = reopen(host, run.path)[1]
        return TaskSet(tasks * (1 + repeated), base, "Be kind.", (Remark(tasks[0].id, "unjudged", "1 of them"),))

    made = TaskSource("kept:shop", "shop", load)
    return SimpleNamespace(__name__="kept", asked=asked, register_task_sources=eg.hookimpl(lambda: [made]))


def test_sources(shop, host, settings, run):
    plugin = source(host, run)
    wide = eg.Host([shop, plugin])
    exam = open_exam(wide, settings, "kept:shop")
    assert (len(exam.tasks), exam.domain.policy_text, exam.remarks[0].kind) == (8, "Be kind.", "unjudged")
    open_exam(wide, settings, "kept:shop:base")
    open_exam(wide, settings, "kept:shop:all")
    assert plugin.asked == ["test", "base", ""]


def test_an_id_that_is_there_twice(shop, host, settings, run):
    with pytest.raises(ConfigError, match=r"task id '.*' of 'kept:shop:test' is there 2 times; give each task once"):
        open_exam(eg.Host([shop, source(host, run, repeated=True)]), settings, "kept:shop")


def test_task_sets_and_single_tasks(host, settings, run):
    base = reopen(host, run.path)[1]
    tasks = tuple(datum.task for datum in run.data())
    assert open_exam(host, settings, TaskSet(tasks, base, "Be kind.")).domain.policy_text == "Be kind."
    assert open_exam(host, settings, iter(tasks)).tasks == tasks
    with pytest.raises(ConfigError, match="'the tasks given' holds no tasks; give at least one"):
        open_exam(host, settings, [])


def test_names_that_are_nothing(host, settings, run, tmp_path):
    with pytest.raises(ConfigError, match=r"--tasks 'nowhere' names neither .* \(known: .*tau2:airline"):
        open_exam(host, settings, "nowhere")
    with pytest.raises(ConfigError, match=r"unknown split 'tset' of run .* \(known: train, validation, test, all\)"):
        open_exam(host, settings, f"{run.path}:tset")
    with pytest.raises(ConfigError, match=r"is not a run folder: it has no manifest\.json"):
        open_exam(host, settings, tmp_path)
    with pytest.raises(ConfigError, match=r"play in domain 'shop', not 'airline'; name theirs"):
        open_exam(host, settings.model_copy(update={"domain": "airline"}), run.path)
    with pytest.raises(UnknownNameError, match="unknown domain 'shp'; did you mean 'shop'"):
        open_exam(host, settings.model_copy(update={"domain": "shp"}), [])
