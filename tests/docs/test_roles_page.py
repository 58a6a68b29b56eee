"""The page about roles: its code runs, and its table is what the roles themselves say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import eigengraph as eg
from eigengraph.config import load_settings
from eigengraph.graphs.workers import default_workers
from eigengraph.prompts import load_prompt, parse_prompt
from eigengraph.roles import SLOTS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "roles.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def test_code_runs(tmp_path):
    [script] = blocks("python")
    (tmp_path / "page.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr


def test_the_table_is_what_the_roles_say():
    rows = re.findall(r"^\| ([^|]*) \| [^|]*\| `([^`|]*\.md)` \| ([^|]*) \| ([^|]*)\|$", TEXT, re.MULTILINE)
    said = {
        Path(file).stem: (role.strip("` "), ROOT / file, tuple(re.findall(r"`(\w+)`", inputs)), output.strip("` "))
        for role, file, inputs, output in rows
    }
    assert set(said) == {slot.name for slot in SLOTS}
    for slot in SLOTS:
        role, file, inputs, output = said[slot.name]
        assert (file.is_file(), inputs) == (True, load_prompt(slot).about.inputs)
        assert role == (slot.role if slot.name != "correction" else "all of them")
        assert not slot.output or output == slot.output


def test_the_example_of_a_prompt_is_one():
    [text] = blocks("text")
    assert parse_prompt("judge", text).about.version == 2


def test_the_example_of_workers_can_be_run(tmp_path):
    [toml] = blocks("toml")
    assert "workers" in tomllib.loads(toml)
    (tmp_path / "run.toml").write_text(toml)
    settings = load_settings(tmp_path / "run.toml", {"model": "openai:x@http://127.0.0.1:1/v1"})
    host = eg.Host()
    host.check_workers(settings.workers)
    chosen = {**default_workers(settings, host.domain("airline")), **settings.workers}
    assert (chosen["blueprint"], chosen["judge"], chosen["attributor"]) == ("model", "model", "rules")
