"""``eigengraph export``: what it prints, and with which exit code."""

from __future__ import annotations

import json

import pytest

import eigengraph as eg

FILE = eg.WrittenFile("out/ids.txt", 3, "abc")


@pytest.fixture
def exporter(monkeypatch):
    """Let ``--to ids`` do what a test says."""

    def install(done: eg.Export) -> None:
        made = eg.Exporter("ids", lambda run, out: done)
        monkeypatch.setattr(eg.Host, "exporter", lambda host, name: made)

    return install


def test_export_ends_with_one_line_of_json(typed, run, exporter, tmp_path):
    exporter(eg.Export((FILE,), details={"tasks": 3}))
    code, out, err = typed("export", run, "--to", "ids", "--out", tmp_path / "out", "--json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert json.loads(out) == {
        "files": [{"path": "out/ids.txt", "rows": 3, "digest": "abc"}],
        "problems": [],
        "tasks": 3,
    }


def test_export_shows_files_and_details(typed, run, exporter, tmp_path):
    exporter(eg.Export((FILE,), details={"tasks": 3, "odd": [1], "basis": {"DB": 2, "ACTION": 1}}))
    code, out, _ = typed("export", run, "--to", "ids", "--out", tmp_path / "out")
    assert code == 0
    assert "out/ids.txt" in out
    assert "tasks: 3\nbasis: 2 DB, 1 ACTION\n" in out


def test_export_fails_where_a_row_means_something_else(typed, run, exporter, tmp_path):
    exporter(eg.Export((FILE,), problems=("task 't1' is worth 0.0 there",)))
    code, out, err = typed("export", run, "--to", "ids", "--out", tmp_path / "out")
    assert (code, err) == (1, "eigengraph: task 't1' is worth 0.0 there\n")
    assert "out/ids.txt" in out


def test_export_of_a_domain_that_the_format_does_not_know(typed, run, tmp_path):
    code, out, err = typed("export", run, "--to", "tau2", "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert err.startswith("eigengraph: unknown tau2-bench domain 'shop' (known: airline, mock, retail, telecom")
    code, _, err = typed("export", run, "--to", "tao", "--out", tmp_path / "out")
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("eigengraph: unknown exporter 'tao'; did you mean 'tau2'? (known: ")
    code, _, err = typed("export", tmp_path, "--to", "tau2", "--out", tmp_path / "out")
    assert (code, err.count("\n")) == (2, 1)
    assert "is not a run folder: it has no manifest.json" in err


def test_options_reach_the_exporter(typed, run, monkeypatch, tmp_path):
    seen = []
    style = eg.ExportOption("style", ("plain", "fancy"))

    def export(run, out, **options):
        seen.append(options)
        return eg.Export((FILE,))

    monkeypatch.setattr(eg.Host, "exporter", lambda host, name: eg.Exporter("ids", export, options=(style,)))
    arguments = ("export", run, "--to", "ids", "--out", tmp_path / "out")
    assert typed(*arguments)[0] == typed(*arguments, "--option", "style=fancy")[0] == 0
    assert seen == [{"style": "plain"}, {"style": "fancy"}]
    code, _, err = typed(*arguments, "--option", "style")
    assert (code, err) == (2, "eigengraph: --option 'style' is not NAME=VALUE; write it as in --option per=dialogue\n")
    code, _, err = typed(*arguments, "--option", "style=fance")
    assert code == 2
    assert "unknown value of the option 'style' 'fance'; did you mean 'fancy'? (known: fancy, plain)" in err
    code, _, err = typed(*arguments, "--option", "stile=plain")
    assert code == 2
    assert "unknown option of the format 'ids' 'stile'; did you mean 'style'?" in err
