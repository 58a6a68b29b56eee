"""Every command as a user types it: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import eigengraph
from eigengraph.cli import run as run_command
from eigengraph.config import Settings
from eigengraph.graphs.task_stages import TASK_STAGES
from eigengraph.graphs.trajectory_stages import TRAJECTORY_STAGES
from eigengraph.run import Run

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
STAGES = {
    "tasks": [item.name for item in TASK_STAGES],
    "trajectories": [item.name for item in TRAJECTORY_STAGES],
    "synthesis": [item.name for item in (*TASK_STAGES, *TRAJECTORY_STAGES)],
}
COMMANDS = ["domains", "export", "graph", "plugins", "show", "synthesize"]


# synthesize


def test_synthesize(typed, tmp_path):
    code, out, err = typed("synthesize shop --tasks 2 --out", tmp_path / "run")
    assert code == 0
    assert "2 of 2 tasks certified" in out
    assert "2/2 accepted" in err
    assert (tmp_path / "run" / "data" / "data-00000.parquet").is_file()


def test_synthesize_json_ends_with_one_line(typed, tmp_path):
    code, out, err = typed("synthesize shop --tasks 2 --seed 4 --json --out", tmp_path / "run")
    said = json.loads(out)
    assert (code, out.count("\n")) == (0, 1)
    assert list(said) == ["run", "requested", "certified", "rejected", "outcomes", "digest", "seconds", "spend"]
    assert (said["run"], said["requested"], said["certified"]) == (str(tmp_path / "run"), 2, 2)
    assert "2/2 accepted" in err
    other = json.loads(typed("synthesize shop --tasks 2 --seed 4 --json --quiet --out", tmp_path / "other")[1])
    assert other["digest"] == said["digest"]


def test_quiet_says_nothing_on_stderr(typed, tmp_path):
    code, out, err = typed("synthesize shop --tasks 1 -q --json --out", tmp_path / "run")
    assert (code, err) == (0, "")
    assert json.loads(out)["certified"] == 1


def test_synthesize_fails_where_too_few_are_certified(typed, tmp_path):
    config = tmp_path / "run.toml"
    config.write_text("max_turns = 1\n")
    code, out, _ = typed("synthesize shop --tasks 1 --json --out", tmp_path / "run", "--config", config)
    assert code == 1
    assert json.loads(out)["certified"] == 0


def test_flags_outweigh_the_config(typed, tmp_path):
    config = tmp_path / "run.toml"
    config.write_text('tasks = 9\nseed = 5\nout = "here"\n[workers]\nagent = "model"\n')
    code, out, _ = typed("synthesize shop --tasks 1 --json --config", config)
    manifest = json.loads((tmp_path / "here" / "manifest.json").read_text())
    assert (code, json.loads(out)["requested"]) == (0, 1)
    assert (manifest["settings"]["tasks"], manifest["settings"]["seed"]) == (1, 5)


def test_synthesize_over_given_tables(typed, tmp_path):
    orders = {
        f"W{number}": {"order_id": f"W{number}", "customer_id": "C1", "item": "lamp", "price": 40}
        for number in range(9)
    }
    tables = {
        "customers": {"C1": {"customer_id": "C1", "orders": sorted(orders)}},
        "orders": {key: {**order, "status": "pending"} for key, order in orders.items()},
    }
    (tmp_path / "db.json").write_text(json.dumps(tables))
    code, _, _ = typed("synthesize shop --tasks 1 -q --tables", tmp_path / "db.json", "--out", tmp_path / "run")
    assert code == 0


@pytest.mark.parametrize("width", ["80", "140"])
def test_help_tells_the_defaults(typed, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    code, out, _ = typed("synthesize --help")
    assert code == 0
    for name in ("tasks", "seed", "model", "concurrency"):
        assert f"(default: {Settings.model_fields[name].default})" in out
    assert "(default: 50)" in out


# show


def test_show_lists(typed, run):
    code, out, err = typed("show", run)
    assert (code, err) == (0, "")
    assert len(re.findall(r"\bshop-[0-9a-f]{12}\b", out)) == 3
    assert json.loads(typed("show --json", run)[1]) == re.findall(r"\bshop-[0-9a-f]{12}\b", out)


@pytest.mark.parametrize("how", ["id", "prefix", "index"])
def test_show_one(typed, run, how):
    task = json.loads(typed("show --json", run)[1])[0]
    wanted = {"id": task, "prefix": task[:-3], "index": "0"}[how]
    code, out, _ = typed("show", run, wanted)
    assert code == 0
    for said in (task, "get_order(", "Certificate", "Lineage", "passed, reward 1"):
        assert said in out
    record = json.loads(typed("show --json", run, wanted)[1])
    assert (record["task"]["id"], record["verdict"]["reward"]) == (task, 1.0)


def test_show_lists_goals_unbroken_on_narrow_terminals(typed, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    out = typed("show", run)[1]
    goals = [goal for datum in Run.open(run).data() for goal in datum.task.blueprint.goals]
    assert len(re.findall(r"cancel_order (yes|no)\b", out)) == len(goals)


def test_show_unknown_and_ambiguous_task(typed, run):
    code, out, err = typed("show", run, "shop-x")
    assert (code, out) == (2, "")
    assert re.match(r"eigengraph: unknown task 'shop-x' \(ids look like shop-\w+, shop-\w+, shop-\w+\); `eige", err)
    code, _, err = typed("show", run, "shop-")
    assert code == 2
    assert re.match("eigengraph: 'shop-' begins 3 task ids; give more of it: shop-", err)
    code, _, err = typed("show", run, "77")
    assert code == 2
    assert re.match(r"eigengraph: there is no candidate '77' \(known: 0 to 2\); `eigengraph show", err)


@pytest.fixture(scope="module")
def poor(site, tmp_path_factory) -> Path:
    """The folder of a run whose candidates are all turned down."""
    out = tmp_path_factory.mktemp("runs") / "poor"
    config = out.parent / "run.toml"
    config.write_text("max_turns = 1\n")
    assert run_command(["synthesize", "shop", "--tasks", "1", "-q", "--config", str(config), "--out", str(out)]) == 1
    return out


def test_rejected_candidates_are_explained_below_the_summary(typed, poor):
    _, out, err = typed("synthesize shop --tasks 1 --config", poor.parent / "run.toml", "--out", poor)
    assert "stopped after 3 candidates (limit: 3 x tasks)" in out
    assert re.match(r"\w+ x3, e.g. candidate 0: ", out.splitlines()[-1])
    assert err == "finished earlier; nothing to do\n"


def test_show_rejected_lists(typed, poor, run):
    code, out, _ = typed("show --rejected", poor)
    records = json.loads(typed("show --rejected --json", poor)[1])
    assert (code, [record["index"] for record in records]) == (0, [0, 1, 2])
    for record in records:
        assert re.search(rf"{record['index']} +{record['reason']} ", out)
    assert typed("show --rejected", run)[1] == "no candidate was turned down\n"


def test_show_rejected_candidate(typed, poor):
    code, out, _ = typed("show", poor, "1")
    records = json.loads(typed("show --json", poor, "1")[1])
    assert code == 0
    assert out.startswith("candidate 1 was turned down\n")
    assert [record["stage"] for record in records][:2] == ["blueprint", "scenario"]
    assert records[-1]["stage"] == "final"
    assert re.search(rf"1 +final +rejected +{records[-1]['reason']}", out)


# domains, plugins, graph


def test_domains(typed):
    code, out, _ = typed("domains")
    assert code == 0
    assert re.search(r"shop +3 +0 +1 +yes", out)
    [record] = [record for record in json.loads(typed("domains --json")[1]) if record["name"] == "shop"]
    assert record == {
        "name": "shop",
        "tools": ["get_customer", "get_order", "cancel_order"],
        "user_tools": [],
        "rules": ["shop.cancel.pending"],
        "sampler": True,
    }


def test_one_domain(typed):
    code, out, _ = typed("domains shop")
    assert code == 0
    assert re.search(r"cancel_order +agent +write +Cancel an order for the reason", out)
    assert re.search(r"shop.cancel.pending +Only pending orders can be cancelled\.", out)
    assert "policy: 18 words, 102 characters" in out
    assert json.loads(typed("domains shop --json")[1])["name"] == "shop"


def test_version(typed):
    assert typed("--version") == (0, f"eigengraph {eigengraph.__version__}\n", "")


def test_any_whole_number_is_a_seed(typed, tmp_path):
    code, out, _ = typed("synthesize shop --tasks 1 --seed -1 -q --json --out", tmp_path / "run")
    assert (code, json.loads(out)["certified"]) == (0, 1)


def test_plugins(typed):
    code, out, _ = typed("plugins")
    assert code == 0
    assert re.search(r"shop +eigengraph-shop 0.1.0 +register_domains", out)
    assert re.search(r"offline +no language model", out)
    assert re.search(r"verifier +derived \(default\) +Verifiers from the states", out)
    records = {record["name"]: record for record in json.loads(typed("plugins --json")[1])}
    assert records["shop"] == {"name": "shop", "distribution": "eigengraph-shop 0.1.0", "hooks": ["register_domains"]}


@pytest.mark.parametrize("name", STAGES)
def test_graph(typed, name):
    code, out, _ = typed("graph", name)
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert [words[0] for words in lines if words and words[0] in STAGES["synthesis"]] == STAGES[name]


def edges(mermaid: str) -> list[tuple[str, str]]:
    return re.findall(r"^\t(\S+) (?:-->|-\. .* \.->) (\S+);$", mermaid, re.MULTILINE)


@pytest.mark.parametrize("name", STAGES)
def test_graph_mermaid(typed, name):
    code, out, _ = typed("graph", name, "--mermaid")
    assert code == 0
    assert out.startswith("---\nconfig:\n")
    body = out.split("---\n", 2)[2]
    assert body.startswith("graph TD;\n")
    assert len(re.findall(r"^\tsubgraph ", body, re.MULTILINE)) == len(re.findall(r"^\tend$", body, re.MULTILINE))
    for opening, closing in ("()", "[]", "{}"):
        assert body.count(opening) == body.count(closing)
    nodes = dict(re.findall(r"^\t(\S+?)[(\[]+(?:<p>)?([^()<\]]+)(?:</p>)?[)\]]+", body, re.MULTILINE))
    assert set(STAGES[name]) <= set(nodes.values())
    drawn = edges(body)
    assert {end for edge in drawn for end in edge} == set(nodes)
    known = r"graph TD;|\t(?:subgraph \w+|end|classDef .*|\S+[(\[].*|\S+ (?:-->|-\. .* \.->) \S+;)|"
    assert [line for line in body.splitlines() if not re.fullmatch(known, line)] == []


# As a process of its own


def start(*arguments: str, site: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    code = "from eigengraph.cli import main; main()"
    environment = os.environ | {"PYTHONPATH": f"{site}{os.pathsep}{SHOP}"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, env=environment, capture_output=True, text=True
    )


def test_default_folder_is_in_the_working_directory(site, tmp_path):
    done = start("synthesize", "shop", "--tasks", "1", "--json", site=site, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert re.fullmatch(r"runs/shop-[0-9a-f]{8}", said["run"])
    assert start("show", said["run"], "0", site=site, cwd=tmp_path).returncode == 0


def test_bad_input_ends_the_process_with_2(site, tmp_path):
    done = start("synthesize", "shoop", site=site, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "eigengraph: unknown domain 'shoop'; did you mean 'shop'? "
        "(known: airline, mock, retail, retail_micro, shop, telecom)\n"
    )


def test_reader_may_go_away(site, run, tmp_path):
    """As in ``eigengraph graph synthesis --mermaid | head -1``."""
    code = "import sys; from eigengraph.cli import run; sys.exit(run(['show', sys.argv[1], '0']))"
    environment = os.environ | {"PYTHONPATH": f"{site}{os.pathsep}{SHOP}"}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", code, str(run)], env=environment, stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert "Traceback" not in done.stderr
    assert done.returncode != 0


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]], ids=["nothing", "long", "short"])
def test_help_lists_the_commands(typed, words):
    code, out, err = typed("", *words)
    assert (code, err) == (0, "")
    assert [name for name in COMMANDS if f" {name} " in out] == COMMANDS


# What a run would cost


def test_an_estimate_is_printed_and_nothing_else_done(typed, tmp_path):
    line = f"synthesize shop --tasks 3 --model openai:m@http://127.0.0.1:9/v1 --estimate --out {tmp_path / 'run'}"
    code, out, err = typed(line)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert re.match(
        r"\d[\d.]* [kM] tokens \(.* to .*\), no price known, .* s \(.*\); from \d+ candidates rehearsed", out
    )
    said = json.loads(typed(line, "--json")[1])["estimate"]
    assert said.keys() == {"tokens", "usd", "seconds", "basis"}
    assert 0 < said["tokens"]["low"] < said["tokens"]["likely"] < said["tokens"]["high"]
    assert not (tmp_path / "run").exists()


def test_an_estimate_of_what_costs_nothing(typed):
    assert typed("synthesize shop --estimate")[:2] == (0, "nothing: no model of this run costs anything\n")
    assert json.loads(typed("synthesize shop --estimate --json")[1]) == {"estimate": None}
