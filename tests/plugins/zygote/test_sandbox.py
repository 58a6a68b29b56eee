"""Opening, closing, many callers, and what a lint says."""

import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from eigengraph_zygote import process
from eigengraph_zygote import sandbox as zygote
from eigengraph_zygote.limits import WALL_SECONDS

from eigengraph.errors import ConfigError


@pytest.mark.parametrize(("platform", "machine"), [("darwin", "arm64"), ("linux", "riscv64"), ("win32", "")])
def test_other_machines_are_refused(monkeypatch, platform, machine):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(zygote, "machine", lambda: machine)
    with pytest.raises(ConfigError) as refused:
        zygote.open_zygote()
    assert f"not on {f'{platform} {machine}'.strip()!r}; use the sandbox 'monty'" in str(refused.value)
    assert "aarch64 and x86_64" in str(refused.value)


def test_zygote_that_does_not_start_is_refused(monkeypatch, tmp_path, sandbox):
    broken = tmp_path / "boot.py"
    broken.write_text("raise SystemExit('no filter here')", "utf-8")
    monkeypatch.setattr(process, "_BOOT", broken)
    with pytest.raises(ConfigError, match=r"does not work on this machine: it does not start: no filter here; use"):
        zygote.open_zygote()


def test_many_callers_get_their_own_answers(sandbox):
    code = "def check(n):\n    return [n, n * n]"
    with ThreadPoolExecutor(8) as threads:
        asked = [
            threads.submit(sandbox.run, code, [f'{{"n": {n + part}}}' for part in range(3)]) for n in range(0, 60, 3)
        ]
    values = [run.value for each in asked for run in each.result()]
    assert values == [[n, n * n] for n in range(60)]


@pytest.mark.parametrize(("characters", "kind"), [(100_000, "ok"), (3_000_000, "infra")])
def test_caller_that_is_slow_is_not_the_checkers_doing(sandbox, monkeypatch, characters, kind):
    code = "def check(text):\n    return len(text)"
    sandbox.run(code, ['{"text": ""}'])
    handed = socket.send_fds

    def slowly(*arguments):
        handed(*arguments)
        time.sleep(2 * WALL_SECONDS)

    monkeypatch.setattr(socket, "send_fds", slowly)
    [run] = sandbox.run(code, [json.dumps({"text": "x" * characters})])
    assert (run.kind, run.value) == (kind, characters if kind == "ok" else None)


@pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(), reason="this kernel does not count waiting for a processor"
)
def test_busy_machine_is_not_the_checkers_doing(sandbox):
    code = "def check(loops):\n    for _ in range(loops): pass\n    return True"
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    crowd = [subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True) for _ in range(12)]
    try:
        crowded = zygote.open_zygote()
        [run] = crowded.run(code, ['{"loops": 8000000}'])
        crowded.close()
    finally:
        os.sched_setaffinity(0, everywhere)
        for one in crowd:
            one.kill()
            one.wait()
    assert run.kind == "ok", run.message


def test_calls_leave_no_descriptors(sandbox):
    codes = ["def check():\n    return True", "def check():\n    while True: pass", "import os; os._exit(1)", "def"]
    sandbox.run(codes[0], ["{}"] * 4)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a Path would hold one open
    for code in codes:
        sandbox.run(code, ["{}"] * 4)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_no_inputs_no_runs(sandbox):
    assert sandbox.run("def check():\n    return True", []) == []


def test_input_that_is_no_json_is_an_error(sandbox):
    [run] = sandbox.run("def check():\n    return True", ["{"])
    assert run.kind == "error"


@pytest.mark.parametrize(
    ("code", "remarks"),
    [
        ("def check(view):\n    return sorted(view) == []", []),
        ("from re import *\ndef check(view):\n    return match('a', 'b')", []),
        ("try:\n    import json\nfinally:\n    check = lambda view: True", []),
        ("def check(view:\n    pass", ["line 1: '(' was never closed"]),
        ("def test(view):\n    pass", ["there is no check at the top level of the code"]),
        (
            "import numpy\nfrom pandas import x\ndef check(view):\n    return veiw is 3 or x",
            [
                "line 1: there is no module 'numpy' in this sandbox",
                "line 2: there is no module 'pandas' in this sandbox",
                """line 4: "is" with a literal. Did you mean "=="?""",
                "line 4: the name 'veiw' is not defined",
            ],
        ),
        ("def check(view):\n    return late\nlate = 1", []),
        (
            "def check(view):\n    return True\0",
            ["source code string cannot contain null bytes"],
        ),
    ],
)
def test_lint(sandbox, code, remarks):
    assert sandbox.lint(code) == remarks


def test_lint_runs_nothing(sandbox):
    assert sandbox.lint("while True:\n    pass\ndef check(view):\n    return True") == []
