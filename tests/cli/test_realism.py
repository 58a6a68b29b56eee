"""``eigengraph realism``, typed."""

from __future__ import annotations

import json

import pytest

from eigengraph import cli


@pytest.fixture(scope="module")
def other(site, tmp_path_factory):
    """Another run of the shop."""
    out = tmp_path_factory.mktemp("runs") / "other"
    assert cli.run(["synthesize", "shop", "--tasks", "5", "--seed", "9", "--out", str(out), "--quiet"]) == 0
    return out


def test_a_run_alone_shows_its_statistics(typed, run):
    code, out, _ = typed("realism", run)
    assert code == 0
    assert "words a user turn" in out
    code, out, _ = typed("realism", run, "--json")
    found = json.loads(out)
    assert (found["domain"], found["dialogues"]) == ("shop", 3)
    assert found["measures"][0]["ours"]["values"] == 3


def test_a_run_against_another_run(typed, other):
    code, out, _ = typed("realism", other, "--against", other, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["against"] == {str(other): 5}
    assert {one["divergence"] for one in found["measures"]} == {0.0}
    assert found["sentence"].startswith("No statistic differs")
    code, out, _ = typed("realism", other, "--against", other)
    assert "5 dialogues against 5 recorded ones" in out


def test_bad_input_is_one_line(typed, run, tmp_path):
    missing = tmp_path / "missing"
    code, _, error = typed("realism", run, "--against", missing)
    assert (code, error) == (
        2,
        f"eigengraph: there is no file or folder {str(missing)!r}; give recorded dialogues or a run folder\n",
    )
    code, _, error = typed("realism", run, "--against", tmp_path)
    assert code == 2
    assert error.startswith(f"eigengraph: {str(tmp_path)!r} holds no dialogues that a source reads (known sources:")


def test_too_few_dialogues(typed, run):
    code, _, error = typed("realism", run, "--against", run)
    assert (code, error) == (2, "eigengraph: 3 dialogues looked at are too few; give at least 4\n")


def test_recordings_of_another_domain(typed, other, tau2_runs):
    code, _, error = typed("realism", other, "--against", tau2_runs)
    assert code == 2
    assert "no recorded dialogue is of domain 'shop' (found: airline, retail, telecom)" in error
