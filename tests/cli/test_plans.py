"""The command ``plans`` on a run whose plans did not evolve; docs/evolution.md has one whose plans did."""

from __future__ import annotations

import json

from eigengraph import cli


def test_a_run_with_one_fixed_plan_says_so_in_a_line(run, capsys):
    assert cli.run(["plans", "log", str(run), "--json"]) == 0
    [version] = json.loads(capsys.readouterr().out.splitlines()[-1])["versions"]
    assert cli.run(["plans", "log", str(run)]) == 0
    shown = capsys.readouterr().out
    assert shown == f"This run had one fixed plan for each stream and tried no other: {version['id']}.\n"
