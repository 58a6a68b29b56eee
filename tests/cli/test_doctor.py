"""``eigengraph doctor``: a table for people, a line of JSON for programs, and an exit code for both."""

from __future__ import annotations

import json
import sys
from importlib import metadata

import pytest

import eigengraph as eg
from eigengraph.cli import doctor
from eigengraph.models import Reply


@pytest.fixture
def diagnosed(typed):
    """``diagnosed(*arguments)`` returns the exit code and the checks by name."""

    def run(*arguments):
        code, out, err = typed("doctor --json", *arguments)
        assert err == ""
        checks = json.loads(out)["checks"]
        assert all(check.keys() == {"name", "ok", "fix"} for check in checks)
        assert all(check["ok"] == (check["fix"] == "") for check in checks)
        return code, {check["name"]: check["fix"] for check in checks}

    return run


def test_an_installation_that_works(diagnosed, monkeypatch):
    monkeypatch.delenv("EIGENGRAPH_TAU2_DATA", raising=False)
    code, fixes = diagnosed()
    assert code == 0
    assert {"python", "package aiohttp", "package langgraph", "plugins", "tau2 data"} <= fixes.keys()
    assert "package mypy" not in fixes  # of an extra


def test_the_table_says_what_was_found(typed):
    code, out, _ = typed("doctor")
    assert code == 0
    assert ".".join(map(str, sys.version_info[:3])) in out
    assert "airline" in out


def test_an_old_python(diagnosed, monkeypatch):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 10, 4))
    assert diagnosed()[0] == 1
    assert diagnosed()[1]["python"] == "Python 3.10.4 is too old; use 3.11 or newer"


def test_packages_that_are_missing_or_old(diagnosed, monkeypatch):
    def version(name):
        if name == "orjson":
            raise metadata.PackageNotFoundError(name)
        return "0.1" if name == "pydantic" else metadata.version(name)

    monkeypatch.setattr(doctor, "version", version)
    code, fixes = diagnosed()
    assert code == 1
    assert fixes["package orjson"].startswith("it is not installed; pip install 'orjson>=")
    assert fixes["package pydantic"].startswith("version 0.1 is installed; pip install 'pydantic<3,>=")


def test_a_folder_without_tau2s_data(diagnosed, monkeypatch, tmp_path):
    monkeypatch.setenv("EIGENGRAPH_TAU2_DATA", str(tmp_path))
    code, fixes = diagnosed()
    assert (code, fixes["tau2 data"]) == (
        1,
        f"EIGENGRAPH_TAU2_DATA is {str(tmp_path)!r}, which holds no airline/db.json; name the folder of tau2-bench's "
        "domains",
    )


class Mute:
    """Registers a model that says nothing useful."""

    @eg.hookimpl
    def register_models(self):
        return [eg.ModelScheme("mute", lambda rest, options: self)]

    async def complete(self, request):
        return Reply(eg.Message("assistant", "Hm."), 5, 1000)


@pytest.fixture
def mute(monkeypatch):
    made = eg.Host([Mute()])
    monkeypatch.setattr(doctor, "Host", lambda: made)


def test_a_model_that_is_of_no_use(diagnosed, mute):
    code, fixes = diagnosed("--model", "mute", "--domain", "shop")
    assert code == 1
    assert fixes["speed"] == ""
    assert "--enable-auto-tool-choice" in fixes["tool calls"]
    assert "json_schema" in fixes["structured output"]


def test_the_offline_model_needs_nothing(diagnosed):
    assert diagnosed("--model", "offline") == (0, {"model": ""})


def test_bad_input(typed):
    code, out, err = typed("doctor --model opnai:x")
    assert (code, out) == (2, "")
    assert "unknown model 'opnai'" in err
    code, _, err = typed("doctor --model offline --domain shoop")
    assert code == 2
    assert "unknown domain 'shoop'; did you mean 'shop'?" in err
