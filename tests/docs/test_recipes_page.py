"""The page about recipes: its code runs, and its table lists every packaged recipe with what the estimate says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from eigengraph_verl.recipes.recipe_file import FOLDER, read_recipe

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"


@pytest.fixture(autouse=True)
def _verl():
    if find_spec("verl") is None:
        pytest.skip("verl is not installed")


def test_code_runs_in_order(tmp_path):
    text = PAGE.read_text("utf-8")
    [(recipe, name)] = re.findall(r"^```yaml\n(# (\w+\.yaml)\n.*?)^```", text, re.DOTALL | re.MULTILINE)
    (tmp_path / name).write_text(recipe.partition("\n")[2])
    script = []
    for block in re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        named = re.match(r"# (\w+\.py)\n", block)
        if named:
            (tmp_path / named[1]).write_text(block)
        else:
            script.append(block)
    (tmp_path / "page.py").write_text("\n".join(script))
    done = subprocess.run([sys.executable, "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr
    assert "Qwen3-30B-A3B" in done.stdout


def test_every_recipe_is_in_the_table_with_its_memory():
    from eigengraph_verl.validation.report import validate

    rows = {
        name: line
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.partition(" | ")[0])
    }
    names = [path.stem for path in FOLDER.glob("*.yaml") if not path.name.startswith("base_")]
    assert set(names) <= rows.keys()
    for name in names:
        facts = validate(read_recipe(FOLDER / f"{name}.yaml"), None, []).facts
        numbers = re.findall(r"about (\d+) GB", " ".join(facts.values()))
        numbers += re.findall(r": (\d+) sequences", facts.get("rollout", ""))
        missing = [number for number in numbers if not re.search(rf"\b{number}\b", rows[name])]
        assert missing == [], f"{name}: {rows[name]}"


def test_every_key_of_a_recipe_is_on_the_page():
    from eigengraph_verl.recipes import recipe_file

    own = PAGE.read_text("utf-8").partition("## Your own")[2]
    assert [key for key in sorted(recipe_file.KEYS) if f"`{key}`" not in own] == []
