"""The page about settings: its example runs, and it lists every setting with its default."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from eigengraph_offline.faults import AGENT_KINDS, CONDUCT_KINDS, USER_KINDS
from eigengraph_offline.settings import OfflineSettings
from pydantic import BaseModel

from eigengraph.config import Settings

TEXT = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")
CORE, OFFLINE = TEXT.split("## `[options.offline]`")


def listed(text: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `(\w+)` \| (\S.*?) \| \S.* \|$", text, re.MULTILINE))


def default(text: str) -> Any:
    return {"(needed)": ..., "(none)": None}.get(text) if text.startswith("(") else eval(text.strip("`"))


@pytest.mark.parametrize(("text", "model"), [(CORE, Settings), (OFFLINE, OfflineSettings)])
def test_every_setting_is_listed_with_its_default(text: str, model: type[BaseModel]):
    fields = {
        name: ... if field.is_required() else field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
    }
    said = {name: default(value) for name, value in listed(text).items()}
    assert said == {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def test_every_kind_of_fault_is_named():
    kinds, conduct = re.split(r"A\s+dialogue", OFFLINE.partition("Kinds for both sides: ")[2])
    assert set(CONDUCT_KINDS) <= set(re.findall(r"`(\w+)`", conduct))
    both, agents, users = (
        set(re.findall(r"`(\w+)`", part)) for part in re.split("for the agent also|for the user also", kinds)
    )
    assert (both | users, both | agents) == (set(USER_KINDS), set(AGENT_KINDS))


def test_example_runs(tmp_path):
    [toml] = re.findall(r"^```toml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    [python] = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    assert tomllib.loads(toml).keys() >= {"workers", "options"}
    (tmp_path / "run.toml").write_text(toml)
    (tmp_path / "page.py").write_text(python)
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr
