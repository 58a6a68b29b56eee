"""Bad input as a user types it: a line on standard error that quotes the value and lists the known; exit code 2."""

from __future__ import annotations

import json
import re

import pytest

UNKNOWN = {
    "synthesise shop": r"No such command 'synthesise'. Did you mean 'synthesize'\? \(known: audit, certify, check, ",
    "synthesize shoop": r"unknown domain 'shoop'; did you mean 'shop'\? \(known: airline, mock, retail, retail_micro, ",
    "synthesize shop --takss 3": r"unknown option '--takss'; did you mean '--tasks'\? \(known: --budget-tokens, ",
    "synthesize shop --model ofline": r"unknown model 'ofline'; did you mean 'offline'\? \(known: .*offline",
    "synthesize shop --user-model gpt": r"unknown model 'gpt' \(known: .*offline.*\). A model spec is SCHEME",
    "synthesize shop --model offline:x": "model spec 'offline:x' has 'x' too much; write 'offline' alone",
    "domains shoop": r"unknown domain 'shoop'; did you mean 'shop'\? \(known: airline, mock, retail, retail_micro, ",
    "graph synthesi": r"unknown graph 'synthesi'; did you mean 'synthesis'\? \(known: synthesis, tasks, trajectories\)",
    "synthesize shop --request-timeout 3": r"'--request-timeout' has no flag; put `request_timeout = \.\.\.` into",
    "domains --jsn": r"unknown option '--jsn'; did you mean '--json'\? \(known: --json\)",
    "synthesize": r"Missing argument 'domain'; see eigengraph synthesize --help",
    "show": r"Missing argument 'RUN\|EVALUATION'; see eigengraph show --help",
    "synthesize shop --tasks": "Option '--tasks' requires an argument",
    "synthesize shop --tasks many": r"Invalid value for '--tasks': .*\(given: 'many'\); see eigengraph synth",
    "synthesize shop --tasks 0": "setting 'tasks' cannot be 0: input should be greater than 0",
    "synthesize shop --concurrency -1": "setting 'concurrency' cannot be -1: input should be greater than 0",
    "synthesize shop --tasks 3 extra": r"Got unexpected extra argument\(s\) \(extra\); see eigengraph synth",
    "synthesize shop --config /nowhere/run.toml": "config '/nowhere/run.toml' cannot be read: No such file",
    "synthesize shop --tables /nowhere/db.json": "tables '/nowhere/db.json' cannot be read: No such file or directory",
    "synthesize shop --policy /nowhere/p.md": "policy '/nowhere/p.md' cannot be read: .*No such file or directory",
    "synthesize shop --policy /": "Invalid value for '--policy': file '/' is a directory; see eigengraph synthesize",
    "show /nowhere": "'/nowhere' is not a run folder: it has no manifest.json; give the folder of a run",
}


@pytest.mark.parametrize("line", UNKNOWN)
def test_bad_input(typed, tmp_path, monkeypatch, line):
    monkeypatch.chdir(tmp_path)
    code, out, err = typed(line)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert re.match(f"eigengraph: {UNKNOWN[line]}", err), err
    assert list(tmp_path.iterdir()) == []


CONFIGS = {
    'workers = {agnt = "model"}': r"unknown role 'agnt'; did you mean 'agent'\? \(known: agent, attributor, blueprint",
    'workers = {agent = "modell"}': r"unknown worker for role 'agent' 'modell'; did you mean 'model'\? ",
    "taks = 3": r"unknown setting 'taks'; did you mean 'tasks'\? \(known: batch, ",
    "seed = 1.5": "setting 'seed' cannot be 1.5: input should be a valid integer",
    "[options.ofline]": r"unknown model 'ofline'; did you mean 'offline'\? \(known: .*offline",
    "[options.offline]\nagent_fault = {}": r"unknown .*'agent_fault'; did you mean 'agent_faults'\? \(known: ",
    "tasks = = 3": r"^eigengraph: config '.*run.toml' is not TOML: Invalid value \(at line 1, column 9\)",
}


@pytest.mark.parametrize("text", CONFIGS)
def test_bad_config(typed, tmp_path, text):
    (tmp_path / "run.toml").write_text(text)
    code, out, err = typed("synthesize shop --config", tmp_path / "run.toml", "--out", tmp_path / "run")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert re.search(CONFIGS[text], err), err
    assert f"config {str(tmp_path / 'run.toml')!r}" in err or "offline backend" in err
    assert not (tmp_path / "run").exists()


def test_a_wrong_flag_is_not_blamed_on_the_config(typed, tmp_path):
    (tmp_path / "run.toml").write_text("seed = 1")
    err = typed("synthesize shop --tasks 0 --config", tmp_path / "run.toml")[2]
    assert err == "eigengraph: setting 'tasks' cannot be 0: input should be greater than 0\n"


def test_broken_tables(typed, tmp_path):
    customer = {"customer_id": "C1", "orders": ["W9"]}
    order = {"order_id": "W1", "customer_id": "C1", "item": "lamp", "price": "dear", "status": "pending"}
    (tmp_path / "db.json").write_text(json.dumps({"customers": {"C1": customer}, "orders": {"W1": order}, "x": {}}))
    code, out, err = typed("synthesize shop --tables", tmp_path / "db.json", "--out", tmp_path / "run")
    assert (code, out) == (2, "")
    assert err.startswith("eigengraph: the tables have 3 problems:\n")
    assert "orders['W1'].price: " in err
    assert "'dear'" in err
    assert "customers['C1'].orders[0]: 'W9' is not a key of orders" in err
    assert "x: no such table (known: customers, orders)" in err
    assert not (tmp_path / "run").exists()


def test_tables_that_are_no_json(typed, tmp_path):
    (tmp_path / "db.json").write_text("{")
    code, _, err = typed("synthesize shop --tables", tmp_path / "db.json")
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith(f"eigengraph: tables {str(tmp_path / 'db.json')!r} ")


def test_run_folder_of_other_settings(typed, run):
    before = (run / "manifest.json").read_bytes()
    code, out, err = typed("synthesize shop --tasks 3 --seed 8 --out", run)
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "eigengraph: the run folder was made with other settings (stored -> given):",
        "  seed: 0 -> 8",
        "give the stored settings, or another folder",
    ]
    assert (run / "manifest.json").read_bytes() == before


def test_folder_of_something_else(typed, tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    code, _, err = typed("synthesize shop --out", tmp_path)
    assert (code, err.count("\n")) == (2, 1)
    assert "is not a run folder and not empty ('thesis.tex'); give an empty or new folder" in err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
