"""What README.md shows of its first command is what that command prints.

Where a change of the engine or of the airline changes it on purpose, the failure shows what to write instead.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\w+\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
MEASURED = ("time",)  # differs from machine to machine
WIDTH = 92


def printed(block_with: str) -> str:
    [block] = [block for block in BLOCKS if block_with in block]
    return block


def typed(line: str, folder: Path) -> str:
    """Type a command into a shell of this width in a folder; return what it prints."""
    name, *words = shlex.split(line)
    assert name == "eigengraph"
    done = subprocess.run(
        [sys.executable, "-c", "from eigengraph.cli import main; raise SystemExit(main())", *words],
        cwd=folder,
        env={**os.environ, "COLUMNS": str(WIDTH), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(panel: str) -> dict[str, str]:
    """Return the title of a panel and its rows, without what is measured."""
    found = {"title": re.findall(r"^╭─ (.*?) ─", panel, re.MULTILINE)[0]}
    name = ""
    for line in re.findall(r"^│ (.*) │$", panel, re.MULTILINE):
        new, _, text = line.partition("  ") if not line.startswith(" ") else ("", "", line)
        name = new or name
        found[name] = f"{found.get(name, '')} {text.strip()}".strip()
    return {name: text for name, text in found.items() if name not in MEASURED}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("first")


@pytest.fixture(scope="module")
def first(folder: Path) -> str:
    """What the first command prints in an empty folder."""
    return typed(printed("pip install -e . &&").splitlines()[0].partition(" && ")[2], folder)


def test_the_summary_is_the_one_shown(first: str) -> None:
    assert rows(printed("tasks certified")) == rows(first), f"README.md should show\n{first}"


def test_the_dialogue_is_the_one_shown(first: str, folder: Path) -> None:
    """Every line of the block is printed, in this order; a line of its own with an ellipsis leaves some out."""
    assert first
    [command] = re.findall(r"^`(eigengraph show \S+ \d+)`", README, re.MULTILINE)
    shown = typed(command, folder)
    rest = iter(line.rstrip() for line in shown.splitlines())
    for line in printed("Dialogue ──").splitlines():
        assert line.strip() in ("", "…") or line.rstrip() in rest, f"{line!r} is not, or not here, in\n{shown}"
