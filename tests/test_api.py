"""The Python door: compose, synthesize, look at a run."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import eigengraph as eg
from eigengraph.engine.progress import Snapshot
from eigengraph.errors import ConfigError, PluginError, RunMismatchError, UnknownNameError
from eigengraph.exporters import write_text
from eigengraph.graphs import Rejection, stage
from eigengraph.records import Datum

SHOP = Path(__file__).parent.parent / "examples" / "shop_domain"


@pytest.fixture(scope="module")
def host():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield eg.Host([importlib.import_module("eigengraph_shop")])


@pytest.fixture(scope="module")
def run(host, tmp_path_factory):
    return eg.synthesize(host, eg.Settings(domain="shop", tasks=3, out=tmp_path_factory.mktemp("runs") / "one"))


@pytest.mark.parametrize("name", [name for name in eg.__all__ if name != "__version__"])
def test_everything_public_has_docs(name):
    assert inspect.getdoc(getattr(eg, name)), f"eigengraph.{name} has no docstring"


@pytest.mark.parametrize("name", ["Host", "Run", "Settings", "World"])
def test_every_public_method_has_docs(name):
    members = vars(getattr(eg, name)).items()
    public = [
        key for key, value in members if not key.startswith("_") and (callable(value) or isinstance(value, property))
    ]
    assert public
    assert [key for key in public if not inspect.getdoc(inspect.getattr_static(getattr(eg, name), key))] == []


def test_unknown_attribute():
    with pytest.raises(AttributeError, match="module 'eigengraph' has no attribute 'synthesise'"):
        _ = eg.synthesise
    assert set(eg.__all__) <= set(dir(eg))


def test_run_can_be_opened_again(run):
    again = eg.Run.open(str(run.path))
    assert again == run
    assert list(again.data()) == list(run.data())
    assert all(isinstance(datum, Datum) for datum in run.data())


def test_run_reads_well(run):
    assert repr(run) == f"Run({str(run.path)!r}, 3 of 3 certified)"
    assert str(run.summary).startswith("3 of 3 tasks certified from 3 candidates (rejected: none) in ")


# Exporting


@pytest.fixture
def exporting(run):
    """The same run, opened with a plugin that writes ids."""

    def export(opened: eg.Run, out: Path) -> eg.Export:
        return eg.Export((write_text(out / "ids.txt", " ".join(datum.task.id for datum in opened.data()), 3),))

    plugin = SimpleNamespace(__name__="ids", register_exporters=eg.hookimpl(lambda: [eg.Exporter("ids", export)]))
    return eg.Run.open(run.path, eg.Host([plugin], installed=False))


def test_run_can_be_exported(exporting, tmp_path):
    [file] = exporting.export("ids", tmp_path / "deep" / "out").files
    assert Path(file.path).read_text("utf-8").split() == [datum.task.id for datum in exporting.data()]
    assert (file.path, file.rows) == (str(tmp_path / "deep" / "out" / "ids.txt"), 3)
    assert file.digest == exporting.export("ids", tmp_path / "again").files[0].digest


def test_run_is_exported_by_the_plugins_that_made_it(run, host):
    assert run.host is host
    assert "tau2" in eg.Run.open(run.path).host.exporters


def test_only_certified_tasks_are_exported(exporting, tmp_path, monkeypatch):
    certified, *others = exporting.data()
    failed = replace(certified, certificate=replace(certified.certificate, issued=False, reasons=("a mutant passes",)))
    monkeypatch.setattr(eg.Run, "data", lambda run: iter([*others, failed]))
    with pytest.raises(ConfigError, match=rf"^task '{failed.task.id}' of run '.*' has no issued certificate \(a mu"):
        exporting.export("ids", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_export_wants_a_known_format_and_a_free_folder(exporting, tmp_path):
    with pytest.raises(UnknownNameError, match=r"^unknown exporter 'id'; did you mean 'ids'\? \(known: ids\)$"):
        exporting.export("id", tmp_path / "out")
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(ConfigError, match=r"' is not empty \(it has 'file'\); give an empty or new folder$"):
        exporting.export("ids", tmp_path)
    with pytest.raises(ConfigError, match=r"file' is no folder; give an empty or new folder$"):
        exporting.export("ids", tmp_path / "file")
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_run_tells_what_became_of_each_candidate(host, tmp_path):
    @stage("picky", reads=["trajectory"])
    async def picky(item, bench):
        raise Rejection("not_good_enough", f"attempt {item.attempt}")

    settings = eg.Settings(domain="shop", tasks=1, out=tmp_path / "run", rollout_attempts=2)
    run = eg.synthesize(host, settings, graph=eg.compose(host, settings, insert_after={"rollout": picky}))
    rejected = [(entry.index, entry.reason, entry.detail) for entry in run.rejected()]
    assert rejected == [(index, "not_good_enough", "attempt 1") for index in range(3)]
    steps = [(step.attempt, step.stage) for step in run.history(1)]
    task_stages = ["blueprint", "scenario", "checks", "verifier", "certificate", "feasibility"]
    made = [*task_stages, "rollout", "picky"]
    assert steps == [*((0, name) for name in made), (1, "rollout"), (1, "picky"), (0, "final")]
    assert run.history(3) == []


def test_an_interrupt_is_short_and_the_same_call_goes_on(host, tmp_path):
    settings = eg.Settings(domain="shop", tasks=3, out=tmp_path / "run", batch=1)

    def interrupt(snapshot):
        if snapshot.accepted == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="the same call goes on where it stopped") as caught:
        eg.synthesize(host, settings, watch=interrupt)
    assert caught.value.__suppress_context__
    assert len(caught.traceback) == 2  # this call, and the one it made
    assert eg.synthesize(host, settings).summary.certified == 3


def test_a_plugin_given_twice_takes_part_once(host):
    module = importlib.import_module("eigengraph_shop")
    assert [info.name for info in eg.Host([module, module]).plugins].count("eigengraph_shop") == 1


def test_run_that_was_moved_says_where_it_is(run, tmp_path):
    moved = tmp_path / "moved"
    run.path.rename(moved)
    try:
        assert eg.Run.open(moved).summary.run == str(moved)
        assert len(list(eg.Run.open(moved).data())) == 3
    finally:
        moved.rename(run.path)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "is not a run folder: it has no manifest.json; give the folder of a run"),
        ({"manifest.json": "{"}, "is not JSON"),
        ({"manifest.json": json.dumps({"name": "other"})}, "is no manifest of an EigenGraph run"),
        ({"manifest.json": json.dumps({"eigengraph_run": 1})}, "is not finished; run the command that began it again"),
    ],
)
def test_what_is_no_finished_run(files, message, tmp_path):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ConfigError, match=message):
        eg.Run.open(tmp_path)


def test_composed_graph_is_the_one_that_runs(host, tmp_path):
    @stage("short", reads=["trajectory"])
    async def only_short(item, bench):
        if len(item.trajectory.messages) > 10:
            raise Rejection("too_long", f"{len(item.trajectory.messages)} messages")
        return item

    settings = eg.Settings(domain="shop", tasks=3, out=tmp_path / "run", rollout_attempts=1)
    graph = eg.compose(host, settings, insert_after={"rollout": only_short})
    assert "short" in graph.get_graph(xray=True).draw_mermaid()
    run = eg.synthesize(host, settings, graph=graph)
    assert all(len(datum.trajectory.messages) <= 10 for datum in run.data())
    assert run.summary.rejected["too_long"] > 0


def test_watch_is_told(host, tmp_path):
    snapshots: list[Snapshot] = []
    eg.synthesize(host, eg.Settings(domain="shop", tasks=2, out=tmp_path / "run"), watch=snapshots.append)
    assert (snapshots[-1].accepted, snapshots[-1].wanted) == (2, 2)
    assert next(iter(snapshots[-1].stage_counts)) == "blueprint"
    assert len(snapshots) == 2 * 12  # eleven stages and the end, for each of two candidates


def test_policy_text_is_replaced_and_rules_stay(host, tmp_path):
    (tmp_path / "policy.md").write_text("Cancel whatever you like.")
    settings = eg.Settings(domain="shop", tasks=2, out=tmp_path / "run", policy=tmp_path / "policy.md")
    run = eg.synthesize(host, settings)
    plain = eg.synthesize(host, eg.Settings(domain="shop", tasks=2, out=tmp_path / "plain"))
    assert run.manifest["inputs"]["policy"] != plain.manifest["inputs"]["policy"]
    assert all(datum.certificate.rules["gold_allowed"].tried for datum in run.data() if datum.verdict.changes)
    assert [datum.task for datum in run.data()] == [datum.task for datum in plain.data()]


def test_synthesize_runs_inside_a_running_event_loop(host, tmp_path):
    async def notebook_cell():
        return eg.synthesize(host, eg.Settings(domain="shop", tasks=2, out=tmp_path / "cell"))

    assert asyncio.run(notebook_cell()).summary.certified == 2


def test_a_run_is_not_continued_with_other_stages(host, run):
    @stage("looked_at", reads=["task"])
    async def look(item, bench):
        return item

    settings = eg.Settings(domain="shop", tasks=3, out=run.path)
    graph = eg.compose(host, settings, insert_after={"certificate": look})
    with pytest.raises(RunMismatchError, match="stages"):
        eg.synthesize(host, settings, graph=graph)


def test_a_run_is_not_continued_when_the_generator_makes_other_tables(host, run, monkeypatch):
    shop = importlib.import_module("eigengraph_shop")
    made = shop.tables
    monkeypatch.setattr(shop, "tables", lambda seed: made(seed + 1))
    with pytest.raises(RunMismatchError, match="tables"):
        eg.synthesize(eg.Host([shop]), eg.Settings(domain="shop", tasks=3, out=run.path))


def test_a_generator_that_fails_is_named(host, tmp_path):
    class Broken:
        @eg.hookimpl
        def register_domains(self):
            return [replace(host.domains["shop"], tables=lambda seed: {}[seed])]

    with pytest.raises(PluginError, match=r"domain 'shop' failed to generate tables from seed 5: KeyError: 5"):
        eg.synthesize(eg.Host([Broken()]), eg.Settings(domain="shop", tasks=1, seed=5, out=tmp_path / "run"))
