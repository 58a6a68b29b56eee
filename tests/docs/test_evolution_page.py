"""The page about evolution: its code runs, its figures are the code's, and its commands read the run it makes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eigengraph import cli
from eigengraph.checks import CHECKS
from eigengraph.graphs.stream import WINDOW
from eigengraph.plans import NEAR, STRATEGIES

TEXT = (Path(__file__).parents[2] / "docs" / "evolution.md").read_text("utf-8")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run that the page's code makes."""
    folder = tmp_path_factory.mktemp("page")
    [script] = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    (folder / "page.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=folder, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    return folder / "runs" / "evolved"


def test_figures_and_names_are_the_codes():
    assert f"nearer than {NEAR} " in TEXT
    assert f"every {WINDOW} of a stream" in TEXT
    assert all(f"| `{strategy.name}` |" in TEXT for strategy in STRATEGIES)
    assert all(f"`{check.name}`" in TEXT for check in CHECKS)


def test_log_diff_and_blame(run, capsys):
    assert cli.run(["plans", "log", str(run), "--json"]) == 0
    versions = json.loads(capsys.readouterr().out.splitlines()[-1])["versions"]
    assert all(version.keys() >= {"id", "parent", "yield", "interval", "accepted", "why"} for version in versions)
    child = next(version for version in versions if version["parent"])
    assert child["parent"] in {version["id"] for version in versions}
    assert ("accepted: " in child["why"]) == child["accepted"]

    assert cli.run(["plans", "diff", str(run), child["parent"], child["id"], "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert {"part": "synthesis.emphasis.pay_overdue_bill", "before": 4.0, "after": 2.0} in changes

    assert cli.run(["plans", "blame", str(run), "--json"]) == 0
    parts = json.loads(capsys.readouterr().out)["parts"]
    known = {(version["stream"], version["id"]) for version in versions}
    assert {(part["stream"], part["version"]) for part in parts} <= known
    assert "synthesis.emphasis.pay_overdue_bill" in {part["part"] for part in parts}

    assert cli.run(["plans", "log", str(run)]) == 0
    shown = capsys.readouterr().out
    assert all(f"{version['id']}: {version['why']}" in shown for version in versions)
    assert cli.run(["plans", "blame", str(run)]) == 0
    assert "brought by" in capsys.readouterr().out


def test_bad_input_is_one_line(run, tmp_path, capsys):
    assert cli.run(["plans", "diff", str(run), "zzz", "zzz"]) == 2
    assert "unknown version 'zzz'" in capsys.readouterr().err
    assert cli.run(["plans", "log", str(tmp_path)]) == 2
    assert "is not a run folder" in capsys.readouterr().err
