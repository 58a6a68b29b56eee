"""The plugin author's guide: its code runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "plugins.md"


def test_code_runs_in_order(tmp_path):
    script = []
    for block, name in re.findall(
        r"^```toml\n(# (\w+\.toml)\n.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    ):
        (tmp_path / name).write_text(block)
    for block in re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        named = re.match(r"# (\w+\.py)\n", block)
        if named:
            (tmp_path / named[1]).write_text(block)
        else:
            script.append(block)
    assert len(script) > 5
    (tmp_path / "page.py").write_text("\n".join(script))
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0, done.stderr


def test_files_on_the_page_are_plugins(tmp_path):
    import eigengraph as eg

    text = PAGE.read_text("utf-8")
    files = re.findall(r"^```python\n# (\w+)\.py\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for name, block in files:
        namespace: dict = {"__name__": name, "__file__": str(tmp_path / f"{name}.py")}
        exec(compile(block, f"{name}.py", "exec"), namespace)
        plugin = type("Plugin", (), {"__module__": name})()
        for key, value in namespace.items():
            if hasattr(value, "eigengraph_impl"):
                setattr(plugin, key, value)
        assert vars(plugin), name
        eg.Host([plugin], installed=False)
    assert len(files) >= 6
