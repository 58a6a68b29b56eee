"""The page about audits: its code runs, and it lists every kind of finding about tasks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from eigengraph.audit import TASK_KINDS

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"


def test_code_runs(tmp_path):
    [script] = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "page.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr


def test_every_kind_is_listed():
    assert re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE) == list(TASK_KINDS)
