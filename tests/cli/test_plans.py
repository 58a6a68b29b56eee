"""Runs that plan, as the commands show them; docs/evolution.md has one whose plans evolved."""

from __future__ import annotations

import json

import pytest

import eigengraph as eg
from eigengraph import cli


def test_a_run_with_one_fixed_plan_says_so_in_a_line(run, capsys):
    assert cli.run(["plans", "log", str(run), "--json"]) == 0
    [version] = json.loads(capsys.readouterr().out.splitlines()[-1])["versions"]
    assert cli.run(["plans", "log", str(run)]) == 0
    shown = capsys.readouterr().out
    assert shown == f"This run had one fixed plan for each stream and tried no other: {version['id']}.\n"


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A run with a pilot round of four candidates before its two tasks; some of its dialogues take several tries."""
    out = tmp_path_factory.mktemp("planned") / "run"
    faults = {"offline": {"agent_faults": {"skipped_step": 0.8}}}
    settings = eg.Settings(domain="retail_micro", tasks=2, streams=2, rounds=1, pilot=2, options=faults, out=out)
    eg.synthesize(eg.Host(), settings)
    return out


def test_pilots_are_shown_as_what_they_are(planned, capsys):
    assert cli.run(["show", str(planned), "0"]) == 0
    assert capsys.readouterr().out.startswith("candidate 0 is of a pilot round: evidence, no datum\n")
    assert cli.run(["show", str(planned), "99"]) == 2
    last = 4 + eg.Run.open(planned).summary.candidates - 1
    assert f"there is no candidate '99' (known: 0 to {last})" in capsys.readouterr().err


def test_the_panel_counts_no_dialogue_of_a_pilot(planned):
    summary = eg.Run.open(planned).summary
    assert sum(summary.outcomes.values()) == sum(
        step.stage == "rollout"
        for index in range(4, 4 + summary.candidates)
        for step in eg.Run.open(planned).history(index)
    )


def test_a_yield_stands_with_its_tries(planned, capsys):
    versions = eg.Run.open(planned).manifest["plans"]["versions"]
    assert any(version["tries"] > version["tried"] for version in versions)
    assert cli.run(["plans", "log", str(planned)]) == 0
    shown = capsys.readouterr().out
    assert all(shown.count(version["id"]) > 1 for version in versions)  # in the table, whole, and with what was said
    assert all(f"{version['tries']} tries" in shown for version in versions if version["tries"] > version["tried"])
