"""``eigengraph evaluate`` and ``eigengraph compare``: what they print, and with which exit code."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from eigengraph.cli.evaluation_view import progress_block, progress_line
from eigengraph.evaluation import Progress

FAULTS = "[options.offline.agent_faults]\nskipped_step = 0.5\n"
FIXTURE_PLUGIN = Path(__file__).parents[1] / "fixture_plugin"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    path = tmp_path_factory.mktemp("settings") / "faulty.toml"
    path.write_text(FAULTS)
    return path


@pytest.fixture
def evaluated(typed, run, faulty, tmp_path):
    """``evaluated(name, *flags)`` types the command for all tasks of the run."""

    def go(name, *flags):
        tasks = ["--tasks", f"{run}:all", "--trials", "2"]
        return typed("evaluate", "shop", *tasks, "--out", tmp_path / name, "--quiet", *flags)

    return go


@pytest.fixture
def parrot(site, tmp_path, monkeypatch):
    """A model ``parrot:`` is installed, which repeats what it hears."""
    info = tmp_path / "eigengraph_fixture-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: eigengraph-fixture\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[eigengraph]\nfixture = eigengraph_fixture\n")
    monkeypatch.syspath_prepend(FIXTURE_PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)


def test_json_is_the_last_line(evaluated):
    code, out, err = evaluated("one", "--json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    said = json.loads(out)
    assert (said["tasks"], said["trials"], said["pass"], said["outcomes"]) == (
        3,
        2,
        {"1": 1.0, "2": 1.0},
        {"completed": 6},
    )
    assert said["interval"]["1"][0] < 1.0 == said["interval"]["1"][1]
    assert "state" in said["basis"]


def test_people_see_bars_outcomes_and_where_it_fails(evaluated, faulty):
    code, out, _ = evaluated("one", "--config", faulty)
    assert code == 0
    assert re.search(r"pass\^1 +0\.\d+ +[·━]*●[·━]* +\[0\.\d+, [01]\.\d+\]", out)
    assert "reward basis" in out
    assert re.search(r"completed +6 +█+ +what the verdict says", out)
    assert re.search(r"tool +tasks +passed +calls +errors", out)
    assert "the offline agent is no policy" in out


@pytest.mark.parametrize(
    ("config", "flags", "user"),
    [
        ("", [], "offline"),
        ('model = "parrot:?"\n', [], "offline"),
        ('user_model = "parrot:?"\n', [], "parrot:?"),
        ('user_model = "parrot:?"\n', ["--user", "offline"], "offline"),
    ],
)
def test_who_plays_the_user(evaluated, parrot, tmp_path, config, flags, user):
    """Unless somebody else is named, it is the offline model: a policy does not play its own user."""
    (tmp_path / "settings.toml").write_text(config)
    agent = [] if "model" in config.split() else ["--agent", "parrot:."]
    code, out, _ = evaluated(
        "one", "--json", "--max-turns", "4", "--config", tmp_path / "settings.toml", *agent, *flags
    )
    settings = json.loads((tmp_path / "one" / "manifest.json").read_text())["settings"]
    assert code == 0
    assert settings["model"].startswith("parrot:")
    assert settings["user_model"] == user
    assert json.loads(out)["outcomes"] == {"max_turns": 6}


def test_against_another_and_compare(evaluated, typed, faulty, tmp_path):
    evaluated("good")
    code, out, _ = evaluated("bad", "--config", faulty, "--against", tmp_path / "good", "--json")
    gain = json.loads(out)["against"]
    assert code == 0
    assert gain["difference"]["1"] < 0
    assert gain["interval"]["1"][0] <= gain["difference"]["1"] <= gain["interval"]["1"][1]
    code, out, _ = typed("compare", tmp_path / "bad", tmp_path / "good", "--json")
    assert (code, json.loads(out)) == (0, gain)
    code, out, _ = typed("compare", tmp_path / "bad", tmp_path / "good")
    assert code == 0
    assert re.search(r"pass\^2 +[01]\.\d+ +1\.000 +-[01]\.\d+ .*┃", out)
    assert "paired bootstrap over tasks" in out


def test_a_missing_trial_is_a_failure_of_the_command(evaluated, monkeypatch):
    def mute(*_arguments):
        raise RuntimeError("no words")

    monkeypatch.setattr("eigengraph_offline.model.user_message", mute)
    code, out, _ = evaluated("mute", "--attempts", "2")
    assert code == 1
    assert re.search(r"user_fault +6 +█+ +missing: says nothing about the policy", out)
    assert re.search(r"played again +6 user_fault: they say nothing about the policy", out)
    said = " ".join(out.replace("│", " ").split())
    assert "6 trials were never scored; were all failed, pass^1 would be 0.000, were all passed, 1.000" in said
    assert "every time" not in out


def test_its_dialogues_are_shown(evaluated, typed, faulty, tmp_path):
    evaluated("one", "--config", faulty)
    folder = tmp_path / "one"
    code, out, _ = typed("show", folder)
    assert code == 0
    assert "● passed, ○ failed, - missing" in out
    rewards = json.loads(typed("show", folder, "--json")[1])
    assert sorted(map(len, rewards.values())) == [2, 2, 2]
    task = next(task for task, mine in rewards.items() if 0.0 in mine)
    marks = "".join("●" if reward else "○" for reward in rewards[task])
    assert re.search(rf"{task} +{marks} +{rewards[task].index(0.0)}: \S", out)
    code, out, _ = typed("show", folder, task)
    assert code == 0
    assert f"trial {rewards[task].index(0.0)}, attempt 1" in out
    assert "failed, reward 0" in out
    assert "✗" in out
    said = json.loads(typed("show", folder, f"{task}:1", "--json")[1])
    assert (said["task"], said["number"]) == (task, 1)
    for words, line in (
        (["nothing"], "unknown task 'nothing' (known: shop-"),
        ([f"{task}:7"], f"task '{task}' has no trial 7 (known: 0 to 1)"),
        (["--rejected"], "--rejected, --coverage and --view are for runs"),
    ):
        code, _, err = typed("show", folder, *words)
        assert (code, err.count("\n")) == (2, 1)
        assert line in err


def test_bad_input_is_one_line(typed, run, tmp_path):
    def refused(*words):
        code, out, err = typed("evaluate", *words)
        assert (code, out, err.count("\n")) == (2, "", 1)
        return err

    tasks = ["--tasks", f"{run}:all"]
    assert "has no tasks in its split 'test' (train 3, validation 0, test 0)" in refused("shop", "--tasks", run)
    assert "unknown domain 'shp'; did you mean 'shop'" in refused("shp", *tasks)
    assert "missing option '--tasks'" in refused("shop").lower()
    assert "greater than or equal to 1 (given: '0')" in refused("shop", *tasks, "--trials", "0")
    assert "unknown model 'opnai'" in refused("shop", *tasks, "--agent", "opnai:x")
    assert "names neither the folder of a run" in refused("shop", "--tasks", tmp_path / "none")
    assert "hf:nowhere' names no folder" in refused("shop", *tasks, "--agent", "hf:nowhere")
    assert "is not an evaluation folder" in refused("shop", *tasks, "--against", tmp_path)
    assert "is no manifest of an EigenGraph evaluation" in refused("shop", *tasks, "--against", run)


def test_progress_goes_to_standard_error(typed, run, tmp_path):
    flags = ["--tasks", f"{run}:all", "--out", tmp_path / "seen", "--json"]
    code, out, err = typed("evaluate", "shop", *flags)
    assert (code, out.count("\n")) == (0, 1)
    assert "3/3 scored | 3 passed | " in err
    _, _, err = typed("evaluate", "shop", *flags)
    assert err == "finished earlier; nothing to do\n"
    _, _, err = typed("evaluate", "shop", *flags, "--trials", "2")
    assert err.startswith("going on: 3 of 6 scored\n")


def test_progress_reads_well():
    progress = Progress(12, 8, {"model_error": 2}, 80, 20, 4.0, 2)
    assert progress_line(progress) == (
        "12/80 scored | 8 passed | 2.5 trials/s, 4.0 s gone, 26.4 s left | missing: 2 model_error"
    )
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(progress_block(progress))
    assert "8 of 12 passed, 20 dialogues, missing: 2 model_error" in console.export_text()
    assert Progress(0, 0, {}, 5, 0, 0.0).seconds_left is None
