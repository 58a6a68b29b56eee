"""The page about a small model: its settings can be read, and its script is Python."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from eigengraph_openai.settings import read_settings

from eigengraph.config import load_settings

TEXT = (Path(__file__).parents[2] / "docs" / "local_run.md").read_text("utf-8")


def test_settings_can_be_read(tmp_path):
    [toml] = re.findall(r"^```toml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    (tmp_path / "small.toml").write_text(toml)
    [model] = re.findall(r"--model (\S+)", TEXT)
    settings = load_settings(tmp_path / "small.toml", {"model": model})
    address, options = read_settings(model.partition(":")[2], settings.options["openai"])
    assert (address.model, options.parallel) == ("smollm2-135m", settings.concurrency)


def test_the_script_is_python():
    script = re.findall(r"^```text\n(# serve\.py.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    assert ast.parse(script[0])
