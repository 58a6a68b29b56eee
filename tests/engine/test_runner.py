"""A run in its folder: what it writes, what it refuses, what it tells a watcher, and what stops it."""

from __future__ import annotations

import importlib
import json
import signal
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import eigengraph as eg
from eigengraph.engine.ledger import Ledger
from eigengraph.engine.runner import default_folder
from eigengraph.errors import ConfigError, RunMismatchError, TableError, UnknownNameError

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
FAULTS = {"offline": {"agent_faults": {"skipped_step": 0.4}}}


@pytest.fixture(scope="module")
def host() -> Iterator[eg.Host]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield eg.Host([importlib.import_module("eigengraph_shop")])


def settings(out: Path, **given) -> eg.Settings:
    return eg.Settings(**{"domain": "shop", "tasks": 4, "out": out, **given})


def files(run: eg.Run) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((run.path / "data").iterdir())}


def entries(run: eg.Run | Path):
    with Ledger.open((run if isinstance(run, Path) else run.path) / "ledger.sqlite", write=False) as ledger:
        return list(ledger.entries())


# What a run leaves


def test_folder_of_a_run(host, tmp_path):
    run = eg.synthesize(host, settings(tmp_path / "run", tasks=5))
    assert sorted(path.name for path in run.path.iterdir() if path.name != "ledger.sqlite-shm") == [
        *(
            ".lock",
            "data",
            "ledger.sqlite",
            "manifest.json",
            "policy.md",
            "prompts.json",
            "tables.json.gz",
            "tools.json",
        )
    ]
    data = list(run.data())
    assert len(data) == run.summary.certified == run.summary.requested == 5
    assert run.summary.candidates == 5 + sum(run.summary.rejected.values())
    assert run.summary.outcomes["completed"] >= 5


def test_manifest_says_what_made_the_run(host, tmp_path):
    manifest = eg.synthesize(host, settings(tmp_path / "run", seed=3)).manifest
    assert manifest["settings"]["seed"] == 3
    assert manifest["tables"] == "generated from seed 3"
    assert manifest["workers"]["verifier"] == "derived"
    assert set(manifest["versions"]) == {"python", "eigengraph", "langgraph", "pydantic", "pyarrow"}
    assert {plugin["name"] for plugin in manifest["plugins"]} >= {"core", "offline", "eigengraph_shop"}
    [plan] = manifest["plans"]["versions"]
    assert (plan["id"], plan["in_force"], plan["made"]["good"]) == ("fixed", True, 0)
    assert manifest["times"]["sittings"] == 1
    assert manifest["summary"]["seconds"] == manifest["times"]["wall_seconds"] > 0
    assert manifest["shards"][0]["rows"] == 4


def test_default_folder_is_one_a_settings(tmp_path, monkeypatch, host):
    one, two = eg.Settings(domain="shop"), eg.Settings(domain="shop", seed=1)
    assert default_folder(one) == default_folder(one.model_copy(update={"concurrency": 2}))
    assert default_folder(one) != default_folder(two)
    monkeypatch.chdir(tmp_path)
    asked = eg.Settings(domain="shop", tasks=1)
    assert eg.synthesize(host, asked).path == default_folder(asked)
    assert (tmp_path / default_folder(asked) / "manifest.json").is_file()


# Same seed, other seed


def test_same_seed_gives_the_same_bytes(host, tmp_path):
    one = eg.synthesize(host, settings(tmp_path / "one", options=FAULTS))
    two = eg.synthesize(host, settings(tmp_path / "two", options=FAULTS, concurrency=1))
    assert files(one) == files(two)
    assert one.summary.digest == two.summary.digest
    assert [entry.id for entry in entries(one)] == [entry.id for entry in entries(two)]


# Going on


def test_finished_run_is_left_as_it_is(host, tmp_path):
    asked = settings(tmp_path / "run")
    first = eg.synthesize(host, asked)
    before, stored = files(first), entries(first)
    snapshots = []
    again = eg.synthesize(host, asked, watch=snapshots.append)
    assert snapshots == []
    assert (files(again), entries(again)) == (before, stored)
    assert again.manifest["times"]["sittings"] == 2
    assert replace(again.summary, seconds=0) == replace(first.summary, seconds=0)


@pytest.mark.parametrize("moment", [1, 30, 75])
def test_interrupted_run_goes_on(host, tmp_path, moment):
    whole = eg.synthesize(host, settings(tmp_path / "whole", tasks=8, batch=4, options=FAULTS))
    asked = settings(tmp_path / "run", tasks=8, batch=4, options=FAULTS)
    seen = []

    def interrupt(snapshot):
        seen.append(snapshot)
        if len(seen) == moment:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        eg.synthesize(host, asked, watch=interrupt)
    with pytest.raises(ConfigError, match="is not finished; run the command that began it again to go on"):
        eg.Run.open(asked.out)
    stored = entries(asked.out)
    run = eg.synthesize(host, asked)
    assert files(run) == files(whole)
    assert set(stored) <= set(entries(run))
    assert [entry.id for entry in entries(run)] == [entry.id for entry in entries(whole)]
    assert run.manifest["times"]["sittings"] == 2


def sittings(host, out, moment):
    """Return the snapshots of a run that was interrupted once: those before, and those after."""
    asked = settings(out, tasks=8, batch=4, options=FAULTS)
    before, after = [], []

    def interrupt(snapshot):
        before.append(snapshot)
        if len(before) == moment:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        eg.synthesize(host, asked, watch=interrupt)
    eg.synthesize(host, asked, watch=after.append)
    return before, after


def test_snapshots_go_on_where_they_stopped(host, tmp_path):
    whole = []
    eg.synthesize(host, settings(tmp_path / "whole", tasks=8, batch=4, options=FAULTS), watch=whole.append)
    before, after = sittings(host, tmp_path / "run", 55)
    assert (before[-1].accepted, before[-1].resumed) == (after[0].accepted, 0)
    assert {snapshot.resumed for snapshot in after} == {before[-1].accepted}
    assert (after[-1].accepted, after[-1].wanted) == (8, 8)
    assert after[-1].rejected == whole[-1].rejected
    assert after[-1].candidates == whole[-1].candidates
    assert after[-1].stage_counts == whole[-1].stage_counts
    accepted = [snapshot.accepted for snapshot in (*before, *after)]
    assert accepted == sorted(accepted)


def test_candidates_started_never_go_back(host, tmp_path):
    before, after = sittings(host, tmp_path / "run", 35)
    started = [snapshot.candidates for snapshot in (*before, *after)]
    assert started == sorted(started)


def test_stages_stay_in_the_order_of_the_pipeline(host, tmp_path):
    before, after = sittings(host, tmp_path / "run", 55)
    assert list(after[0].stage_counts) == list(before[-1].stage_counts)
    assert list(before[-1].stage_counts)[:4] == ["blueprint", "scenario", "checks", "verifier"]


def test_no_more_candidates_pass_a_stage_than_were_started(host, tmp_path):
    snapshots = []
    eg.synthesize(host, settings(tmp_path / "run", tasks=8, options=FAULTS), watch=snapshots.append)
    assert all(max(snapshot.stage_counts.values(), default=0) <= snapshot.candidates for snapshot in snapshots)


# What is refused


def test_folder_of_other_settings(host, tmp_path):
    eg.synthesize(host, settings(tmp_path / "run"))
    before = (tmp_path / "run" / "manifest.json").read_bytes()
    with pytest.raises(RunMismatchError) as caught:
        eg.synthesize(host, settings(tmp_path / "run", seed=9, batch=2))
    assert str(caught.value).splitlines() == [
        "the run folder was made with other settings (stored -> given):",
        "  batch: 64 -> 2",
        "  seed: 0 -> 9",
        "give the stored settings, or another folder",
    ]
    assert (tmp_path / "run" / "manifest.json").read_bytes() == before


def test_tables_are_known_by_what_is_in_them(host, tmp_path):
    tables = host.domain("shop").tables(1)
    (tmp_path / "a.json").write_text(json.dumps(tables))
    (tmp_path / "b.json").write_text(json.dumps(tables, indent=1))
    first = eg.synthesize(host, settings(tmp_path / "run", tables=tmp_path / "a.json"))
    eg.synthesize(host, settings(tmp_path / "run", tables=tmp_path / "b.json"))
    tables["orders"]["W000A"]["price"] += 1
    (tmp_path / "a.json").write_text(json.dumps(tables))
    with pytest.raises(RunMismatchError, match='tables: "sha256:'):
        eg.synthesize(host, settings(tmp_path / "run", tables=tmp_path / "a.json"))
    assert len(list(first.data())) == 4


def test_broken_tables_leave_no_folder(host, tmp_path):
    (tmp_path / "db.json").write_text(json.dumps({"customers": {}, "orders": {"W1": {"order_id": "W2"}}}))
    with pytest.raises(TableError, match=r"orders\['W1'\]"):
        eg.synthesize(host, settings(tmp_path / "run", tables=tmp_path / "db.json"))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"domain": "shoop"}, "unknown domain 'shoop'; did you mean 'shop'"),
        ({"model": "ofline"}, "unknown model 'ofline'; did you mean 'offline'"),
        ({"user_model": "ofline"}, "unknown model 'ofline'; did you mean 'offline'"),
        ({"options": {"ofline": {}}}, "unknown model 'ofline'; did you mean 'offline'"),
        ({"workers": {"agnt": "model"}}, "unknown role 'agnt'; did you mean 'agent'"),
        ({"workers": {"agent": "modell"}}, "unknown worker for role 'agent' 'modell'; did you mean 'model'"),
    ],
)
def test_unknown_name_leaves_no_folder(host, tmp_path, given, message):
    with pytest.raises(UnknownNameError, match=message):
        eg.synthesize(host, settings(tmp_path / "run", **given))
    assert not (tmp_path / "run").exists()


def test_shard_that_is_gone(host, tmp_path):
    run = eg.synthesize(host, settings(tmp_path / "run"))
    for path in (run.path / "data").iterdir():
        path.unlink()
    with pytest.raises(ConfigError, match="holds no shards"):
        list(run.data())


def test_damaged_ledger_is_one_line(host, tmp_path):
    run = eg.synthesize(host, settings(tmp_path / "run"))
    with sqlite3.connect(run.path / "ledger.sqlite") as connection:
        connection.execute("UPDATE entries SET payload = x'00' WHERE stage = 'rollout' AND \"index\" = 0")
    connection.close()
    with pytest.raises(ConfigError, match="is damaged: the entry of candidate 0, stage 'rollout', attempt 0"):
        eg.synthesize(host, settings(tmp_path / "run"))
