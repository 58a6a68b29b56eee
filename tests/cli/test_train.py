"""``eigengraph train`` and ``eigengraph recipes``, with a third party's trainer."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

import eigengraph as eg
from eigengraph.cli import doctor, recipes, train

PACKAGE = Path(__file__).parents[1] / "fixture_plugin"


@pytest.fixture(autouse=True)
def rote(monkeypatch):
    monkeypatch.syspath_prepend(PACKAGE)
    host = eg.Host([importlib.import_module("eigengraph_fixture")], installed=False)
    for module in (doctor, recipes, train):
        monkeypatch.setattr(module, "Host", lambda: host)
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "eigengraph_fixture"]:
        del sys.modules[name]


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data"
    path.write_text("by heart")
    return path


def test_train(typed, data, tmp_path):
    out = tmp_path / "out"
    code, said, told = typed("train rote", "--data", data, "--out", out)
    assert code == 0
    assert said.split() == ["checkpoint", str(out), "model", str(out)]
    assert "data         1 file" in told
    assert "ok           overrides" in told
    assert told.endswith("learnt it\n")


def test_train_as_json(typed, data, tmp_path):
    code, said, _ = typed("train rote --json", "--data", data, "--out", tmp_path / "out")
    last = json.loads(said.splitlines()[-1])
    assert code == 0
    assert {"command", "checks", "steps", "checkpoint"} <= last.keys()
    assert last["checkpoint"] == str(tmp_path / "out")


def test_a_dry_run_prints_the_command_alone(typed, data, tmp_path):
    code, said, _ = typed("train rote --dry-run", "--data", data, "--out", tmp_path / "out")
    assert (code, said) == (0, f"cp {data} {tmp_path / 'out'}\n")
    assert not (tmp_path / "out").exists()


def test_a_training_that_fails(typed, data, tmp_path):
    data.write_text("")
    code, _, told = typed("train rote", "--data", data, "--out", tmp_path / "out")
    assert code == 3
    assert told.endswith("eigengraph: training ended with exit code 3: nothing to learn\n")


def test_bad_input(typed, data):
    code, said, told = typed("train rot")
    assert (code, said) == (2, "")
    assert "unknown recipe 'rot'; did you mean 'rote'?" in told
    code, _, told = typed("train rote a=1", "--data", data)
    assert code == 2
    assert "FAILED       overrides: none are known" in told
    assert told.endswith("recipe 'rote' cannot be trained like this: overrides: none are known\n")
    code, _, told = typed("train rote", "--data", data, "--model", "m")
    assert code == 2
    assert "this machine cannot train recipe 'rote': patience: it would take years" in told


def test_recipes_list(typed):
    code, said, _ = typed("recipes list")
    assert code == 0
    assert "learns a file by heart" in said
    assert json.loads(typed("recipes list --json")[1]) == {
        "recipes": [{"name": "rote", "summary": "learns a file by heart"}]
    }


def test_recipes_validate(typed, tmp_path):
    code, said, _ = typed("recipes validate")
    assert (code, said.splitlines()[0]) == (0, "rote: ok")
    code, said, _ = typed("recipes validate rote --json", "--model", tmp_path / "big")
    assert code == 1
    [found] = json.loads(said)["recipes"]
    assert (found["name"], found["ok"], found["errors"]) == ("rote", False, ["a model 'big' is of no use here"])
    code, said, _ = typed("recipes validate", "--model", tmp_path / "big")
    assert (code, said.splitlines()[0]) == (1, "rote: FAILED")
    assert "a model 'big' is of no use here" in said


def test_recipes_validate_an_unknown_one(typed):
    code, _, told = typed("recipes validate rot")
    assert code == 2
    assert "unknown recipe 'rot'" in told


def test_doctor_says_what_a_machine_lacks(typed):
    code, said, _ = typed("doctor --recipe rote --json")
    assert (code, json.loads(said)) == (0, {"checks": [{"name": "patience", "ok": True, "fix": ""}]})
