"""A trainer as a process."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from eigengraph_verl.training.process import Ended, last_words, run


def script(text):
    return [sys.executable, "-c", textwrap.dedent(text)]


def test_words_exit_code_and_variables(tmp_path, capsys):
    log = tmp_path / "logs" / "a.log"
    code = run(
        script("import os, sys; print(os.environ['A']); print('no', file=sys.stderr); sys.exit(7)"), {"A": "x"}, log
    )
    assert code == Ended(7)
    assert sorted(log.read_text().split()) == ["no", "x"]
    assert sorted(capsys.readouterr().err.split()) == ["no", "x"]
    run(script("print('again')"), {}, log)
    assert log.read_text().endswith("again\n")


def test_a_signal_that_ends_it_is_an_exit_code_as_shells_have_it(tmp_path):
    assert run(script("import os; os.kill(os.getpid(), 9)"), {}, tmp_path / "a.log") == Ended(137)


def test_whoever_is_left_of_the_group_is_told_to_end(tmp_path):
    pid = tmp_path / "pid"
    child = "import time, sys; print('up', flush=True); time.sleep(600)"
    text = f"""
        import subprocess, sys, pathlib
        child = subprocess.Popen([sys.executable, "-c", {child!r}], stdout=subprocess.PIPE)
        child.stdout.readline()
        pathlib.Path({str(pid)!r}).write_text(str(child.pid))
    """
    assert run(script(text), {}, tmp_path / "a.log") == Ended(0)
    for _ in range(1000):  # it has closed its files, and is about to be gone
        if not lives(int(pid.read_text())):
            return
        time.sleep(0.01)
    pytest.fail("it still runs")


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_are_passed_on_to_the_whole_group(tmp_path, number):
    trainer = """
        import os, pathlib, signal, subprocess, sys
        worker = subprocess.Popen([sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"],
                                  stdout=subprocess.PIPE)
        worker.stdout.readline()
        def end(number, _):
            print("saved", worker.wait(), flush=True)
            sys.exit(40 + number)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        print("ready", flush=True)
        while True:
            signal.pause()
    """
    outer = f"""
        import pathlib, sys
        from eigengraph_verl.training.process import run
        log = pathlib.Path({str(tmp_path / "a.log")!r})
        ended = run([sys.executable, "-c", {textwrap.dedent(trainer)!r}], {{}}, log)
        print("stopped by", ended.stopped, file=sys.stderr)
        sys.exit(ended.code)
    """
    with subprocess.Popen(script(outer), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.strip() == "ready":
                break
        process.send_signal(number)
        said = process.stderr.read()
    assert process.returncode == 40 + number
    assert "saved" in said
    assert f"stopped by {number.name}" in said


def test_a_signal_that_a_shell_had_ignored_is_passed_on_too(tmp_path):
    """As for what a script starts in the background."""
    outer = f"""
        import os, pathlib, signal, sys, threading
        from eigengraph_verl.training.process import run
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        trainer = [sys.executable, "-c", "import time; time.sleep(600)"]
        print(run(trainer, {{}}, pathlib.Path({str(tmp_path / "a.log")!r})).stopped)
    """
    done = subprocess.run(script(outer), capture_output=True, text=True)
    assert done.stdout == "SIGINT\n"


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("a\nValueError: no\nb\n", "ValueError: no"),
        ("a\nb\n\n", "b"),
        ("", ""),
        (
            "ValueError: no\ntorch.distributed.elastic.multiprocessing.errors.ChildFailedError: \n====\n",
            "ValueError: no",
        ),
        ("UserWarning: hm\nINFO: done\nFound: 3\n", "Found: 3"),
        (
            "\x1b[36m(TaskRunner pid=7)\x1b[0m eigengraph_verl.sampler.RolloutsFailed: 9 groups (of 8) failed; saved\n"
            "\x1b[36m(Server pid=8)\x1b[0m bye\n",
            "eigengraph_verl.sampler.RolloutsFailed: 9 groups (of 8) failed; saved",
        ),
        ("RayTaskError(RolloutsFailed): ray::run() (pid=3)\n", "RayTaskError(RolloutsFailed): ray::run() (pid=3)"),
    ],
)
def test_last_words(tmp_path, said, last):
    log = tmp_path / "a.log"
    log.write_text(said)
    assert last_words(log) == last
