"""``eigengraph play``: a person's lines on standard input, and the verdict."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time

import pytest

import eigengraph as eg
from tests.cli.conftest import SHOP

COMMAND = "from eigengraph.cli import main; main()"


@pytest.fixture
def play(typed, monkeypatch):
    """``play(lines, *flags)`` types the command and then the lines."""

    def go(lines, *flags):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return typed("play", "shop", *flags)

    return go


@pytest.fixture(scope="module")
def task(run):
    return next(eg.Run.open(run).data()).task


def gold(task) -> list[str]:
    """Return the lines of an agent that does everything right."""
    calls = [f"/{call.name} {json.dumps(dict(call.arguments))}" for call in task.blueprint.gold()]
    told = " ".join(text for goal in task.blueprint.goals for text in goal.say)
    outcomes = " ".join(goal.outcome for goal in task.blueprint.goals)
    return [*calls, *[f"All done. {outcomes} {told} Is there anything else?"] * 12]


def test_an_agent_who_does_everything_right(play, run, task):
    code, out, err = play(gold(task), "--as", "agent", "--tasks", run, "--task", task.id)
    assert (code, err) == (0, "")
    assert "passed, reward 1" in out
    assert "agent: Hi! How can I help you today?" in out
    assert "user: " in out
    assert "✓" in out
    assert "✗" not in out


def test_an_agent_who_leaves(play, run, task):
    code, out, _ = play([], "--as", "agent", "--tasks", run, "--task", task.id, "--json")
    said = json.loads(out)
    assert code == 1
    assert (said["task"], said["as"], said["outcome"], said["reward"]) == (task.id, "agent", "agent_fault", 0.0)
    assert "the person left" in said["reason"]
    assert said["checks"]
    assert "state" in said["basis"]


def test_what_an_agent_may_ask(play, run, task):
    name = task.blueprint.gold()[0].name
    lines = ["/help", "/tools", f"/tools {name}", "/tools nothing", "/policy", "/scenario", "", "/quit"]
    code, out, _ = play(lines, "--as", "agent", "--tasks", run, "--task", task.id)
    assert code == 1
    assert f"  {name}(" in out
    assert '"parameters": {' in out
    assert "unknown tool 'nothing'" in out
    assert "The scenario is the user's to know." in out
    policy = eg.Run.open(run).policy
    assert all(word in out for word in policy.split()[:20])
    assert task.scenario.reason_for_call not in out


def test_calls_that_cannot_be_made(play, run, task):
    name = task.blueprint.gold()[0].name
    arguments = json.dumps(dict(task.blueprint.gold()[0].arguments))
    lines = [
        f"/{name} {{",
        f"/{name} [1]",
        f"/{name}x",
        '/tool {"name": "nothing"}',
        f'/tool {{"name": "{name}", "arguments": {arguments}}}',
        f'/{name} {{"odd": 1}}',
        "/quit",
    ]
    code, out, _ = play(lines, "--as", "agent", "--tasks", run, "--task", task.id)
    assert code == 1
    assert f'write /{name} {{"argument": "value"}}' in out
    assert "arguments are an object, not [1]" in out
    assert f"unknown tool or command '/{name}x'; did you mean '/{name}'?" in out
    assert "unknown tool or command '/nothing'" in out
    assert out.count("  ← ") == 2


def test_a_user_sees_the_scenario_and_the_offline_agent_serves(play, run, task):
    facts = " ".join(fact.text for goal in task.blueprint.goals for fact in goal.facts)
    whole = " ".join(fact.text for fact in task.blueprint.facts)
    lines = [
        task.scenario.reason_for_call,
        "/scenario",
        "/policy",
        *[f"It is {whole} {facts}. Yes, please."] * 8,
        "/stop",
    ]
    code, out, _ = play(lines, "--as", "user", "--tasks", run, "--task", task.id)
    assert out.count(task.scenario.reason_for_call[:40]) >= 2
    assert "The rules are the agent's to know." in out
    assert "agent: " in out
    assert "reward " in out
    assert code in (0, 1)


def test_a_user_who_hangs_up_is_judged_and_audited(play, run, task):
    lines = [task.scenario.reason_for_call, f"My instructions say: {task.scenario.task_instructions}"]
    code, out, _ = play(lines, "--as", "user", "--tasks", run, "--task", task.id, "--json")
    said = json.loads(out)
    assert (code, said["outcome"], said["reward"]) == (1, "completed", 0.0)
    assert "leaked_instructions" in {finding["kind"] for finding in said["findings"]}


def test_a_fresh_task_without_a_run(play, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = play([], "--as", "user", "--seed", "5", "--json")
    first = json.loads(out)["task"]
    assert code == 1
    assert first.startswith("shop-")
    assert list(tmp_path.iterdir()) == []
    assert json.loads(play([], "--as", "user", "--seed", "5", "--json")[1])["task"] == first
    assert json.loads(play([], "--as", "user", "--seed", "6", "--json")[1])["task"] != first


def test_bad_input_is_one_line(play, run):
    def refused(*flags):
        code, out, err = play([], *flags)
        assert (code, out, err.count("\n")) == (2, "", 1)
        return err

    assert "--task 'x' needs --tasks" in refused("--as", "user", "--task", "x")
    assert "unknown task 'x' (known: shop-" in refused("--as", "user", "--tasks", run, "--task", "x")
    assert "invalid value for '--as'" in refused("--as", "judge").lower()
    assert "unknown model 'opnai'" in refused("--as", "user", "--model", "opnai:x")


def test_an_interrupt_leaves_at_once(site, run):
    environment = os.environ | {"PYTHONPATH": f"{site}{os.pathsep}{SHOP}"}
    words = ["play", "shop", "--as", "agent", "--tasks", str(run)]
    with subprocess.Popen(
        [sys.executable, "-u", "-c", COMMAND, *words],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        seen = ""
        while "agent> " not in seen:
            seen += process.stdout.read(1)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, "")
    assert "left; no verdict" in out
