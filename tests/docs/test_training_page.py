"""The page about training: its code runs, and its tables are those of the code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from eigengraph_verl.export.rows import AGENT_LOOP
from eigengraph_verl.groups.filtering import GroupPolicy

from eigengraph.records import POLICY_FAILURES, Outcome

PAGE = Path(__file__).parents[2] / "docs" / "training.md"
LOOP = Path(__file__).parents[2] / "rl_recipes" / "eigengraph_verl" / "agent_loop.yaml"


def keys(section: str) -> set[str]:
    """Return what stands in the first column of the tables of a section."""
    text = PAGE.read_text("utf-8").partition(f"## {section}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([\w*.]+)`", row)}


def test_code_runs_in_order(tmp_path):
    script = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "page.py").write_text("\n".join(script))
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    listed = re.findall(r"`(\w+\.parquet|manifest\.json|world/)`", PAGE.read_text("utf-8").partition("\n## ")[0])
    assert set(listed) == {f"{path.name}/" if path.is_dir() else path.name for path in (tmp_path / "d").iterdir()}


def test_keys_of_the_agent_loop_are_those_of_its_file():
    found = set(re.findall(r"^  (\w+):", LOOP.read_text("utf-8"), re.MULTILINE)) - {"_target_"}
    assert keys("The agent loop") == found
    assert f"- name: {AGENT_LOOP}\n" in LOOP.read_text("utf-8")


def test_keys_of_the_sampler_are_those_of_the_groups():
    assert keys("Groups and advantages") == {
        "train_batch_size",
        "max_inflight_gen_batches",
        *GroupPolicy.__dataclass_fields__,
    }


def test_outcomes_are_all_told():
    told = keys("The reward")
    assert told == {str(outcome) for outcome in Outcome} - {"budget"}
    assert {str(outcome) for outcome in POLICY_FAILURES} < told
