"""The page about the stub: its code runs, and it lists every kind of fault and of defect."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from eigengraph_stub.faults import KINDS as FAULTS
from eigengraph_stub.weak import KINDS as DEFECTS

PAGE = (Path(__file__).parents[2] / "docs" / "stub.md").read_text("utf-8")


def test_code_runs(tmp_path):
    [script] = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    (tmp_path / "page.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr


def test_every_fault_is_listed():
    assert dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", PAGE, re.MULTILINE)) == FAULTS


def test_every_defect_is_listed():
    assert re.findall(r"^\| `(\w+)` \| [^|]+ \| (?:blueprint|scenario|verifier) \|$", PAGE, re.MULTILINE) == list(
        DEFECTS
    )
