"""The commands, as they are typed."""

import json
import re
import shutil

import pytest
import typer
from eigengraph_tau2.commands import build_commands
from eigengraph_tau2.data import open_data
from eigengraph_tau2.gold import gold_dialogue
from eigengraph_tau2.messages import from_messages

import eigengraph as eg
from eigengraph import cli
from tests.plugins.tau2.dialogues import COMPLETE, results, simulation


@pytest.fixture
def command(host, monkeypatch, capsys):
    """Run ``eigengraph tau2 …``; returns the exit code and what was printed to stdout and stderr."""
    app = typer.Typer()
    app.add_typer(build_commands(), name="tau2")
    app.callback()(lambda: None)
    monkeypatch.setattr(cli, "build_app", lambda: app)
    for module in ("export", "import_tasks", "regrade", "replay_gold"):
        monkeypatch.setattr(f"eigengraph_tau2.commands.{module}.Host", lambda: host)

    def run(*arguments):
        code = cli.run(["tau2", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def recorded(host, data, tmp_path):
    """Write a results file with the gold dialogue of the one task, and the reward given."""

    def write(name, *rewards, task_id="t1"):
        folder = open_data(data, "mock")
        [task] = folder.tasks()
        messages = gold_dialogue(task, folder.ground(host.domain("mock")))
        wire = from_messages(messages, [f"00:0{index}" for index in range(len(messages))])
        path = tmp_path / name
        simulations = [simulation(task_id, reward, wire) for reward in rewards]
        path.write_text(json.dumps(results("mock", [dict(task.source)], *simulations)), "utf-8")
        return path

    return write


def test_replay_gold_prints_one_line_of_json(command, data):
    code, out, _ = command("replay-gold", "mock", "--data", data, "--json")
    assert (code, json.loads(out.splitlines()[-1])) == (
        0,
        {
            "domain": "mock",
            "tasks": 1,
            "passed": 1,
            "raising": [],
            "failed": [],
            "basis": {"DB * COMMUNICATE": 1},
            "without_nl_assertions": 0,
        },
    )


def test_replay_gold_lists_what_raises_and_fails_for_what_fails(command, data):
    path = data / "mock" / "tasks.json"
    [task] = json.loads(path.read_text("utf-8"))
    wrong = {**COMPLETE, "arguments": {"task_id": "task_9", "status": "completed"}}
    wanted = {
        "env_type": "assistant",
        "func_name": "assert_task_status",
        "arguments": {"task_id": "task_1", "expected_status": "completed"},
    }
    task["evaluation_criteria"] = {"actions": [wrong], "env_assertions": [wanted], "reward_basis": ["ENV_ASSERTION"]}
    path.write_text(json.dumps([task]), "utf-8")
    code, out, _ = command("replay-gold", "mock", "--data", data, "--json")
    report = json.loads(out)
    assert (code, report["passed"], report["failed"]) == (1, 0, ["t1"])
    call = 'update_task_status(task_id="task_9", status="completed")'
    assert report["raising"] == [{"task": "t1", "call": call, "error": "Error: Task task_9 not found"}]
    code, out, _ = command("replay-gold", "mock", "--data", data)
    assert code == 1
    assert "ENV_ASSERTION 0.0" in out
    assert "Task task_9 not found" in out


def test_replay_gold_of_nothing_is_no_success(command, data):
    code, out, complaint = command("replay-gold", "mock", "--data", data, "--split", "none")
    assert (code, out, complaint.count("\n")) == (2, "", 1)
    assert "holds no tasks of the split 'none' (found 0)" in complaint


def test_regrade_prints_one_line_of_json(command, data, recorded):
    path = recorded("run.json", 1.0, 1.0)
    code, out, _ = command("regrade", path, "--data", data, "--json")
    assert (code, json.loads(out)) == (
        0,
        {
            "simulations": 2,
            "agree": 2,
            "disagree": [],
            "skipped": [],
            "not_graded": 0,
            "unrecorded": 0,
            "ungraded": [],
            "basis": {"DB * COMMUNICATE": 2},
            "replayed_differently": [],
            "files": [
                {
                    "file": str(path),
                    "simulations": 2,
                    "agree": 2,
                    "disagree": 0,
                    "skipped": 0,
                    "not_graded": 0,
                    "unrecorded": 0,
                }
            ],
            "unread": [],
        },
    )


def test_regrade_shows_every_basis_with_its_reward(command, data, recorded):
    code, out, _ = command("regrade", recorded("run.json", 1.0, 0.0), "--data", data)
    assert code == 1
    assert out.count("DB * COMMUNICATE") == 2
    assert "run.json" in out
    assert "task t1, trial 0" in out
    path = recorded("run.json", 0.0)
    code, out, _ = command("regrade", path, "--data", data, "--json")
    at = {"file": str(path), "simulation": "s_t1", "task": "t1", "trial": 0}
    assert json.loads(out)["disagree"] == [
        {**at, "recorded": 0.0, "ours": 1.0, "basis": "DB * COMMUNICATE", "recorded_basis": "DB"}
    ]


def test_regrade_counts_apart_what_ended_early_without_a_reward(command, data, recorded, tmp_path):
    raw = json.loads(recorded("run.json", None, 1.0).read_text("utf-8"))
    raw["simulations"][0] |= {"termination_reason": "infrastructure_error", "messages": []}
    (tmp_path / "run.json").write_text(json.dumps(raw), "utf-8")
    code, out, _ = command("regrade", tmp_path / "run.json", "--data", data, "--json")
    report = json.loads(out)
    assert (code, report["simulations"], report["agree"], report["not_graded"], report["unrecorded"]) == (0, 2, 1, 1, 1)
    assert "no recorded reward: 1" in command("regrade", tmp_path / "run.json", "--data", data)[1]


def test_regrade_goes_on_after_a_file_that_it_cannot_read(command, data, recorded, tmp_path):
    (tmp_path / "v1.json").write_text('[{"traj": []}]', "utf-8")
    paths = tmp_path / "v1.json", recorded("run.json", 1.0), recorded("odd.json", 1.0, task_id="t5")
    code, out, complaints = command("regrade", *paths, "--data", data, "--json")
    report = json.loads(out)
    assert (code, report["simulations"], report["agree"], len(report["skipped"])) == (2, 2, 1, 1)
    assert "task_id 't5' is none of the tasks in the file" in report["skipped"][0]["reason"]
    assert complaints.count("\n") == 1
    assert complaints.startswith(f"eigengraph: '{tmp_path / 'v1.json'}' holds results of tau-bench v1")
    assert [item["file"] for item in report["unread"]] == [str(tmp_path / "v1.json")]
    assert command("regrade", paths[2], "--data", data)[0] == 1


def test_import_writes_tasks_tables_and_policy(command, data, tmp_path):
    out = tmp_path / "imported"
    code, printed, _ = command("import", "mock", "--data", data, "--split", "base", "--out", out, "--json")
    report = json.loads(printed)
    assert (code, report["tasks"], report["unknown"]) == (0, 1, {})
    assert [(item["path"], item["rows"]) for item in report["files"]] == [
        (str(out / "tasks.jsonl"), 1),
        (str(out / "tables.json"), 3),
        (str(out / "policy.md"), 1),
    ]
    line = json.loads((out / "tasks.jsonl").read_text("utf-8"))
    assert line["source"] == json.loads((data / "mock" / "tasks.json").read_text("utf-8"))[0]
    assert (line["task"]["id"], line["task"]["domain"]) == ("t1", "mock")


def test_import_shows_what_tau2_ignores(command, data):
    path = data / "mock" / "tasks.json"
    tasks = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps([{**tasks[0], "annotations": []}]), "utf-8")
    assert "annotations" in command("import", "mock", "--data", data)[1]


@pytest.mark.parametrize("name", ["replay-gold", "import"])
def test_bad_input_is_one_line(command, tmp_path, name):
    code, out, complaint = command(name, "mock", "--data", tmp_path)
    assert (code, out, complaint.count("\n")) == (2, "", 1)
    assert complaint.startswith(f"eigengraph: '{tmp_path}' holds no folder 'mock' of tau2-bench's data")


def test_import_knows_no_environments(command, data):
    code, out, complaint = command("import", "tau2:mock", "--data", data)
    assert (code, out, complaint.count("\n")) == (2, "", 1)
    assert complaint.endswith("leave out 'tau2:'\n")


def test_import_wants_the_policy_too(command, data):
    (data / "mock" / "policy.md").unlink()
    code, out, complaint = command("import", "mock", "--data", data)
    assert (code, out, complaint.count("\n")) == (2, "", 1)
    assert "tau2-bench's data for 'mock' lacks 'policy.md'" in complaint


def test_regrade_shows_no_table_where_nothing_was_read(command, tmp_path):
    code, out, complaint = command("regrade", tmp_path / "none.json")
    assert (code, out, complaint) == (
        2,
        "",
        f"eigengraph: '{tmp_path / 'none.json'}' cannot be read: No such file or directory\n",
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder of a small run of the airline, without a language model."""
    out = tmp_path_factory.mktemp("run") / "airline"
    return eg.synthesize(eg.Host(), eg.Settings(domain="airline", tasks=6, seed=3, out=out)).path


def test_export_can_be_read_back(command, run, tmp_path):
    code, printed, _ = command("export", run, "--out", tmp_path / "out", "--json")
    report = json.loads(printed)
    assert (code, report["tasks"], report["disagree"]) == (0, 6, [])
    assert sum(report["basis"].values()) == 6
    code, printed, _ = command("replay-gold", "airline", "--data", tmp_path / "out", "--json")
    gold = json.loads(printed)
    assert (code, gold["passed"], gold["raising"], gold["failed"]) == (0, 6, [], [])
    results_file = tmp_path / "out" / "simulations" / "airline" / "results.json"
    code, printed, _ = command("regrade", results_file, "--data", tmp_path / "out", "--json")
    again = json.loads(printed)
    assert (code, again["agree"], again["replayed_differently"]) == (0, 6, [])


def test_export_is_the_same_every_time(command, run, tmp_path):
    digests = []
    for name in ("one", "two"):
        report = json.loads(command("export", run, "--out", tmp_path / name, "--json")[1])
        digests.append([item["digest"] for item in report["files"]])
    assert digests[0] == digests[1]


def test_export_is_that_of_the_general_command(command, run, tmp_path):
    told = [
        json.loads(command("export", run, "--out", tmp_path / "out", "--json")[1]),
        eg.Run.open(run).export("tau2", tmp_path / "again").to_json(),
    ]
    for report in told:
        for item in report["files"]:
            del item["path"]
    assert told[0] == told[1]
    assert (list(told[0]), told[0]["problems"]) == (["files", "problems", "tasks", "disagree", "basis"], [])


def test_export_wants_the_policy_of_the_run(command, run, tmp_path):
    changed = tmp_path / "run"
    shutil.copytree(run, changed)
    (changed / "policy.md").write_text("Anything goes.", "utf-8")
    code, _, complaint = command("export", changed, "--out", tmp_path / "out")
    assert code == 2
    assert complaint == (
        f"eigengraph: '{changed / 'policy.md'}' is not the policy that the run was made under; put it back\n"
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["export", "import"])
def test_nobodys_files_are_overwritten(command, run, data, tmp_path, name):
    (tmp_path / "notes").write_text("mine", "utf-8")
    wanted = ("export", run) if name == "export" else ("import", "mock", "--data", data)
    code, _, complaint = command(*wanted, "--out", tmp_path)
    assert code == 2
    assert re.fullmatch(
        r"eigengraph: --out '.*' is not empty \(it has '.*'\); give an empty or new folder\n", complaint
    )
    assert (tmp_path / "notes").read_text("utf-8") == "mine"
