"""The page about models: every option is listed with its default, and its examples are what they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import eigengraph_langchain
import eigengraph_local
import eigengraph_openai
import pytest
from eigengraph_hf.settings import HFSettings
from eigengraph_local.settings import LocalSettings
from eigengraph_openai.settings import OpenAISettings
from pydantic import BaseModel

import eigengraph as eg
from eigengraph.config import load_settings
from eigengraph.models import Budget

TEXT = (Path(__file__).parents[2] / "docs" / "models.md").read_text("utf-8")


@pytest.fixture
def host(monkeypatch) -> eg.Host:
    host = eg.Host([eigengraph_langchain, eigengraph_local, eigengraph_openai])
    monkeypatch.setattr(eg, "Host", lambda: host, raising=False)
    return host


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def blocks(language: str, text: str = TEXT) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    ("scheme", "model"), [("openai", OpenAISettings), ("local", LocalSettings), ("hf", HFSettings)]
)
def test_every_option_is_listed_with_its_default(scheme: str, model: type[BaseModel]):
    listed = re.findall(r"^\| `(\w+)` \| (\S.*?) \| \S.* \|$", section(f"`[options.{scheme}]`"), re.MULTILINE)
    said: dict[str, Any] = {name: None if text == "(none)" else eval(text.strip("`")) for name, text in listed}
    assert said == {name: field.default for name, field in model.model_fields.items()}


def test_every_scheme_is_listed(host):
    listed = set(re.findall(r"^\| `(\w+)(?::[^`]*)?` \|", TEXT.split("\n## ")[0], re.MULTILINE))
    assert listed == {"offline", "openai", "langchain", "local", "hf"}
    assert listed <= set(host.models)


def test_the_example_of_prices_is_a_run_that_may_begin(host, tmp_path):
    [toml] = blocks("toml")
    assert "prices" in tomllib.loads(toml)
    (tmp_path / "run.toml").write_text(toml)
    settings = load_settings(tmp_path / "run.toml", {})
    assert settings.prices["openai:Qwen3-30B"].output == 0.30
    for spec in (settings.model, settings.user_model):
        host.model(spec, settings.options)
        Budget(usd=settings.budget_usd, prices=settings.prices).check_prices(spec)


def test_the_python_runs(host):
    for block in blocks("python"):
        exec(compile(block, "models.md", "exec"), {})
