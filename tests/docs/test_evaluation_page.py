"""The page about evaluation: its code runs, prints what it shows, and it lists every file, column and outcome."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eigengraph.evaluation.intervals import DRAWS
from eigengraph.evaluation.rows import COLUMNS
from eigengraph.records import Outcome

PAGE = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text("utf-8")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The folder that the page's code ran in, and what it printed."""
    folder = tmp_path_factory.mktemp("page")
    script = "\n".join(re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
    (folder / "page.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=folder, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_it_prints_what_the_page_shows(ran):
    [shown] = re.findall(r"^```text\n(offline on .*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert ran[1].startswith(shown), f"docs/evaluation.md should show\n{ran[1]}"


def test_every_file_and_column_is_listed(ran):
    folder = ran[0] / "evaluations" / "careless"
    made = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    table = PAGE.partition("| file | what it holds |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"`([\w.]+?)(?:/\*\.parquet|/)?`", table))
    assert {name for name in made if not name.endswith(("-wal", "-shm"))} <= listed
    assert set(COLUMNS) <= listed


def test_every_outcome_is_listed():
    table = PAGE.partition("| outcome | worth |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == set(Outcome)
    assert f"({DRAWS:,} draws, one seed)" in PAGE
