"""The page on the user audit: its example runs, and it lists every kind."""

import os
import re
import subprocess
import sys
from pathlib import Path

from eigengraph.records import FINDING_KINDS

TEXT = (Path(__file__).parents[2] / "docs" / "user_audit.md").read_text("utf-8")


def test_example_runs(tmp_path):
    [python] = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    (tmp_path / "page.py").write_text(python)
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    assert "the user of this domain has no tools" in done.stdout


def test_every_kind_is_listed_and_measured():
    kinds, measured = TEXT.partition("## Kinds")[2].split("## Measured on injected faults")
    for part in (kinds.partition("What was **heard**")[0], measured):
        assert set(re.findall(r"^\| `(\w+)` ", part, re.MULTILINE)) == set(FINDING_KINDS)
