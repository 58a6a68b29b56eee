"""The page about the data: its code runs, and it lists every column and file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from eigengraph.dataset import COLUMNS, arrow_schema

PAGE = Path(__file__).parents[2] / "docs" / "data.md"


def test_code_runs_in_order_and_files_are_listed(tmp_path):
    text = PAGE.read_text("utf-8")
    script = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "page.py").write_text("\n".join(script))
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in (tmp_path / "train.jsonl").read_text().splitlines()]
    assert [line["messages"][0]["role"] for line in lines] == ["system", "system"]
    made = {path.name for path in (tmp_path / "runs" / "data").iterdir() if not path.name.startswith(".")}
    listed = set(re.findall(r"^\| `([\w.]+)", text.partition("## To train on")[0], re.MULTILINE))
    assert {name for name in made if not name.endswith(("-wal", "-shm"))} == listed


def test_columns_are_the_datasets():
    listed = re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", PAGE.read_text("utf-8").partition("## To look into")[2], re.M)
    said = {"string": "string", "int64": "int64", "float64": "float64", "strings": "list of strings"}
    assert dict(listed) == {name: said[kind] for name, kind in COLUMNS.items()}
    assert [name for name, _ in listed] == arrow_schema().names
