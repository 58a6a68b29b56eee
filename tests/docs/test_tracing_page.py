"""The page about tracing: its code runs, and it lists the attributes that there are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "tracing.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", BLOCKS, ids=["opentelemetry", "callbacks"])
def test_code_runs(block, tmp_path):
    plugins = ["eigengraph_langchain", "eigengraph_otel"]
    given = "\n".join(f"import {name}" for name in plugins)
    page = block.replace("eg.Host()", f"eg.Host([{', '.join(plugins)}])")
    (tmp_path / "page.py").write_text(f"{given}\n{page}")
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr


def test_every_attribute_is_listed():
    source = (ROOT / "plugins" / "eigengraph_otel" / "spans.py").read_text("utf-8")
    made = set(re.findall(r'"((?:gen_ai|eigengraph|server)\.[\w.]+)"', source))
    listed = set()
    for cell in re.findall(r"^\| (`.*?) \|", TEXT, re.MULTILINE):
        first, *others = re.findall(r"`([\w.]+)`", cell)
        stem = first.rpartition(".")[0]
        listed |= {first, *(f"{stem}{other}" if other.startswith(".") else other for other in others)}
    assert made == listed
